import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { ReplayReport } from '../verbs/watch/replay.ts';
import { field, type Fields } from './fields.ts';
import type { JsonRecord, Kind } from './kind.ts';
import { round } from './station.ts';

/** `2026-11-21T14:03:07.123456Z`: to the microsecond; a time that no calendar has is null. */
export function instantText(at: Instant | null): string | null {
  if (at === null) return null;
  const whole = Math.floor(at);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) return null;
  const micros = String(Math.min(999, Math.floor((at - whole) * 1000))).padStart(3, '0');
  return date.toISOString().replace('Z', `${micros}Z`);
}

/** schema/watch.v1.json */
export function watchRecord(event: WatchEvent): JsonRecord {
  const { kind, state, id, network, severity, sure } = event;
  return {
    v: 1,
    type: 'watch',
    kind,
    state,
    id,
    at: instantText(event.at),
    since: instantText(event.since),
    seconds: round(event.lasted / 1000, 6),
    ip: event.ip === null ? null : formatIpv4(event.ip),
    ips: event.ips.map(formatIpv4),
    mac: event.mac === null ? null : formatMac(event.mac),
    macs: event.macs.map(formatMac),
    vlan: network.vlan,
    innerVlan: network.innerVlan,
    interface: network.interface === '' ? null : network.interface,
    severity,
    sure,
    why: event.why.map(({ code, text }) => ({ code, text })),
    decides: event.decides,
    gateway: event.gateway,
    frames: event.frames,
    became: event.became,
  };
}

/** How a watch ended: of a capture with what was wrong with it, of the network with what was heard where. */
export type WatchEnd = Pick<ReplayReport, 'counts' | 'alarmed' | 'interrupted'> & {
  readonly capture?: Pick<ReplayReport, 'fault' | 'broken'>;
  readonly live?: {
    readonly interfaces: readonly string[];
    /** Frames the kernel dropped. */
    readonly dropped: number;
    /** Questions that were put. */
    readonly asked: number;
    /** Events that nobody read in time. */
    readonly untold: number;
  };
};

/** schema/watch-summary.v1.json */
export function watchSummaryRecord({ counts, capture, live, ...read }: WatchEnd): JsonRecord {
  const { fault = null, broken = null } = capture ?? {};
  const error = fault
    ? { code: fault.code === '' ? fault.kind : fault.code, text: fault.message }
    : broken && { code: broken.code, text: broken.text };
  return {
    v: 1,
    type: 'watch-summary',
    frames: counts.frames,
    arp: counts.arp,
    copies: counts.copies,
    beside: counts.beside,
    malformed: counts.malformed,
    unreadable: counts.unreadable,
    first: instantText(counts.first),
    last: instantText(counts.last),
    seconds:
      counts.first === null || counts.last === null
        ? 0
        : round(Math.max(0, counts.last - counts.first) / 1000, 6),
    stations: counts.stations,
    addresses: counts.addresses,
    episodes: counts.opened,
    open: counts.openNow,
    left: counts.left,
    alarm: read.alarmed,
    interrupted: read.interrupted,
    interfaces: live?.interfaces ?? null,
    dropped: live?.dropped ?? null,
    untold: live?.untold ?? null,
    asked: live?.asked ?? null,
    error,
  };
}

const FIELDS: Fields<WatchEvent> = {
  kind: field('text', ({ kind }) => kind),
  state: field('text', ({ state }) => state),
  id: field('text', ({ id }) => id),
  at: field('text', ({ at }) => instantText(at)),
  since: field('text', ({ since }) => instantText(since)),
  seconds: field('number', ({ lasted }) => round(lasted / 1000, 6)),
  ip: field(
    'ip',
    ({ ip }) => ip,
    ({ ip }) => (ip === null ? '' : formatIpv4(ip)),
  ),
  mac: field(
    'mac',
    ({ mac }) => mac,
    ({ mac }) => (mac === null ? '' : formatMac(mac)),
  ),
  macs: field('text', ({ macs }) => macs.map(formatMac).join(' ')),
  vlan: field('number', ({ network }) => network.vlan),
  interface: field('text', ({ network }) => (network.interface === '' ? null : network.interface)),
  severity: field('text', ({ severity }) => severity),
  sure: field('text', ({ sure }) => sure),
  gateway: field('flag', ({ gateway }) => gateway),
  frames: field('number', ({ frames }) => frames),
  codes: field('text', ({ why }) => why.map(({ code }) => code).join(' ')),
  why: field('text', ({ why }) => why.map(({ text }) => text).join('; ')),
};

export const WATCH_EVENT: Kind<WatchEvent> = {
  types: ['watch'],
  recordOf: watchRecord,
  fields: FIELDS,
  columns: [
    'at',
    'kind',
    'state',
    'id',
    'since',
    'seconds',
    'ip',
    'ips',
    'mac',
    'macs',
    'vlan',
    'interface',
    'severity',
    'sure',
    'gateway',
    'frames',
    'why',
    'became',
  ],
};
