import type { Instant } from '../../base/time.ts';

interface Wake<T> {
  readonly at: Instant;
  readonly who: T;
}

/** Who is to be woken when; the earliest first (a binary heap). One may be in it more than once. */
export class Wakes<T> {
  readonly #heap: Wake<T>[] = [];

  add(at: Instant, who: T): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push({ at, who });
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (heap[above]!.at <= at) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = { at, who };
  }

  get next(): Instant | undefined {
    return this.#heap[0]?.at;
  }

  /** The first whose time has come. */
  take(now: Instant): Wake<T> | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.at > now) return undefined;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(wake: Wake<T>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const left = place * 2 + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const below = right < heap.length && heap[right]!.at < heap[left]!.at ? right : left;
      if (heap[below]!.at >= wake.at) break;
      heap[place] = heap[below]!;
      place = below;
    }
    heap[place] = wake;
  }
}
