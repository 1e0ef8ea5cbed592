import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';

/** Another MAC that answers for addresses of ours, but not to probes. */
export interface ProxyRival {
  readonly mac: Mac;
  /** Addresses it answered for and stayed silent to a probe of. */
  readonly unprobed: Set<Ipv4>;
  /** The last sign of it, and questions of ours since then that it should have answered. */
  seen: Instant;
  misses: number;
  /** It is a proxy; whether we go on beside it. */
  verdict: 'unknown' | 'we-keep' | 'we-yield';
  /** Addresses we keep, and since when it is known that it answers for them. */
  readonly contested: Map<Ipv4, Instant>;
  /** When it must have stopped; then it is asked once more. */
  graceAt: Instant;
  closeAt: Instant;
  /** All our addresses it has yet to be asked for. */
  asking: Iterator<Ipv4> | undefined;
}
