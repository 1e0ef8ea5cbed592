import { readFileSync } from 'node:fs';
import { formatIpv4, type Ipv4 } from '../../src/base/ipv4.ts';
import { formatMac, type Mac } from '../../src/base/mac.ts';
import { parsePrefix } from '../../src/base/prefix.ts';
import { type Expected, NOTHING_EXPECTED } from '../../src/inventory/expected.ts';
import { Watch } from '../../src/inventory/watch.ts';
import type { WatchEvent } from '../../src/inventory/watch-event.ts';
import { WatchFeed } from '../../src/verbs/watch/feed.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';
import { ip, mac } from './speakers.ts';

/** What must be told, by when at the earliest (seconds from the first frame), and which words are as right. */
export interface Must {
  readonly kind: string;
  readonly ip?: string;
  readonly mac?: string;
  readonly accept?: readonly string[];
  readonly severity?: string;
  readonly after: number;
  readonly vlan?: number;
}

export interface Allowed {
  readonly kind: string;
  readonly ip?: string;
  readonly vlan?: number;
}

/** A labelled capture: scenarios/NAME.json beside NAME.pcapng, and NAME.host.pcapng as one ordinary host hears it. */
export interface Scenario {
  readonly name: string;
  readonly start: number;
  readonly gateways: readonly { readonly ip: string; readonly mac?: string }[];
  readonly networks: readonly string[];
  readonly learn: number;
  readonly must: readonly Must[];
  readonly may: readonly (string | Allowed)[];
  readonly mustNot: readonly (string | Allowed)[];
  readonly maxSeverity?: string | null;
  /** All addresses that speak; a word where they are too many. */
  readonly stations?: readonly string[] | string;
}

const SCENARIOS = new URL('scenarios/', import.meta.url);

export function scenarioOf(file: string): Scenario {
  return JSON.parse(readFileSync(new URL(file, SCENARIOS), 'utf8')) as Scenario;
}

export function captureOf(file: string): Uint8Array | undefined {
  try {
    return readFileSync(new URL(file, SCENARIOS));
  } catch {
    return undefined;
  }
}

export function expectedOf({ gateways, networks, learn }: Scenario): Expected {
  return {
    ...NOTHING_EXPECTED,
    gateways: gateways.map((one) => ({
      ip: ip(one.ip),
      mac: one.mac === undefined ? null : mac(one.mac),
      vlan: null,
      note: '',
      expires: null,
    })),
    networks: networks.map((cidr) => parsePrefix(cidr)!),
    learn: learn * 1000,
  };
}

export interface Hearing {
  /** How many bytes are handed over next. */
  readonly piece?: () => number;
  /** Whether a frame is heard at all, by its number from 0. */
  readonly heard?: (at: number) => boolean;
  /** For so long it was listened after the last frame, in milliseconds. */
  readonly after?: number;
}

/** All that is told of a capture. */
export function watched(
  capture: Uint8Array,
  expected: Expected,
  { piece = () => capture.length, heard = () => true, after = 0 }: Hearing = {},
): readonly WatchEvent[] {
  const events: WatchEvent[] = [];
  const watch = new Watch(expected, (event) => void events.push(event));
  const feed = new WatchFeed(watch);
  let at = 0;
  const reader = openCaptureReader((frame) => {
    if (heard(at++)) feed.take(frame);
  });
  for (let from = 0; from < capture.length; ) {
    const to = Math.min(capture.length, from + Math.max(1, piece()));
    reader.push(capture.slice(from, to));
    from = to;
  }
  reader.end();
  if (after > 0) watch.pass((watch.counts.last ?? 0) + after);
  watch.end();
  return events;
}

/** Words that send somebody running: wrong wherever they are neither wanted nor allowed. */
const ACCUSING: ReadonlySet<string> = new Set(['conflict', 'flux', 'spoof', 'takeover', 'own-conflict']);
/** Adverts may lie somewhat before the moment that is named. */
const EARLY = 2;

