import { SystemFault } from '../base/fault.ts';
import type { Instant } from '../base/time.ts';
import type { Sink, SinkBatch, SinkMark } from '../ports/sink.ts';

/** What was taken since it began. */
export interface CommitCounts {
  stored: number;
  double: number;
  gap: number;
  commits: number;
  failed: number;
  /** Dispatches of the latest transaction. */
  latest: number;
}

/** So many wait at most; whoever comes then comes again. */
const MOST_WAITING = 1000;
const MOST_AT_ONCE = 10_000;

interface Waiting {
  readonly batches: readonly SinkBatch[];
  readonly resolve: (marks: readonly SinkMark[]) => void;
  readonly reject: (fault: unknown) => void;
}

/** One transaction for all that came while the last one ran. */
export class GroupCommit {
  readonly counts: CommitCounts = { stored: 0, double: 0, gap: 0, commits: 0, failed: 0, latest: 0 };
  readonly #sink: Sink;
  readonly #now: () => Instant;
  readonly #queue: Waiting[] = [];
  #waiting = 0;
  #busy = false;

  constructor(sink: Sink, now: () => Instant) {
    this.#sink = sink;
    this.#now = now;
  }

  /** Batches that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** A mark for each, once they are committed. Throws SystemFault `busy` when too many wait, and what the sink throws. */
  async add(batches: readonly SinkBatch[]): Promise<readonly SinkMark[]> {
    if (this.#waiting + batches.length > MOST_WAITING)
      throw new SystemFault('busy', `${this.#waiting} batches wait already`, {
        operation: 'take batches',
        remedy: 'come again in a moment',
      });
    this.#waiting += batches.length;
    return await new Promise((resolve, reject) => {
      this.#queue.push({ batches, resolve, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      const together: Waiting[] = [];
      let many = 0;
      while (this.#queue.length > 0 && (many === 0 || many < MOST_AT_ONCE)) {
        const next = this.#queue.shift()!;
        this.#waiting -= next.batches.length;
        many += next.batches.reduce((sum, { dispatches }) => sum + dispatches.length, 0);
        together.push(next);
      }
      await this.#commit(together);
    }
    this.#busy = false;
  }

  /** What one of them holds that no database takes must not keep the others waiting for ever. */
  async #commit(together: readonly Waiting[]): Promise<void> {
    try {
      const batches = together.flatMap((one) => one.batches);
      const marks = await this.#sink.commit(batches, this.#now());
      this.#count(batches, marks);
      let at = 0;
      for (const one of together) one.resolve(marks.slice(at, (at += one.batches.length)));
    } catch (fault) {
      const unfit = fault instanceof SystemFault && fault.kind === 'damaged';
      if (!unfit || together.length === 1) {
        this.counts.failed++;
        for (const one of together) one.reject(fault);
      } else for (const one of together) await this.#commit([one]);
    }
  }

  #count(batches: readonly SinkBatch[], marks: readonly SinkMark[]): void {
    const { counts } = this;
    counts.commits++;
    counts.latest = 0;
    for (const [at, { gap, double }] of marks.entries()) {
      const many = batches[at]!.dispatches.length;
      if (gap) counts.gap += many;
      else if (double) counts.double += many;
      else counts.latest += many;
    }
    counts.stored += counts.latest;
  }
}
