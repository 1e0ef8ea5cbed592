import { cut } from './grid.ts';
import type { Ink, Paint } from './paint.ts';

export interface StreamColumn<R> {
  readonly title: string;
  /** Fixed, so that a million rows need not be held to be measured; the last column has what is left. */
  readonly size: number;
  readonly text: (row: R) => string;
  readonly right?: boolean;
  /** Where there is no room for all, the lowest goes first; left out: it never goes. */
  readonly goes?: number;
}

/** Head and lines of a table whose rows come one after another, for a terminal of that width; without the ends of lines. */
export function streamTable<R>(
  columns: readonly StreamColumn<R>[],
  { paint, width }: { readonly paint: Paint; readonly width: number },
): { readonly head: string; readonly line: (row: R, ink: Ink | undefined) => string } {
  let kept = columns;
  const total = (): number => kept.reduce((sum, { size }) => sum + size + 2, -2);
  while (total() > width) {
    const next = kept.toSorted((a, b) => (a.goes ?? Infinity) - (b.goes ?? Infinity))[0];
    if (next?.goes === undefined) break;
    kept = kept.filter((one) => one !== next);
  }
  const last = columns.at(-1);
  const lineOf = (texts: readonly string[]): string => {
    const cells = texts.map((text, at) => {
      const column = kept[at]!;
      if (column === last) return text;
      return column.right === true ? text.padStart(column.size) : text.padEnd(column.size);
    });
    return cut(cells.join('  ').trimEnd(), width);
  };
  return {
    head: paint('dim', lineOf(kept.map(({ title }) => title))),
    line: (row, ink) => paint(ink, lineOf(kept.map(({ text }) => text(row)))),
  };
}
