import type { Instant, Millis } from '../base/time.ts';

/** RFC 826 leaves pacing open; an access point sends broadcasts at its lowest speed, so a flood takes the air from all. */
export const DEFAULT_RATE = 1000;

/** After a stall at most this much is caught up at once, so that spacing stays even. */
const CATCH_UP: Millis = 4;

/** Even spacing at `rate` packets per second; Infinity lets everything go. Moments are the verb's clock's. */
export class Pacer {
  readonly #gap: Millis;
  #next: Instant | undefined;

  constructor(rate: number) {
    this.#gap = 1000 / rate;
  }

  /** How many may leave now. */
  allowed(now: Instant): number {
    if (this.#gap === 0) return Number.POSITIVE_INFINITY;
    this.#next ??= now;
    if (this.#next < now - CATCH_UP) this.#next = this.#gap < CATCH_UP ? now - CATCH_UP + this.#gap : now;
    return now < this.#next ? 0 : Math.floor((now - this.#next) / this.#gap) + 1;
  }

  left(count: number): void {
    if (this.#next !== undefined) this.#next += count * this.#gap;
  }

  /** When the next one may leave. */
  get nextAt(): Instant {
    return this.#next ?? Number.NEGATIVE_INFINITY;
  }
}
