import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';

const BUCKETS = 1 << 16;
const WINDOW = 1000;

/**
 * Answers per asker and second, in memory that no number of askers makes grow: askers share 65,536 counters, spread
 * anew in each process, so two of them may share one and get less, never more.
 */
export class AskerLimit {
  readonly #perSecond: number;
  readonly #counts = new Uint32Array(BUCKETS);
  readonly #salt: number;
  #windowAt: Instant = Number.NEGATIVE_INFINITY;

  /** `throw0` is from 0 to 1. */
  constructor(perSecond: number, throw0: number) {
    this.#perSecond = perSecond;
    this.#salt = (throw0 * 2 ** 32) >>> 0;
  }

  allows(asker: Mac, now: Instant): boolean {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return true;
    if (now - this.#windowAt >= WINDOW) {
      this.#windowAt = now;
      this.#counts.fill(0);
    }
    const low = (asker % 2 ** 24) ^ this.#salt;
    const high = Math.floor(asker / 2 ** 24);
    const mixed = Math.imul(Math.imul(low, 0x9e3779b1) ^ high, 0x85ebca6b);
    const bucket = mixed >>> 16;
    if (this.#counts[bucket]! >= this.#perSecond) return false;
    this.#counts[bucket]!++;
    return true;
  }
}
