import type { Millis } from '../base/time.ts';
import { NEIGH, type NeighName } from './conf.ts';
import type { Neigh } from './host.ts';
import { type KernelVersion, rulesOf } from './versions.ts';

/** The neighbour settings of one link in milliseconds and counts. */
export type NeighTiming = {
  readonly baseReachable: Millis;
  /** Drawn from baseReachable: half to one and a half times. */
  readonly reachable: Millis;
  readonly retransmit: Millis;
  readonly delayFirstProbe: Millis;
  readonly locktime: Millis;
  readonly gcStale: Millis;
  readonly proxyDelay: Millis;
  readonly proxyQueue: number;
  readonly multicastSolicit: number;
  readonly unicastSolicit: number;
  readonly applicationSolicit: number;
  readonly multicastResolicit: number;
  /** Bytes of packets (as the kernel counts them, with overhead) that wait for an answer. */
  readonly queueBytes: number;
  /** Old kernels: an ARP that says nothing new starts locktime again. */
  readonly noopRestartsLocktime: boolean;
};

const HALF_A_SECOND = 500;
const TEN_MILLISECONDS = 10;
const OLD_QUEUE = 65_536;

/** A setting that is missing has its compiled-in value. */
export function timingOf(neigh: Neigh, version: KernelVersion): NeighTiming {
  const follows = rulesOf(version);
  const millis = (name: NeighName): Millis => countOf(neigh, name) * (NEIGH[name].unit ?? 1);
  const baseReachable = millis('base_reachable_time_ms');
  const shortest = follows.shortRetransmit ? TEN_MILLISECONDS : HALF_A_SECOND;
  return {
    baseReachable,
    reachable: neigh.reachable_time_ms ?? baseReachable,
    retransmit: Math.max(shortest, millis('retrans_time_ms')),
    delayFirstProbe: millis('delay_first_probe_time'),
    locktime: millis('locktime'),
    gcStale: millis('gc_stale_time'),
    proxyDelay: millis('proxy_delay'),
    proxyQueue: countOf(neigh, 'proxy_qlen'),
    multicastSolicit: countOf(neigh, 'mcast_solicit'),
    unicastSolicit: countOf(neigh, 'ucast_solicit'),
    applicationSolicit: countOf(neigh, 'app_solicit'),
    multicastResolicit: follows.multicastResolicit ? countOf(neigh, 'mcast_resolicit') : 0,
    queueBytes: neigh.unres_qlen_bytes ?? (follows.bigQueue ? countOf(neigh, 'unres_qlen_bytes') : OLD_QUEUE),
    noopRestartsLocktime: !follows.noopKeepsUpdated,
  };
}

function countOf(neigh: Neigh, name: NeighName): number {
  return neigh[name] ?? NEIGH[name].compiled;
}
