import type { Instant } from '../../base/time.ts';
import type { Network } from '../watch-event.ts';

/** What one network may cause to be told at once, and what it may cause each second when that is used up. */
export const AT_ONCE = 16_384;
export const EACH_SECOND = 64;
/** All networks together have room for so many such: a trunk may bring any number of invented tags. */
const NETWORKS = 4;

/**
 * How much is told one by one. Whoever makes up addresses, MACs or tags would make a line of every frame; what there is no
 * room for is counted by `Floods`.
 */
export class LineAllowance {
  readonly #all = new Bucket(NETWORKS);
  readonly #byNetwork = new WeakMap<Network, Bucket>();

  /** Whether one more may be told; `network` is one of those of `Networks`. */
  has(network: Network, at: Instant): boolean {
    return this.#of(network).has(at) && this.#all.has(at);
  }

  /** The same, and it is told. */
  take(network: Network, at: Instant): boolean {
    if (!this.has(network, at)) return false;
    this.#of(network).left--;
    this.#all.left--;
    return true;
  }

  #of(network: Network): Bucket {
    let bucket = this.#byNetwork.get(network);
    if (bucket === undefined) {
      bucket = new Bucket(1);
      this.#byNetwork.set(network, bucket);
    }
    return bucket;
  }
}

class Bucket {
  left: number;
  readonly #times: number;
  #filledAt: Instant = Number.NaN;

  constructor(times: number) {
    this.#times = times;
    this.left = times * AT_ONCE;
  }

  has(at: Instant): boolean {
    const seconds = Number.isNaN(this.#filledAt) ? 0 : Math.max(0, (at - this.#filledAt) / 1000);
    this.left = Math.min(this.#times * AT_ONCE, this.left + seconds * this.#times * EACH_SECOND);
    this.#filledAt = at;
    return this.left >= 1;
  }
}
