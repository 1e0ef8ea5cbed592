import { printable } from '../../base/printable.ts';
import type { Output } from '../io.ts';
import type { Order } from '../../records/sort.ts';
import { byAddress } from '../../records/sort.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import type { Records } from './records.ts';
import { finalTable, RowBook, tableLines, type TableWishes } from './table.ts';
import { count } from '../../terminal/text/texts.ts';

/** Milliseconds between two drawings: a burst of answers must not become a burst of drawings. */
const DRAW_EVERY = 100;

export interface TableScene extends TableWishes {
  readonly order: Order | undefined;
  /** Show the progress line below the table. */
  readonly showProgress: boolean;
  readonly now: () => number;
}

/**
 * A table on a terminal that fills while the scan runs, and is drawn once more at the end: sorted, whole, proxies
 * folded. While it runs only as much is drawn as fits the screen, so that nothing has scrolled away when it is
 * drawn over.
 */
export function liveTable(out: Output, scene: TableScene): Records {
  const book = new RowBook();
  const paint = paintFor(out.colour);
  let drawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let progress = '';
  const draw = (): void => {
    const room = Math.max(3, out.rows - 5);
    const order = scene.order ?? byAddress;
    const width = out.columns - 1;
    const lines = [
      ...tableLines(book.latest(room).toSorted(order), { ...scene, why: false }, { paint, width }),
    ];
    if (book.size > room)
      lines.push(paint('dim', `and ${count(book.size - room)} before these; all of them at the end`));
    if (scene.showProgress && progress !== '') lines.push(paint('dim', printable(progress).slice(0, width)));
    out.write(`${wipe(drawn)}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
    drawnAt = scene.now();
  };
  const drawIfDue = (): void => {
    if (scene.now() - drawnAt >= DRAW_EVERY) draw();
  };
  return {
    sorts: true,
    foldsProxies: true,
    row(row) {
      book.add(row);
      drawIfDue();
    },
    progress(line) {
      progress = line;
      drawIfDue();
    },
    end(report) {
      const lines = finalTable(book.rows, report, { ...scene, paint, width: out.columns - 1 });
      out.write(`${wipe(drawn)}${lines.map((line) => `${line}\n`).join('')}`);
      drawn = 0;
    },
  };
}

/** Cursor up to the first of the lines drawn before, and clear to the end of the screen (ECMA-48 CUU, ED). */
function wipe(lines: number): string {
  return lines === 0 ? '' : `\u001b[${lines}A\r\u001b[J`;
}
