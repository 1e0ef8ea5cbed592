import assert from 'node:assert/strict';
import { seededDice } from '../../src/base/dice.ts';
import { formatIpv4, parseIpv4, readIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac, readMac } from '../../src/base/mac.ts';
import { parsePrefix, firstOf, lastOf } from '../../src/base/prefix.ts';
import { TargetSet } from '../../src/base/target-set.ts';
import type { Host, InterfaceFacts } from '../../src/ports/host.ts';
import type { Segment } from '../../src/sim/segment.ts';
import { openWorld, type World } from '../../src/sim/world.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import type { ScanEvent, ScanReport } from '../../src/verbs/scan/events.ts';
import type { Station } from '../../src/inventory/station.ts';
import type { ScanOptions } from '../../src/verbs/scan/options.ts';
import { scan } from '../../src/verbs/scan/scan.ts';

export const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
export const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

const OURS = mac('02:00:00:00:00:01');

export interface Answerer {
  readonly mac: string;
  readonly ips: readonly string[];
  readonly delay?: number;
  readonly deafToProbes?: boolean;
  readonly silentToOwn?: boolean;
  readonly deafTo?: readonly string[];
  readonly frameSource?: string;
}

/** Answers by a rule of its own, so that the verb is not tested against the model it is built with. */
export function answerer(world: World, segment: Segment, how: Answerer): void {
  const own = mac(how.mac);
  const ips = new Set(how.ips.map(ip));
  const nic = segment.plug({ mac: own });
  const arp = newGlance();
  nic.listen({
    hear: (bytes) => {
      if (!glance(bytes, arp) || arp.op !== 1 || !ips.has(arp.tpa)) return;
      if (arp.dst !== own && arp.dst !== 0xffffffffffff) return;
      if (how.deafToProbes && arp.spa === 0) return;
      if (how.deafTo?.includes(formatIpv4(arp.spa))) return;
      const frame = new Uint8Array(42);
      const source = how.frameSource ? mac(how.frameSource) : own;
      writeArpFrame(frame, 0, {
        dst: arp.sha,
        src: source,
        op: 2,
        sha: own,
        spa: arp.tpa,
        tha: arp.sha,
        tpa: arp.spa,
      });
      if (how.delay === undefined) nic.send(frame);
      else world.at(world.clock.now() + how.delay, () => nic.send(frame));
    },
  });
}

export interface Result {
  readonly stations: Map<string, Station>;
  readonly report: ScanReport;
  readonly events: ScanEvent[];
  /** Questions by ARP and packets (echoes, datagrams), as they left. */
  readonly asked: { spa: string; tpa: string; at: number; dst: string; arp: boolean }[];
  readonly world: World;
}

export async function scanPaper(
  answerers: readonly Answerer[],
  options: {
    targets?: string;
    loss?: number;
    wishes?: Partial<ScanOptions>;
    addresses?: readonly string[];
    neighbours?: Host['neighbours'];
    /** Of the interface, beside what the paper host says. */
    facts?: Partial<InterfaceFacts>;
    signal?: AbortSignal;
    during?: (world: World, segment: Segment) => void;
  } = {},
): Promise<Result> {
  const world = openWorld({ seed: 7 });
  const segment = world.segment('s0', { loss: options.loss ?? 0 });
  const asked: Result['asked'] = [];
  const seen = newGlance();
  segment.plug({ mac: mac('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear: (bytes, at) => {
      const dst = formatMac(readMac(bytes, 0));
      if (glance(bytes, seen)) {
        if (seen.op !== 1) return;
        asked.push({ spa: formatIpv4(seen.spa), tpa: formatIpv4(seen.tpa), at, dst, arp: true });
      } else if (readMac(bytes, 6) === OURS) {
        const [spa, tpa] = [formatIpv4(readIpv4(bytes, 26)), formatIpv4(readIpv4(bytes, 30))];
        asked.push({ spa, tpa, at, dst, arp: false });
      }
    },
  });
  for (const how of answerers) answerer(world, segment, how);
  const host = world.host({
    name: 'eth0',
    mac: OURS,
    addresses: options.addresses ?? ['10.77.0.1/24'],
    segment,
  });
  options.during?.(world, segment);
  const prefix = parsePrefix(options.targets ?? '10.77.0.0/24') ?? assert.fail();
  const targets = TargetSet.of([{ first: firstOf(prefix), last: lastOf(prefix) }]);
  const factsOf = (): readonly InterfaceFacts[] =>
    host.interfaces().map((one, at) => (at === 1 ? { ...one, ...options.facts } : one));
  const facts = factsOf()[1] ?? assert.fail();
  const wishes = { interfaces: [{ facts, targets, vlans: [] }], rate: 1000, ...options.wishes };
  const stations = new Map<string, Station>();
  const events: ScanEvent[] = [];
  const told: Host =
    options.neighbours === undefined
      ? host
      : {
          interfaces: factsOf,
          openLink: (wanted, how) => host.openLink(wanted, how),
          neighbours: options.neighbours,
        };
  const run = scan({ host: told, clock: world.clock, dice: seededDice(3) }, wishes, options.signal);
  for (;;) {
    const step = await run.next();
    if (step.done) return { stations, report: step.value, events, asked, world };
    events.push(step.value);
    if (step.value.type !== 'station') continue;
    const { station } = step.value;
    stations.set(`${formatIpv4(station.ip)} ${formatMac(station.mac)}`, station);
  }
}

export const verdicts = (result: Result): Record<string, string> =>
  Object.fromEntries([...result.stations].map(([key, station]) => [key, station.verdict] as const));

export const pi = { mac: 'b8:27:eb:00:00:11', ips: ['10.77.0.11'] };
