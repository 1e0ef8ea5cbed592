import type { Sink, SinkBatch, SinkMark } from '../ports/sink.ts';

/** Keeps what it is given, each number once, by the rules of the real one. */
export class PaperSink implements Sink {
  /** By sensor and run. */
  readonly marks = new Map<string, number>();
  readonly taken: SinkBatch[] = [];
  /** Transactions so far. */
  commits = 0;

  async commit(batches: readonly SinkBatch[]): Promise<readonly SinkMark[]> {
    this.commits++;
    return batches.map((batch) => {
      const key = `${batch.sensor} ${batch.run}`;
      const mark = this.marks.get(key) ?? 0;
      if (batch.from > mark + 1) return { mark, gap: true, double: false };
      if (batch.to <= mark) return { mark, gap: false, double: batch.to >= batch.from };
      this.marks.set(key, batch.to);
      this.taken.push(batch);
      return { mark: batch.to, gap: false, double: false };
    });
  }
}
