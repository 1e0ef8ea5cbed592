import type { Instant } from '../base/time.ts';
import type { NudState, PublishedSnapshot } from './host.ts';
import type { KernelLink } from './kernel.ts';
import { type KernelVersion, rulesOf } from './versions.ts';

/** Something that happens to a link and takes neighbours with it. */
export type LinkEvent =
  | 'set-down'
  | 'removed'
  | 'last-address-removed'
  | 'address-removed'
  | 'mac-changed'
  | 'noarp-toggled'
  | 'carrier-lost';

export type Flush = {
  /** Entries that live on. */
  readonly spares: 'none' | 'permanent' | 'all';
  /** Published entries of the link that live on; wildcards always do. */
  readonly sparesPublished: 'none' | 'permanent' | 'all';
  /** Answers that wait for their proxy_delay are lost, in the whole namespace. */
  readonly purgesProxyQueue: boolean;
  readonly source: string;
};

/** What each event deletes, while arp_evict_nocarrier is on (net/core/neighbour.c neigh_ifdown, neigh_changeaddr, neigh_carrier_down). */
export const FLUSHES: Readonly<Record<LinkEvent, Flush>> = {
  'set-down': {
    spares: 'none',
    sparesPublished: 'none',
    purgesProxyQueue: true,
    source: 'net/ipv4/fib_frontend.c fib_disable_ip',
  },
  removed: {
    spares: 'none',
    sparesPublished: 'none',
    purgesProxyQueue: true,
    source: 'net/ipv4/devinet.c inetdev_destroy',
  },
  'last-address-removed': {
    spares: 'none',
    sparesPublished: 'none',
    purgesProxyQueue: true,
    source: 'net/ipv4/fib_frontend.c fib_inetaddr_event',
  },
  'address-removed': {
    spares: 'all',
    sparesPublished: 'all',
    purgesProxyQueue: false,
    source: 'net/ipv4/fib_frontend.c fib_inetaddr_event',
  },
  'mac-changed': {
    spares: 'none',
    sparesPublished: 'all',
    purgesProxyQueue: false,
    source: 'net/ipv4/arp.c arp_netdev_event',
  },
  'noarp-toggled': {
    spares: 'none',
    sparesPublished: 'all',
    purgesProxyQueue: false,
    source: 'net/ipv4/arp.c arp_netdev_event',
  },
  'carrier-lost': {
    spares: 'permanent',
    sparesPublished: 'permanent',
    purgesProxyQueue: true,
    source: 'net/core/neighbour.c neigh_carrier_down',
  },
};

const NOTHING: Flush = {
  spares: 'all',
  sparesPublished: 'all',
  purgesProxyQueue: false,
  source: 'net/ipv4/arp.c arp_netdev_event',
};

/** What the event deletes on that link; a loss of carrier nothing where arp_evict_nocarrier is off. */
export function flushOf(event: LinkEvent, link: KernelLink, version: KernelVersion): Flush {
  if (event !== 'carrier-lost') return FLUSHES[event];
  if (link.conf.arp_evict_nocarrier === 0) return NOTHING;
  const keeps = rulesOf(version).permanentPublished;
  return keeps ? FLUSHES[event] : { ...FLUSHES[event], sparesPublished: 'none' };
}

export function survives(flush: Flush, entry: { state: NudState; validated: boolean }): boolean {
  if (flush.spares !== 'permanent') return flush.spares === 'all';
  return entry.state === 'permanent' || entry.validated;
}

export function survivesPublished(flush: Flush, entry: PublishedSnapshot): boolean {
  if (entry.link === null || flush.sparesPublished === 'all') return true;
  return flush.sparesPublished === 'permanent' && entry.permanent;
}

/** An entry as collection sees it. */
export type Collectable = {
  readonly state: NudState;
  readonly used: Instant;
  readonly confirmed: Instant;
  readonly updated: Instant;
  readonly multicast: boolean;
  readonly externLearned: boolean;
  readonly validated: boolean;
  readonly gcStale: number;
};

const WITH_TIMER: ReadonlySet<NudState> = new Set(['incomplete', 'reachable', 'delay', 'probe'] as const);
const FORCED_AGE = 5000;

/** Exempt entries are never collected and do not count towards gc_thresh2 and 3 (net/core/neighbour.c neigh_update_gc_list). */
export function isExempt(entry: Collectable): boolean {
  return entry.state === 'permanent' || entry.externLearned || entry.validated;
}

/** Whether the periodic run removes it; below gc_thresh1 entries on the machine it removes nothing (neigh_periodic_work). */
export function isStaleForGc(entry: Collectable, now: Instant): boolean {
  if (isExempt(entry) || WITH_TIMER.has(entry.state)) return false;
  return entry.state === 'failed' || now > Math.max(entry.used, entry.confirmed) + entry.gcStale;
}

export type Pressure = {
  readonly thresh2: number;
  readonly thresh3: number;
  /** null: never yet */
  readonly lastForced: Instant | null;
};

export type Room = {
  /** Places in the list of the entries that are thrown out. */
  readonly out: readonly number[];
  readonly forced: boolean;
  /** false: "neighbor table overflow!", the entry is not made */
  readonly made: boolean;
};

/** What making one more entry does to a table, oldest entry first (net/core/neighbour.c neigh_alloc, neigh_forced_gc). */
export function makeRoom(entries: readonly Collectable[], pressure: Pressure, now: Instant): Room {
  const { thresh2, thresh3, lastForced } = pressure;
  const counted = entries.filter((entry) => !isExempt(entry)).length;
  const due = lastForced === null || now > lastForced + FORCED_AGE;
  const forced = counted >= thresh3 || (counted >= thresh2 && due);
  if (!forced) return { out: [], forced, made: true };
  const surplus = counted + 1 - thresh2;
  const out: number[] = [];
  for (const [at, entry] of entries.entries()) {
    if (out.length >= Math.max(1, surplus)) break;
    if (isForcedOut(entry, now)) out.push(at);
  }
  return { out, forced, made: counted < thresh3 || out.length > 0 };
}

function isForcedOut(entry: Collectable, now: Instant): boolean {
  if (isExempt(entry) || WITH_TIMER.has(entry.state)) return false;
  return (
    entry.state === 'failed' || entry.state === 'noarp' || entry.multicast || now > entry.updated + FORCED_AGE
  );
}
