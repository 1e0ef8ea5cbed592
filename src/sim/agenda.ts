import type { Instant } from '../base/time.ts';

/** Something that will happen in the paper world; `order` breaks ties, first come first served. */
export interface Happening {
  at: Instant;
  order: number;
  happen(): void;
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** What is still to come, the earliest first: a binary heap, so that 100,000 frames in flight cost little. */
export class Agenda {
  readonly #heap: Happening[] = [];
  #orders = 0;

  /** When the next thing happens; Infinity when nothing will. */
  get next(): Instant {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(happening: Happening): void {
    happening.order = this.#orders++;
    const heap = this.#heap;
    let at = heap.length;
    heap.push(happening);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above]!;
      if (!isBefore(happening, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = happening;
  }

  take(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    const half = heap.length >> 1;
    let at = 0;
    while (at < half) {
      let below = 2 * at + 1;
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, heap[below]!)) below++;
      const child = heap[below]!;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