interface Seen {
  readonly kind: string;
  readonly ips: readonly string[];
  readonly macs: readonly string[];
  readonly vlan: number | null;
  readonly severity: string;
  readonly at: number;
}

export interface Score {
  readonly exact: readonly Must[];
  readonly accepted: readonly Must[];
  readonly missed: readonly Must[];
  readonly criticalMissed: readonly Must[];
  readonly falseAlarms: readonly string[];
  readonly falseCriticals: readonly string[];
}

/** How far what was told is right. `host`: one ordinary host heard it, and what it cannot know is not missed. */
export function score(scenario: Scenario, events: readonly WatchEvent[], host = false): Score {
  const seen = events.map((event) => seenOf(event, scenario.start));
  const exact: Must[] = [];
  const accepted: Must[] = [];
  const missed: Must[] = [];
  const criticalMissed: Must[] = [];
  for (const must of scenario.must) {
    const hits = seen.filter((one) => covers(one, must) && one.at >= must.after - EARLY);
    if (hits.some(({ kind }) => kind === must.kind)) exact.push(must);
    else (hits.length > 0 ? accepted : missed).push(must);
    if (must.severity === 'critical' && !hits.some(({ severity }) => severity === 'critical'))
      criticalMissed.push(must);
  }
  const falseAlarms = seen.filter((one) => isFalse(one, scenario, host)).map(nameOf);
  const low = scenario.maxSeverity === 'info' || scenario.maxSeverity === 'warning';
  const falseCriticals = low ? seen.filter(({ severity }) => severity === 'critical').map(nameOf) : [];
  return { exact, accepted, missed, criticalMissed, falseAlarms, falseCriticals };
}

function nameOf({ kind, ips, at }: Seen): string {
  return `${kind} ${ips.join(' ')} at ${at.toFixed(3)}`;
}

function seenOf(event: WatchEvent, start: number): Seen {
  const ips = [...(event.ip === null ? [] : [event.ip]), ...event.ips].map((one: Ipv4) => formatIpv4(one));
  const macs = [...(event.mac === null ? [] : [event.mac]), ...event.macs].map((one: Mac) => formatMac(one));
  const { kind, severity, network } = event;
  return { kind, severity, vlan: network.vlan, ips, macs, at: (event.at ?? 0) / 1000 - start };
}

function fitsVlan({ vlan }: Seen, wanted: number | undefined): boolean {
  return wanted === undefined || vlan === null || vlan === wanted;
}

function covers(seen: Seen, must: Must): boolean {
  if (seen.kind !== must.kind && !(must.accept ?? []).includes(seen.kind)) return false;
  if (must.ip !== undefined) return seen.ips.includes(must.ip) && fitsVlan(seen, must.vlan);
  if (must.mac !== undefined) return seen.macs.includes(must.mac);
  return fitsVlan(seen, must.vlan);
}

function fits(seen: Seen, entry: string | Allowed): boolean {
  const {
    kind,
    ip: of,
    vlan,
  } = typeof entry === 'string' ? { kind: entry, ip: undefined, vlan: undefined } : entry;
  return seen.kind === kind && (of === undefined || seen.ips.includes(of)) && fitsVlan(seen, vlan);
}

function isFalse(seen: Seen, { must, may, mustNot, stations }: Scenario, host: boolean): boolean {
  const wanted = must.some((one) => covers(seen, one)) || may.some((one) => fits(seen, one));
  const speaks = Array.isArray(stations) && seen.ips.some((one) => stations.includes(one));
  if (host && seen.kind === 'unanswered' && speaks) return true;
  if (mustNot.some((one) => fits(seen, one) && (typeof one !== 'string' || !wanted))) return true;
  if (wanted) return false;
  if (seen.kind === 'new-station') return Array.isArray(stations) && seen.ips.length > 0 && !speaks;
  return ACCUSING.has(seen.kind);
}
