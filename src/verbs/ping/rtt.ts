import type { Millis } from '../../base/time.ts';

/** Round trips in milliseconds. */
export interface RttSpread {
  readonly min: Millis;
  readonly avg: Millis;
  readonly max: Millis;
  /** As ping of iputils counts it: the root of the mean square less the square of the mean. */
  readonly mdev: Millis;
}

/** Welford's sums: no digits are lost, whatever the round trips are. */
export class RttTally {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #mean = 0;
  #squares = 0;

  add(rtt: Millis): void {
    this.#count++;
    this.#min = Math.min(this.#min, rtt);
    this.#max = Math.max(this.#max, rtt);
    const away = rtt - this.#mean;
    this.#mean += away / this.#count;
    this.#squares += away * (rtt - this.#mean);
  }

  get spread(): RttSpread | null {
    if (this.#count === 0) return null;
    const mdev = Math.sqrt(this.#squares / this.#count);
    return { min: this.#min, avg: this.#mean, max: this.#max, mdev };
  }
}
