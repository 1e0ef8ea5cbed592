/** More steps than this for one key mean that somebody chose the keys to collide; such a key is not kept. */
const MOST_STEPS = 256;
const FIRST_SLOTS = 4096;

/** A key of 96 bits in three unsigned numbers. */
export interface Key {
  a: number;
  b: number;
  c: number;
}

/** Numbers keys in the order in which they come, in flat memory: 20 to 36 bytes a key, and never more than `most` keys. */
export class KeyTable {
  readonly #most: number;
  #keys = new Uint32Array((FIRST_SLOTS / 2) * 3);
  /** The number of the key, and one: 0 is empty. Twice as many slots as keys. */
  #slots = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of the key, a new one when it was not there; -1 when there is no room for it. */
  place(key: Key): number {
    const slot = this.#slotOf(key);
    if (slot < 0) return -1;
    const found = this.#slots[slot]! - 1;
    return found < 0 ? this.#add(key, slot) : found;
  }

  /** The number of the key; -1 when it is not there. */
  find(key: Key): number {
    const slot = this.#slotOf(key);
    return slot < 0 ? -1 : this.#slots[slot]! - 1;
  }

  /** Where the key is or could be put; -1 after too many steps. */
  #slotOf({ a, b, c }: Key): number {
    const keys = this.#keys;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(a, b, c) & mask;
    for (let step = 0; step < MOST_STEPS; step++) {
      const found = slots[slot]! - 1;
      if (found < 0) return slot;
      const at = found * 3;
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c) return slot;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  keyAt(index: number): Key {
    const at = index * 3;
    return { a: this.#keys[at]!, b: this.#keys[at + 1]!, c: this.#keys[at + 2]! };
  }

  #add(key: Key, slot: number): number {
    if (this.#size >= this.#most) return -1;
    if (this.#size * 2 >= this.#slots.length) {
      this.#grow();
      return this.place(key);
    }
    const at = this.#size * 3;
    this.#keys[at] = key.a;
    this.#keys[at + 1] = key.b;
    this.#keys[at + 2] = key.c;
    this.#slots[slot] = ++this.#size;
    return this.#size - 1;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const keys = new Uint32Array((slots.length / 2) * 3);
    keys.set(this.#keys);
    for (let index = 0; index < this.#size; index++) {
      const at = index * 3;
      let slot = hash(keys[at]!, keys[at + 1]!, keys[at + 2]!) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    }
    this.#slots = slots;
    this.#keys = keys;
  }
}

/** Multiply and mix, as the finishing step of MurmurHash3 does. */
function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  return mixed >>> 0;
}
