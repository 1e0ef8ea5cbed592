import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Quarrel } from '../inventory/judge.ts';
import type { BookEntry } from './book.ts';
import type { Search } from './search.ts';
import type { StackTest } from './stack-test.ts';

/** More pairs are not compared. */
const MOST_PAIRS = 4096;

/** What is known of two MACs, whatever address they are compared for. */
export interface Comparison {
  /** A few addresses both answer for, in ascending order. */
  readonly shared: readonly Ipv4[];
  /** The first address of one for which the other stays silent. */
  readonly apart: { readonly mac: Mac; readonly ip: Ipv4 } | undefined;
  /** Questions on the way. */
  readonly open: number;
  /** Whom to ask for what next: for addresses its twin answers for. */
  readonly toAsk: readonly { readonly mac: Mac; readonly ip: Ipv4 }[];
}

/** Two MACs that answered for one address, and how far it is known whether they are one host. */
export interface Pair {
  readonly macs: readonly [Mac, Mac];
  /** The first address seen that both answer for. */
  ip: Ipv4;
  comparison: Comparison | undefined;
  /** The comparison holds until this changes. */
  stamp: number;
  search: Search | undefined;
  /** By echoes; undefined: none could be sent. */
  stack: StackTest | undefined;
  /** Nothing is left to be asked. */
  decided: boolean;
  /** Not for want of packets: all around was looked at. */
  whole: boolean;
  /** It waits for its turn. */
  queued: boolean;
}

/** The last quarrel that was looked into; it holds until the stamp changes. */
export interface KeptQuarrel extends Quarrel<BookEntry> {
  readonly ip: Ipv4;
  readonly stamp: number;
}

/** The pairs of a field, each once, however many addresses its MACs share. */
export class Pairs {
  /** The last address whose MACs were held against each other. */
  quarrel: KeptQuarrel | undefined;
  readonly #all = new Map<string, Pair>();
  readonly #byMac = new Map<Mac, Pair[]>();
  #full = false;

  /** When there is no room, one that nobody will ever look into. */
  of(macs: readonly [Mac, Mac]): Pair {
    const key = macs[0] < macs[1] ? `${macs[0]} ${macs[1]}` : `${macs[1]} ${macs[0]}`;
    const known = this.#all.get(key);
    if (known) return known;
    const pair: Pair = {
      macs,
      ip: 0,
      comparison: undefined,
      stamp: -1,
      search: undefined,
      stack: undefined,
      decided: false,
      whole: false,
      queued: false,
    };
    if (this.#all.size >= MOST_PAIRS) {
      this.#full = true;
      return pair;
    }
    this.#all.set(key, pair);
    for (const mac of macs) {
      const pairs = this.#byMac.get(mac);
      if (pairs) pairs.push(pair);
      else this.#byMac.set(mac, [pair]);
    }
    return pair;
  }

  withMac(mac: Mac): readonly Pair[] {
    return this.#byMac.get(mac) ?? [];
  }

  has(macs: readonly [Mac, Mac]): boolean {
    const [low, high] = macs[0] < macs[1] ? macs : [macs[1], macs[0]];
    return this.#all.has(`${low} ${high}`);
  }

  /** Some were not looked into. */
  get isFull(): boolean {
    return this.#full;
  }
}
