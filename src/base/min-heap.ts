/** What comes first is taken first; of equals, the one that came first. */
export class MinHeap<T> {
  readonly #keyOf: (value: T) => number;
  readonly #values: { readonly value: T; readonly key: number; readonly turn: number }[] = [];
  #turns = 0;

  constructor(keyOf: (value: T) => number) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#values.length;
  }

  get first(): T | undefined {
    return this.#values[0]?.value;
  }

  /** The key is read once, here. */
  add(value: T): void {
    const values = this.#values;
    values.push({ value, key: this.#keyOf(value), turn: this.#turns++ });
    for (let at = values.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (this.#inOrder(parent, at)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  take(): T | undefined {
    const values = this.#values;
    const first = values[0];
    const last = values.pop();
    if (first === undefined || last === undefined || values.length === 0) return first?.value;
    values[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < values.length && !this.#inOrder(least, child)) least = child;
      if (least === at) return first.value;
      this.#swap(at, least);
      at = least;
    }
  }

  #inOrder(a: number, b: number): boolean {
    const [one, other] = [this.#values[a]!, this.#values[b]!];
    return one.key === other.key ? one.turn < other.turn : one.key < other.key;
  }

  #swap(a: number, b: number): void {
    const values = this.#values;
    [values[a], values[b]] = [values[b]!, values[a]!];
  }
}
