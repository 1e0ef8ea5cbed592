import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';

const BUCKETS = 1 << 16;
const WINDOW: Millis = 1000;
/** Askers that came back; who is known stays so as long as it asks. */
const MOST_KNOWN = 4096;
const FORGOTTEN_AFTER: Millis = 600_000;
/** The newest asker of each of so many buckets, by 16 bits of it: to see who comes back. */
const TRACES = 1 << 18;
/** Who asks again later than this comes back; a host that gets no answer does after a second. */
const STAMP: Millis = 250;

/** What became of a question: `asker`, over what one asker gets; `all`, over what all get together. */
export type Allowance = 'yes' | 'asker' | 'all';

/**
 * Answers a second, for each asker and in sum, in memory that no number of askers makes grow. Askers share 65,536
 * counters, spread anew in each process, so two of them may share one and get less, never more. Of the sum one half is
 * kept for those who have asked before: a MAC made up for one question never comes back, while a host
 * that got no answer asks again a second later (mcast_solicit).
 */
export class AskerLimit {
  readonly #perAsker: number;
  readonly #inAll: number;
  readonly #counts = new Uint32Array(BUCKETS);
  readonly #salt: number;
  #windowAt: Instant = Number.NEGATIVE_INFINITY;
  #total = 0;
  #strangers = 0;
  /** By MAC, when it asked last. */
  readonly #known = new Map<Mac, Instant>();
  #fullUntil: Instant = Number.NEGATIVE_INFINITY;
  /** Made when a limit in sum is first used. */
  #traces: { readonly prints: Uint16Array; readonly stamps: Uint32Array } | undefined;

  /** `throw0` is from 0 to 1. */
  constructor(limits: { readonly perAsker: number; readonly inAll: number }, throw0: number) {
    this.#perAsker = limits.perAsker;
    this.#inAll = limits.inAll;
    this.#salt = (throw0 * 2 ** 32) >>> 0;
  }

  allows(asker: Mac, now: Instant): Allowance {
    const { MAX_SAFE_INTEGER: endless } = Number;
    if (this.#perAsker > endless && this.#inAll > endless) return 'yes';
    if (now - this.#windowAt >= WINDOW) this.#turn(now);
    const mixed = mix(asker, this.#salt);
    const bucket = mixed >>> 16;
    const isKnown = this.#inAll > endless || this.#isKnown(asker, mixed, now);
    if (this.#counts[bucket]! >= this.#perAsker) return 'asker';
    if (this.#total >= this.#inAll || (!isKnown && this.#strangers >= this.#inAll / 2)) return 'all';
    this.#counts[bucket]!++;
    this.#total++;
    if (!isKnown) this.#strangers++;
    return 'yes';
  }

  /** Whether it has asked before: not one that was made up for this question. Noted for the next time. */
  knows(asker: Mac, now: Instant): boolean {
    return this.#isKnown(asker, mix(asker, this.#salt), now);
  }

  #turn(now: Instant): void {
    this.#windowAt = now;
    this.#counts.fill(0);
    this.#total = 0;
    this.#strangers = 0;
  }

  #isKnown(asker: Mac, mixed: number, now: Instant): boolean {
    if (this.#known.has(asker)) {
      this.#know(asker, now);
      return true;
    }
    this.#traces ??= { prints: new Uint16Array(TRACES), stamps: new Uint32Array(TRACES) };
    const { prints, stamps } = this.#traces;
    const stamp = Math.floor(now / STAMP) + 1;
    const at = (mixed >>> 8) % TRACES;
    const print = Math.imul(mixed, 0xc2b2ae35) >>> 16;
    const same = prints[at] === print && stamps[at] !== 0;
    const cameBack = same && stamp - stamps[at]! > 1;
    if (cameBack && this.#hasRoom(now)) {
      this.#know(asker, now);
      return true;
    }
    if (!same) {
      prints[at] = print;
      stamps[at] = stamp;
    }
    return false;
  }

  /** The longest silent is the first of the map. */
  #know(asker: Mac, now: Instant): void {
    this.#known.delete(asker);
    this.#known.set(asker, now);
  }

  #hasRoom(now: Instant): boolean {
    if (this.#known.size < MOST_KNOWN) return true;
    if (now < this.#fullUntil) return false;
    const [oldest] = this.#known;
    if (oldest === undefined) return false;
    // Asking again only makes it later.
    this.#fullUntil = oldest[1] + FORGOTTEN_AFTER;
    return now >= this.#fullUntil && this.#known.delete(oldest[0]);
  }
}

function mix(asker: Mac, salt: number): number {
  const low = (asker % 2 ** 24) ^ salt;
  const high = Math.floor(asker / 2 ** 24);
  let mixed = Math.imul(Math.imul(low, 0x9e3779b1) ^ high, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35) >>> 0;
}
