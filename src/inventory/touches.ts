import type { Ipv4 } from '../base/ipv4.ts';
import { isMulticastMac, type Mac, ZERO_MAC } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { grown } from './columns.ts';
import { type Key, KeyTable } from './key-table.ts';
import type { Strength } from './sighting.ts';
import { STRENGTHS } from './tenure.ts';
import type { Network } from './watch-event.ts';

/** The claims of one (address, MAC) on a network since they were told before. */
export interface Touch {
  readonly network: Network;
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly from: Instant;
  readonly last: Instant;
  readonly frames: number;
  /** the strongest of them */
  readonly strength: Strength;
}

const FIRST_ROWS = 2048;

/** Gathers claims between two commits of a store, in flat memory with a bound. */
export class Touches {
  readonly #most: number;
  #rows: KeyTable;
  readonly #key: Key = { a: 0, b: 0, c: 0 };
  #from = new Float64Array(FIRST_ROWS);
  #last = new Float64Array(FIRST_ROWS);
  #frames = new Uint32Array(FIRST_ROWS);
  #rank = new Uint32Array(FIRST_ROWS);
  #networks: Network[] = [];
  #left = 0;

  constructor(most: number) {
    this.#most = most;
    this.#rows = new KeyTable(most);
  }

  /** (address, MAC) that claimed since they were told. */
  get size(): number {
    return this.#rows.size;
  }

  /** Claims for which there was no room, in all. */
  get left(): number {
    return this.#left;
  }

  /** `number` is that of the network, the same for the same; below 65,536. */
  claim(
    { spa, sha }: { readonly spa: Ipv4; readonly sha: Mac },
    strength: Strength,
    { number, network, at }: { readonly number: number; readonly network: Network; readonly at: Instant },
  ): void {
    if (sha === ZERO_MAC || isMulticastMac(sha)) return;
    const key = this.#key;
    key.a = spa;
    key.b = sha >>> 0;
    key.c = ((number << 16) | Math.floor(sha / 0x100000000)) >>> 0;
    const known = this.#rows.size;
    const row = this.#rows.place(key);
    if (row < 0) {
      this.#left++;
      return;
    }
    const rank = STRENGTHS.indexOf(strength);
    if (row >= known) {
      this.#from = grown(this.#from, row + 1);
      this.#last = grown(this.#last, row + 1);
      this.#frames = grown(this.#frames, row + 1);
      this.#rank = grown(this.#rank, row + 1);
      this.#from[row] = at;
      this.#frames[row] = 0;
      this.#rank[row] = rank;
      this.#networks[number] ??= network;
    }
    this.#last[row] = at;
    this.#frames[row]!++;
    if (rank > this.#rank[row]!) this.#rank[row] = rank;
  }

  /** What was gathered, and begins anew. */
  take(): readonly Touch[] {
    const touches: Touch[] = [];
    for (let row = 0; row < this.#rows.size; row++) {
      const { a: ip, b, c } = this.#rows.keyAt(row);
      touches.push({
        network: this.#networks[c >>> 16]!,
        ip,
        mac: (c & 0xffff) * 0x100000000 + b,
        from: this.#from[row]!,
        last: this.#last[row]!,
        frames: this.#frames[row]!,
        strength: STRENGTHS[this.#rank[row]!]!,
      });
    }
    if (touches.length > 0) this.#rows = new KeyTable(this.#most);
    return touches;
  }
}
