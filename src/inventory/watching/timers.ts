import { MinHeap } from '../../base/min-heap.ts';
import type { Instant } from '../../base/time.ts';

interface Due {
  readonly at: Instant;
  readonly run: (at: Instant) => void;
}

/** What waits for time to pass. Each thing that is due is told the time at which it was due, whenever that is found out. */
export class Timers {
  readonly #heap = new MinHeap<Due>(({ at }) => at);
  /** Of the first one: what the short way looks at. */
  next: Instant = Number.POSITIVE_INFINITY;

  add(at: Instant, run: (at: Instant) => void): void {
    this.#heap.add({ at, run });
    if (at < this.next) this.next = at;
  }

  runUntil(now: Instant): void {
    while (this.next <= now) {
      const due = this.#heap.take()!;
      this.next = this.#heap.first?.at ?? Number.POSITIVE_INFINITY;
      due.run(due.at);
    }
  }
}
