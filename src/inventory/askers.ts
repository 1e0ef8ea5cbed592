import type { Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { Glance } from '../wire/glance.ts';
import { grown } from './columns.ts';
import { type Key, KeyTable } from './key-table.ts';

/** Pairs of an address and who asked for it; of further ones it is not known who answered them. 60 bytes each. */
const MOST_ASKERS = 262_144;
const FIRST_ROWS = 2048;
/** The station of an asker that more than one answered. */
const SEVERAL = 0xffffffff;
const NOBODY = 0xfffffffe;
/** Cards of one host answer a question to all at once; whoever repeats a lie does so in its own time. */
const AT_ONCE: Millis = 100;

/**
 * Who answered whom: a host that gives each asker a MAC of its own answers every question once, and an asker always from
 * the same MAC; of two hosts both answer a question that was put to all. `station` is a number of the caller's, moments
 * are in milliseconds, NaN without times. It is meant for addresses that more than one MAC claims.
 */
export class Askers {
  readonly #table: KeyTable;
  readonly #key: Key = { a: 0, b: 0, c: 0 };
  /** Who answers the asker. */
  #station = new Uint32Array(FIRST_ROWS);
  /** Questions put to all that were answered, and those that two stations answered at once. */
  #answered = new Uint32Array(FIRST_ROWS);
  #alike = new Uint32Array(FIRST_ROWS);
  /** When the last one was put; NaN: none, or its answers are counted. */
  #askedAt = new Float64Array(FIRST_ROWS);
  /** Who answered that one first. */
  #first = new Uint32Array(FIRST_ROWS);

  constructor(most: number = MOST_ASKERS) {
    this.#table = new KeyTable(most);
  }

  asked(question: Glance, at: Millis): void {
    if (question.dst !== BROADCAST_MAC) return;
    const index = this.#place(question.tpa, question.spa, question.vid);
    if (index < 0) return;
    this.#askedAt[index] = Number.isNaN(at) ? 0 : at;
    this.#first[index] = NOBODY;
  }

  answered(reply: Glance, station: number, at: Millis): void {
    const index = this.#place(reply.spa, reply.tpa, reply.vid);
    if (index < 0) return;
    const known = this.#station[index]!;
    if (known === NOBODY) this.#station[index] = station;
    else if (known !== station) this.#station[index] = SEVERAL;
    const askedAt = this.#askedAt[index]!;
    if (Number.isNaN(askedAt)) return;
    const first = this.#first[index]!;
    if (first === NOBODY) {
      this.#first[index] = station;
      this.#answered[index]!++;
    } else if (first !== station && at - askedAt <= AT_ONCE) {
      this.#alike[index]!++;
      this.#askedAt[index] = Number.NaN;
    }
  }

  /** What its askers show of each address that has any. */
  byAddress(): ReadonlyMap<string, Askings> {
    const found = new Map<string, Found>();
    for (let index = 0; index < this.#table.size; index++) {
      const { a: ip, c } = this.#table.keyAt(index);
      const [station, answered] = [this.#station[index]!, this.#answered[index]!];
      if (answered === 0 && station !== SEVERAL) continue;
      const key = askedKey(ip, c === 0 ? null : c - 1);
      const known = found.get(key);
      const one = known ?? { station, apart: false, crossed: false, answered: 0, alike: 0 };
      if (known === undefined) found.set(key, one);
      if (station === SEVERAL) one.crossed = true;
      else if (station !== one.station) one.apart = true;
      one.answered += answered;
      one.alike += this.#alike[index]!;
    }
    const askings = new Map<string, Askings>();
    for (const [key, { apart, crossed, answered, alike }] of found)
      askings.set(key, { byAsker: apart && !crossed, alike: alike > 0 && alike * 2 >= answered });
    return askings;
  }

  #place(ip: Ipv4, asker: Ipv4, vid: number): number {
    const key = this.#key;
    key.a = ip;
    key.b = asker;
    key.c = vid + 1;
    const known = this.#table.size;
    const index = this.#table.place(key);
    if (this.#table.size > known) this.#add(index);
    return index;
  }

  #add(index: number): void {
    const rows = index + 1;
    this.#station = grown(this.#station, rows);
    this.#answered = grown(this.#answered, rows);
    this.#alike = grown(this.#alike, rows);
    this.#askedAt = grown(this.#askedAt, rows);
    this.#first = grown(this.#first, rows);
    this.#station[index] = NOBODY;
    this.#askedAt[index] = Number.NaN;
  }
}

export interface Askings {
  /** Of two askers or more each was answered by one MAC alone, twice at least, and not all by the same. */
  readonly byAsker: boolean;
  /** At least every other question put to all was answered by two MACs at once. */
  readonly alike: boolean;
}

interface Found {
  readonly station: number;
  apart: boolean;
  crossed: boolean;
  answered: number;
  alike: number;
}

export function askedKey(ip: Ipv4, vlan: number | null): string {
  return `${ip} ${vlan}`;
}
