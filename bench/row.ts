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

/** What `node -e 0` takes on an idle machine of this kind. */
const USUAL_START = 60;

/**
 * Milliseconds a whole process may take over `node -e 0`, turn by turn: `bar`, and in proportion more where node itself
 * starts slower, for processors that others heat and caches that others fill are slower for both.
 */
export function allowedOverNode(bar: number, bare: readonly number[]): number {
  return bar * Math.max(1, median(bare) / USUAL_START);
}

export function overNodeText(bar: number): string {
  return `at most ${bar} ms more where node starts in ${USUAL_START} (both without their time in the queue for a processor)`;
}
