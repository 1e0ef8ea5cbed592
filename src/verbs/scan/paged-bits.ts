const PAGE_BITS = 1 << 15;

/** A set of whole numbers from 0 on that costs memory only where bits are set: a /8 is never a list. */
export class PagedBits {
  readonly #pages = new Map<number, Uint8Array>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    const page = this.#pages.get(Math.floor(index / PAGE_BITS));
    if (page === undefined) return false;
    const bit = index % PAGE_BITS;
    return ((page[bit >>> 3]! >>> (bit & 7)) & 1) === 1;
  }

  /** Whether it was new. */
  add(index: number): boolean {
    const number = Math.floor(index / PAGE_BITS);
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = new Uint8Array(PAGE_BITS / 8);
      this.#pages.set(number, page);
    }
    const bit = index % PAGE_BITS;
    const mask = 1 << (bit & 7);
    if ((page[bit >>> 3]! & mask) !== 0) return false;
    page[bit >>> 3]! |= mask;
    this.#count++;
    return true;
  }
}
