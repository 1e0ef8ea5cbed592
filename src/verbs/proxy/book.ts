import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';

/** How an address stands on the link: only what was asked for in vain is `free`, and answered for. */
export const STATE = { unknown: 0, checking: 1, free: 2, owned: 3, yielded: 4 } as const;

export type OwnerState = (typeof STATE)[keyof typeof STATE];

/** Who else answers for an address. */
export interface Owner {
  readonly mac: Mac;
  readonly since: Instant;
  /** The last sign of it. */
  seen: Instant;
  /** Questions of ours since then. */
  misses: number;
  /** It answered a probe or spoke with the address as its own: no proxy does that. */
  isOwner: boolean;
}

/** What is beyond is forgotten, the oldest first: asked for again, it is checked again. */
const MOST_HOLDERS = 1 << 16;
const MOST_PAGES = 1 << 16;
const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;

/**
 * Keys in the order they came, so many of them: a new one says which is too old. A map tells its first key only after
 * walking over all that were deleted before it.
 */
class Line {
  readonly #keys: Float64Array;
  #at = 0;

  constructor(most: number) {
    this.#keys = new Float64Array(most).fill(-1);
  }

  /** The key that has to go; -1: none has. */
  join(key: number): number {
    const at = this.#at;
    this.#at = (at + 1) % this.#keys.length;
    const old = this.#keys[at]!;
    this.#keys[at] = key;
    return old;
  }
}

/** The states of the addresses that were looked at, 16 million at most; the memory follows those, not the size of the nets. */
export class OwnerBook {
  readonly holders = new Map<Ipv4, Owner>();
  readonly #line = new Line(MOST_HOLDERS);
  readonly #pages = new Map<number, Uint8Array>();
  readonly #pageLine = new Line(MOST_PAGES);
  readonly #counts = [0, 0, 0, 0, 0];
  #lastKey = -1;
  #lastPage: Uint8Array | undefined;

  stateOf(ip: Ipv4): OwnerState {
    const key = ip >>> PAGE_BITS;
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#lastPage = this.#pages.get(key);
    }
    return (this.#lastPage?.[ip & (PAGE - 1)] ?? STATE.unknown) as OwnerState;
  }

  /** Whoever held it is forgotten unless the new state has a holder. */
  set(ip: Ipv4, state: OwnerState): void {
    const key = ip >>> PAGE_BITS;
    let page = this.#pages.get(key);
    if (!page) {
      if (state === STATE.unknown) return;
      this.#forgetPage(this.#pageLine.join(key));
      this.#pages.set(key, (page = new Uint8Array(PAGE)));
      this.#lastKey = -1;
    }
    const before = page[ip & (PAGE - 1)]!;
    page[ip & (PAGE - 1)] = state;
    if (before !== STATE.unknown) this.#counts[before]!--;
    if (state !== STATE.unknown) this.#counts[state]!++;
    if (state < STATE.owned) this.holders.delete(ip);
  }

  hold(ip: Ipv4, state: typeof STATE.owned | typeof STATE.yielded, holder: Owner): void {
    if (!this.holders.has(ip)) {
      const old = this.#line.join(ip);
      if (this.holders.has(old)) this.set(old, STATE.unknown);
    }
    this.set(ip, state);
    this.holders.set(ip, holder);
  }

  #forgetPage(key: number): void {
    const page = this.#pages.get(key);
    if (!page) return;
    for (let at = 0; at < PAGE; at++)
      if (page[at] !== STATE.unknown) this.set(key * PAGE + at, STATE.unknown);
    this.#pages.delete(key);
    this.#lastKey = -1;
  }

  /** Addresses in that state; `unknown` ones are not counted. */
  count(state: Exclude<OwnerState, 0>): number {
    return this.#counts[state]!;
  }

  /** Every address that is settled, page after page; changes on the way are seen. */
  *settled(): Generator<Ipv4> {
    for (const [key, page] of this.#pages)
      for (let at = 0; at < PAGE; at++) if (page[at]! >= STATE.free) yield key * PAGE + at;
  }
}
