/** One line of the table that `npm run bench` prints: a promised number, ours beside the peers', from one run. */
export interface BenchRow {
  readonly work: string;
  readonly ours: string;
  readonly peers: string;
  readonly bar: string;
  /** null: it cannot be judged here, for the bar is set by a peer that is missing or did not do the work. */
  readonly holds: boolean | null;
}

/** One or several rows that are measured together. */
export type Bench = () => readonly BenchRow[] | Promise<readonly BenchRow[]>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
