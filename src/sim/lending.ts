/** A byte that makes no sense in any field, to be found by whoever keeps a frame too long. */
const STALE = 0xdb;

/**
 * Hands out bytes that are truly valid only until the visitor returns: afterwards they read 0xdb. So what the real ring
 * does to a kept frame now and then, the paper world does each time.
 */
export class Lending {
  #scratch = new Uint8Array(2048);
  #views = new Map<number, Uint8Array>();

  lend(bytes: Uint8Array, visit: (lent: Uint8Array) => void): void {
    const lent = this.#viewOf(bytes.length);
    lent.set(bytes);
    try {
      visit(lent);
    } finally {
      lent.fill(STALE);
    }
  }

  #viewOf(size: number): Uint8Array {
    if (size > this.#scratch.length) {
      this.#scratch = new Uint8Array(2 * size);
      this.#views.clear();
    }
    let view = this.#views.get(size);
    if (!view) {
      view = this.#scratch.subarray(0, size);
      this.#views.set(size, view);
    }
    return view;
  }
}
