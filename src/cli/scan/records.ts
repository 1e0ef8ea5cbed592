import type { ScanReport } from '../../verbs/scan/events.ts';
import type { Output } from '../io.ts';
import { placeKey, type Row, rowKey } from '../../records/station.ts';
import type { Order } from '../../records/sort.ts';

/** Writes stations to stdout, and nothing else but them. */
export interface Records {
  /** A station, new or with a new verdict: the last row with its key counts. */
  row(row: Row): void;
  /** How it goes, for those that have a place to show it. */
  progress?(line: string): void;
  /** Sorts by itself: rows need not be held back. */
  readonly sorts?: true;
  /** What a proxy answers for is one line in them. */
  readonly foldsProxies?: true;
  end(report: ScanReport): void;
}

/** One text a row, written at once; a row told again is written again when its text is another one. */
export function textRecords(out: Output, textOf: (row: Row) => string, head = ''): Records {
  const written = new Map<string, string>();
  let begun = false;
  const begin = (): void => {
    if (!begun && head !== '') out.write(head);
    begun = true;
  };
  return {
    row(row) {
      begin();
      const key = rowKey(row);
      const text = textOf(row);
      if (written.get(key) === text) return;
      written.set(key, text);
      out.write(text);
    },
    end: begin,
  };
}

/** Holds the rows until the last word on each is known, then hands them on: in `order`, and those that fit. */
export function heldRecords(next: Records, order: Order | undefined, fits: (row: Row) => boolean): Records {
  const rows = new Map<string, Row>();
  return {
    row(row) {
      rows.set(rowKey(row), row);
    },
    ...(next.progress ? { progress: (line: string) => next.progress?.(line) } : {}),
    ...(next.foldsProxies ? { foldsProxies: true } : {}),
    end(report) {
      const fitting = [...rows.values()].filter(fits);
      for (const row of order ? fitting.sort(order) : fitting) next.row(row);
      next.end(report);
    },
  };
}

/** Only the first MAC of each address, once: what `arp-scan -g` shows. `hidden` counts the others. */
export function firstAnswers(next: Records): Records & { readonly hidden: () => number } {
  const first = new Map<string, string>();
  const hidden = new Set<string>();
  return {
    row(row) {
      const key = rowKey(row);
      const place = placeKey(row);
      if (!first.has(place)) {
        first.set(place, key);
        next.row(row);
      } else if (first.get(place) !== key) hidden.add(key);
    },
    ...(next.progress ? { progress: (line: string) => next.progress?.(line) } : {}),
    ...(next.foldsProxies ? { foldsProxies: true } : {}),
    end: (report) => next.end(report),
    hidden: () => hidden.size,
  };
}
