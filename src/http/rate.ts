import type { Instant } from '../base/time.ts';
import { Refused } from './problem.ts';

/** So many at once, and so many a second after that. */
export interface RateAllowance {
  readonly burst: number;
  readonly perSecond: number;
}

export const READS: RateAllowance = { burst: 100, perSecond: 20 };
export const WRITES: RateAllowance = { burst: 10, perSecond: 2 };
export const LOGINS: RateAllowance = { burst: 5, perSecond: 5 / 60 };
/** From all addresses together: an attacker has many. */
export const ALL_LOGINS: RateAllowance = { burst: 30, perSecond: 30 / 60 };

const MOST_KEPT = 10_000;

/** Who asked how often lately. */
export class Rates {
  readonly #buckets = new Map<string, { left: number; at: Instant }>();

  /** Throws Refused (429) for whoever has asked too often. */
  take(who: string, { burst, perSecond }: RateAllowance, now: Instant): void {
    const bucket = this.#buckets.get(who) ?? { left: burst, at: now };
    // A clock that went back gives nothing away, and takes nothing.
    const left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    this.#buckets.delete(who);
    if (this.#buckets.size >= MOST_KEPT) this.#buckets.delete(this.#buckets.keys().next().value!);
    this.#buckets.set(who, { left: left < 1 ? left : left - 1, at: now });
    if (left < 1)
      throw new Refused(429, `more than ${burst} at once`, `wait ${Math.ceil((1 - left) / perSecond)} s`);
  }
}
