import { BROADCAST_MAC, type Mac, parseMac } from '../base/mac.ts';
import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Heard } from './heard.ts';
import type { Hint } from './hint.ts';
import type { HostSnapshot, NeighbourSnapshot, NudState } from './host.ts';
import { asKernel, type Kernel, type KernelLink } from './kernel.ts';
import { isValid, type Neighbour, type NeighbourDeed, newNeighbour, step } from './neighbour.ts';
import type { ReasonCode } from './reasons.ts';
import { receive } from './reply.ts';
import { addressType } from './routes.ts';

/** What an entry shows to the outside. */
export type Entry = { readonly state: NudState; readonly mac: Mac | null };

/** What a frame did to the table. */
export type Learned = {
  /** The link whose entry it is about; null when the frame did not get in. */
  readonly link: string | null;
  readonly ip: Ipv4;
  /** State or MAC is another one now, or the entry is new. */
  readonly changed: boolean;
  readonly reason: ReasonCode;
  readonly before: Entry | null;
  readonly after: Entry | null;
};

/**
 * Would the table change if this frame came in, `after` milliseconds after the snapshot was taken. Entries are per
 * link; packets that wait for the entry are not in a snapshot, so INCOMPLETE becomes STALE where the kernel, sending
 * them at once, may show DELAY.
 */
export function learn(heard: Heard, host: HostSnapshot, after: Millis = 0): Learned {
  const kernel = asKernel(host);
  const { lesson } = receive(heard, kernel);
  if (typeof lesson === 'string') return nothing(heard, lesson);
  const link = kernel.linkOf.get(lesson.link)!;
  const known = entryOf(host, link, lesson.ip);
  const taken = takeHint(kernel, { hint: lesson, known, now: after });
  const before = known ? shown(known) : null;
  const now = taken.entry ? shown(taken.entry) : null;
  return {
    link: lesson.link,
    ip: lesson.ip,
    changed: before?.state !== now?.state || before?.mac !== now?.mac,
    reason: taken.reason,
    before,
    after: now,
  };
}

function nothing(heard: Heard, reason: ReasonCode): Learned {
  return { link: null, ip: heard.spa, changed: false, reason, before: null, after: null };
}

function shown(entry: Neighbour): Entry {
  return { state: entry.state, mac: isValid(entry.state) ? entry.mac : null };
}

export type Taken = {
  /** Undefined: there is none, and none was made. */
  readonly entry: Neighbour | undefined;
  readonly deeds: readonly NeighbourDeed[];
  readonly reason: ReasonCode;
};

/** A hint and the entry it is about make the new entry (net/core/neighbour.c neigh_update). */
export function takeHint(
  kernel: Kernel,
  given: { readonly hint: Hint; readonly known: Neighbour | undefined; readonly now: Instant },
): Taken {
  const { hint, known, now } = given;
  if (!known && !hint.creates) return { entry: undefined, deeds: [], reason: hint.absent };
  const link = kernel.linkOf.get(hint.link)!;
  const entry = known ?? bornNeighbour(kernel, { link, ip: hint.ip, now });
  const overrides = hint.overrides !== null || now > entry.updated + entry.timing.locktime;
  const kind = hint.state === 'reachable' ? 'hint-reachable' : 'hint-stale';
  const { state, deeds } = step(entry, { kind, mac: hint.mac, overrides }, now);
  return {
    entry: state,
    deeds,
    reason: known ? reasonFor(known, hint, overrides) : reasonOfBirth(entry, hint),
  };
}

function reasonOfBirth(entry: Neighbour, hint: Hint): ReasonCode {
  return entry.state === 'none' ? hint.absent : 'learn-fixed';
}

function reasonFor(entry: Neighbour, hint: Hint, overrides: boolean): ReasonCode {
  if (entry.state === 'permanent' || entry.state === 'noarp') return 'learn-fixed';
  if (!isValid(entry.state)) return 'learn-completes';
  if (entry.mac === hint.mac) return hint.state === 'reachable' ? 'learn-confirmed' : 'learn-nothing-new';
  return overrides ? (hint.overrides ?? 'learn-after-locktime') : 'learn-locktime';
}

/** A new entry: of no state, or of NOARP where no question is ever needed (net/ipv4/arp.c arp_constructor). */
export function bornNeighbour(
  kernel: Kernel,
  born: { readonly link: KernelLink; readonly ip: Ipv4; readonly now: Instant },
): Neighbour {
  const { link, ip, now } = born;
  const entry = newNeighbour(link.timing, now);
  const mac = fixedMac(kernel, link, ip);
  return mac === null ? entry : { ...entry, state: 'noarp', mac };
}

function fixedMac(kernel: Kernel, link: KernelLink, ip: Ipv4): Mac | null {
  // A route of type multicast or broadcast makes any address one.
  const type = addressType(kernel, ip, link);
  if (type === 'multicast') return multicastMac(ip);
  if (!link.arp || link.loopback) return link.mac;
  return type === 'broadcast' ? BROADCAST_MAC : null;
}

/** 01:00:5e and the last 23 bits, RFC 1112 6.4. */
export function multicastMac(ip: Ipv4): Mac {
  return 0x01005e000000 + (ip & 0x7fffff);
}

/** An entry of the snapshot as the state machine has it, on a clock that was 0 when the snapshot was taken. */
export function entryOf(host: HostSnapshot, link: KernelLink, ip: Ipv4): Neighbour | undefined {
  const found = neighboursOf(host).get(`${link.name} ${ip}`);
  return found && asNeighbour(found, link);
}

export function asNeighbour(snapshot: NeighbourSnapshot, link: KernelLink): Neighbour {
  const fresh = newNeighbour(link.timing, 0);
  const { used, confirmed, updated } = snapshot.ages ?? { used: 0, confirmed: 0, updated: 0 };
  const entry: Neighbour = {
    ...fresh,
    state: snapshot.state,
    mac: snapshot.mac === null ? null : (parseMac(snapshot.mac) ?? null),
    used: -used,
    confirmed: -confirmed,
    updated: -updated,
    probes: snapshot.probes,
    validated: snapshot.flags.includes('validated'),
  };
  return { ...entry, timerAt: dueAt(entry) };
}

function dueAt(entry: Neighbour): Instant | null {
  const { state, timing, confirmed, updated } = entry;
  if (state === 'reachable') return confirmed + timing.reachable;
  if (state === 'delay') return updated + timing.delayFirstProbe;
  if (state === 'probe' || state === 'incomplete') return updated + timing.retransmit;
  return null;
}

const indexed = new WeakMap<HostSnapshot, ReadonlyMap<string, NeighbourSnapshot>>();

function neighboursOf(host: HostSnapshot): ReadonlyMap<string, NeighbourSnapshot> {
  let map = indexed.get(host);
  if (!map) {
    map = new Map(host.neighbours.map((one) => [`${one.link} ${parseIpv4(one.ip) ?? one.ip}`, one]));
    indexed.set(host, map);
  }
  return map;
}
