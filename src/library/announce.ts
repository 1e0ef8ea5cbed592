import { UsageFault } from '../base/fault.ts';
import { type IpRange, TargetSet } from '../base/target-set.ts';
import type { Millis } from '../base/time.ts';
import type { Host, InterfaceFacts } from '../ports/host.ts';
import { announce as announceVerb } from '../verbs/announce/announce.ts';
import type { AnnounceEvent, AnnounceReport } from '../verbs/announce/events.ts';
import { interfaceFor } from '../verbs/announce/interface-for.ts';
import {
  type AnnounceForm,
  type AnnounceOptions,
  DEFAULT_COUNT,
  ANNOUNCE_INTERVAL,
  DEFAULT_PATIENCE,
  ANNOUNCE_RATE,
  type Via,
} from '../verbs/announce/options.ts';
import { refuseImpossible } from '../verbs/announce/refusals.ts';
import type { Hands } from './hands.ts';
import { addressFrom, type AddressLike, numberFrom } from './text.ts';
import { type Told, told, type Wished } from './told.ts';

/** How addresses are announced. All may be left out. */
export interface AnnounceWishes extends Wished {
  /** The interface by name; left out: the one with the addresses. */
  readonly on?: string | undefined;
  /** Who must believe it, and proves it: addresses, or `'gateway'` for those of the default routes. Left out: nobody. */
  readonly via?: AddressLike | readonly AddressLike[] | undefined;
  /** The VLAN id (1 to 4094) to announce with a tag; left out: without. */
  readonly vlan?: number | undefined;
  /** How everybody is told; left out: in both forms. */
  readonly forms?: readonly AnnounceForm[] | undefined;
  /** Announce addresses that are not on this machine. */
  readonly force?: boolean | undefined;
  /** Announce addresses that somebody else still answers for. */
  readonly takeover?: boolean | undefined;
  /** Rounds; left out: 3. */
  readonly count?: number | undefined;
  /** From round to round in milliseconds; left out: 1,100, one more than the lock time of a Linux cache. */
  readonly interval?: Millis | undefined;
  /** Tell everybody again until `signal` fires, each time after so many milliseconds. */
  readonly refresh?: Millis | undefined;
  /** Packets a second; left out: 1,000. */
  readonly rate?: number | undefined;
  /** So many milliseconds those of `via` are told again who do not believe it; left out: 10,000. */
  readonly patience?: Millis | undefined;
  /** Yield `frame` events of what is heard and sent. */
  readonly capture?: boolean | undefined;
}

/**
 * Tells everybody that addresses are here, and has each of `via` prove that it sends to us: its answer to the announced address
 * must arrive at our NIC. Throws UsageFault for an address that is not ours (without `force`), SystemFault (rights,
 * interface) before anything is sent; later nothing throws.
 */
export async function* announce(
  hands: Hands,
  addresses: AddressLike | readonly AddressLike[],
  wishes: AnnounceWishes = {},
): Told<AnnounceEvent, AnnounceReport> {
  const { host } = hands;
  const all = TargetSet.of(listOf(addresses).map((one) => rangeOf(one, 'addresses')));
  refuseImpossible(all.ranges);
  const facts = interfaceFor(all, wishes.on, { interfaces: host.interfaces(), routing: host.routing });
  const via = viaFor(wishes.via, facts, host);
  const least = via.length > 0 ? 0 : 1;
  const options: AnnounceOptions = {
    facts,
    vlan: numberFrom(wishes.vlan, 'vlan', { least: 1, most: 4094, whole: true }) ?? null,
    addresses: all,
    forms: wishes.forms ?? ['request', 'reply'],
    via,
    verify: via.length > 0,
    check: true,
    before: via.length > 0,
    force: wishes.force === true,
    takeover: wishes.takeover === true,
    count: numberFrom(wishes.count, 'count', { least, whole: true }) ?? DEFAULT_COUNT,
    interval: numberFrom(wishes.interval, 'interval', { least: 1 }) ?? ANNOUNCE_INTERVAL,
    refresh: numberFrom(wishes.refresh, 'refresh', { least: 1 }) ?? null,
    rate: numberFrom(wishes.rate, 'rate', { least: 1 }) ?? ANNOUNCE_RATE,
    patience: numberFrom(wishes.patience, 'patience', { least: 0 }) ?? DEFAULT_PATIENCE,
    frames: wishes.capture === true,
  };
  return yield* told([], announceVerb(hands, options, wishes.signal));
}

function listOf<T>(words: T | readonly T[]): readonly T[] {
  return Array.isArray(words) ? (words as readonly T[]) : [words as T];
}

function rangeOf(word: AddressLike, where: string): IpRange {
  const ip = addressFrom(word, where);
  return { first: ip, last: ip };
}

/** Peers by address, `'gateway'` for those of the default routes. Throws UsageFault. */
export function viaFor(words: AnnounceWishes['via'], facts: InterfaceFacts, host: Host): readonly Via[] {
  if (words === undefined) return [];
  const ips = listOf(words).flatMap((word) =>
    word === 'gateway' ? gatewaysBy(facts, host) : [addressFrom(word, 'via')],
  );
  return [...new Set(ips)].map((ip) => ({ ip, mac: null }));
}

/** The next hops of the default routes out of an interface. */
function gatewaysBy({ index, name }: InterfaceFacts, { routing }: Host): readonly number[] {
  const routes = routing?.routes().filter(({ prefix }) => prefix.length === 0) ?? [];
  const hops = routes.flatMap(({ hops: ways }) => ways).filter((hop) => hop.index === index);
  const found = hops.flatMap(({ gateway }) => (typeof gateway === 'number' ? [gateway] : []));
  if (found.length > 0) return found;
  throw new UsageFault(
    'via',
    `no default route leads out of ${name}, so there is no gateway to prove it with`,
    'give the address of a peer',
  );
}
