import type { Instant, Millis } from '../../base/time.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import type { Glance } from '../../wire/glance.ts';

/** An answer later than this is none: a proxy may take most of a second (neigh/proxy_delay), a sleeping client some beacons. */
export const ANSWERED_WITHIN: Millis = 5000;
/** Who answers the same question within this time answers beside the other, and not after it. */
export const TOGETHER: Millis = 1000;

const SETS = 16_384;
const WAYS = 4;
const NOBODY: Mac = -1;

/** How an answer stands to the questions; one object, filled again and again. */
export interface Solicited {
  /** Somebody had asked for it, and this MAC had not answered yet. */
  asked: boolean;
  /** Another MAC answered the same question just before. */
  beside: boolean;
  /** The question went to everybody. */
  toAll: boolean;
  /** It went to this MAC alone, with sender 0.0.0.0. */
  readonly alone: boolean;
}

/**
 * Who asked for which address, and which MACs answered: the latest 65,536 pairs. A pair whose place was taken while it was
 * fresh may have been asked: nobody is accused for what was forgotten.
 */
export class AskedPairs {
  readonly #asker = new Uint32Array(SETS * WAYS);
  readonly #target = new Uint32Array(SETS * WAYS);
  readonly #network = new Uint16Array(SETS * WAYS);
  readonly #at = new Float64Array(SETS * WAYS).fill(Number.NEGATIVE_INFINITY);
  readonly #toAll = new Uint8Array(SETS * WAYS);
  readonly #first = new Float64Array(SETS * WAYS).fill(NOBODY);
  readonly #second = new Float64Array(SETS * WAYS).fill(NOBODY);
  /** When a fresh pair of the set was last forgotten: a flood of others must not make an unasked answer look asked for. */
  readonly #forgot = new Float64Array(SETS).fill(Number.NEGATIVE_INFINITY);
  readonly #solicited: Solicited = { asked: false, beside: false, toAll: false, alone: false };

  ask(question: Glance, network: number, at: Instant): void {
    const { spa, tpa } = question;
    const from = setOf(spa, tpa, network);
    let place = from;
    for (let way = from; way < from + WAYS; way++) {
      if (this.#asker[way] === spa && this.#target[way] === tpa && this.#network[way] === network) {
        place = way;
        break;
      }
      if (this.#at[way]! < this.#at[place]!) place = way;
    }
    const isOther =
      this.#asker[place] !== spa || this.#target[place] !== tpa || this.#network[place] !== network;
    if (isOther && at - this.#at[place]! <= ANSWERED_WITHIN) this.#forgot[from / WAYS] = at;
    this.#asker[place] = spa;
    this.#target[place] = tpa;
    this.#network[place] = network;
    this.#at[place] = at;
    this.#toAll[place] = question.dst === BROADCAST_MAC ? 1 : 0;
    this.#first[place] = NOBODY;
    this.#second[place] = NOBODY;
  }

  /** Whether the asker asked for it, as far as is remembered. */
  knows(asker: Ipv4, target: Ipv4, network: number): boolean {
    const from = setOf(asker, target, network);
    for (let way = from; way < from + WAYS; way++)
      if (this.#asker[way] === asker && this.#target[way] === target && this.#network[way] === network)
        return this.#at[way]! > Number.NEGATIVE_INFINITY;
    return false;
  }

  /** Whether the reply was asked for. */
  answer(reply: Glance, network: number, at: Instant): Solicited {
    const { spa, tpa, sha } = reply;
    const told = this.#solicited;
    told.beside = false;
    told.toAll = false;
    const from = setOf(tpa, spa, network);
    for (let way = from; way < from + WAYS; way++) {
      if (this.#asker[way] !== tpa || this.#target[way] !== spa || this.#network[way] !== network) continue;
      const late = at - this.#at[way]!;
      const [first, second] = [this.#first[way]!, this.#second[way]!];
      // Whoever answers long after another did answers nobody.
      const open = first === NOBODY ? late <= ANSWERED_WITHIN : late <= TOGETHER;
      told.asked = open && first !== sha && second !== sha;
      told.toAll = this.#toAll[way] === 1;
      told.beside = told.asked && first !== NOBODY;
      if (first === NOBODY) this.#first[way] = sha;
      else if (first !== sha) this.#second[way] = sha;
      return told;
    }
    told.asked = at - this.#forgot[from / WAYS]! <= ANSWERED_WITHIN;
    return told;
  }
}

function setOf(asker: Ipv4, target: Ipv4, network: number): number {
  let mixed = Math.imul(asker, 0x9e3779b1) ^ Math.imul(target, 0x85ebca6b) ^ Math.imul(network, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  mixed ^= mixed >>> 13;
  return (mixed & (SETS - 1)) * WAYS;
}
