import type { Instant, Millis } from '../base/time.ts';

/** Lets so many through in each stretch of time and counts the rest: lines that strangers cause. */
export class Gate {
  readonly #most: number;
  readonly #every: Millis;
  #from: Instant = Number.NEGATIVE_INFINITY;
  #passed = 0;
  #kept = 0;

  constructor(most: number, every: Millis) {
    this.#most = most;
    this.#every = every;
  }

  passes(now: Instant): boolean {
    if (now >= this.#from + this.#every && this.#kept === 0) {
      this.#from = now;
      this.#passed = 0;
    }
    if (this.#passed >= this.#most) {
      this.#kept++;
      return false;
    }
    this.#passed++;
    return true;
  }

  /** One that is not told in any case. */
  keepBack(now: Instant): void {
    if (this.#kept++ === 0) this.#from = now;
  }

  /** When it must be said how many were kept back; Infinity while none were. */
  get tellAt(): Instant {
    return this.#kept === 0 ? Number.POSITIVE_INFINITY : this.#from + this.#every;
  }

  /** How many were kept back, once the time has come to say so (or `atEnd`); a new stretch begins. */
  take(now: Instant, atEnd = false): number {
    if (this.#kept === 0 || (!atEnd && now < this.tellAt)) return 0;
    const kept = this.#kept;
    this.#from = now;
    this.#passed = 0;
    this.#kept = 0;
    return kept;
  }
}
