import { remarkOf } from '../render/station-texts.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { ScanReport } from '../../verbs/scan/events.ts';
import { type Row, rowKey } from '../../records/station.ts';
import { byAddress, type Order } from '../../records/sort.ts';
import { proxySentence } from './findings.ts';
import { grid, type GridColumn } from '../../terminal/text/grid.ts';
import { type Paint, VERDICT_INK } from '../../terminal/text/paint.ts';

export interface TableWishes {
  readonly quiet: boolean;
  readonly names: boolean;
  readonly why: boolean;
  readonly plain: boolean;
}

type Column = Omit<GridColumn, 'cells'> & { readonly text: (row: Row) => string };

const NARROWEST_VENDOR = 12;
const NARROWEST_NAME = 16;

function vendorCell({ vendor, station }: Row): string {
  if (vendor !== null) return printable(vendor);
  return isLocallyAdministered(station.mac) ? '(locally administered)' : '(unknown)';
}

/** The columns worth showing: VLAN, interface and verdict only when they tell something. */
function columnsFor(rows: readonly Row[], wishes: TableWishes): readonly Column[] {
  const columns: Column[] = [
    { title: 'ADDRESS', text: ({ station }) => formatIpv4(station.ip) },
    { title: 'MAC', text: ({ station }) => formatMac(station.mac) },
  ];
  if (!wishes.quiet) columns.push({ title: 'VENDOR', text: vendorCell, goes: 2, least: NARROWEST_VENDOR });
  if (wishes.names)
    columns.push({
      title: 'NAME',
      text: ({ name }) => printable(name ?? ''),
      goes: 3,
      least: NARROWEST_NAME,
    });
  if (rows.some(({ station }) => station.vlan !== null))
    columns.push({ title: 'VLAN', text: ({ station }) => String(station.vlan ?? ''), right: true });
  if (new Set(rows.map(({ station }) => station.interface)).size > 1)
    columns.push({ title: 'INTERFACE', text: ({ station }) => printable(station.interface) });
  columns.push({ title: 'RTT ms', text: ({ station }) => station.rttMs.toFixed(3), right: true, goes: 1 });
  if (rows.some(({ station }) => remarkOf(station) !== ''))
    columns.push({
      title: 'VERDICT',
      text: ({ station }) => remarkOf(station),
    });
  return columns;
}

/** The rows as aligned lines of at most `width` columns, with a head; empty when there is no row. */
export function tableLines(
  rows: readonly Row[],
  wishes: TableWishes,
  look: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  if (rows.length === 0) return [];
  const { paint, width } = look;
  const columns = columnsFor(rows, wishes);
  const { head, lines: drawn } = grid(
    columns.map(({ text, ...column }) => ({ ...column, cells: rows.map(text) })),
    width,
  );
  const lines = wishes.plain ? [] : [paint('dim', head)];
  rows.forEach((row, at) => {
    lines.push(paint(VERDICT_INK[row.station.verdict], drawn[at]!));
    if (wishes.why)
      for (const { text } of row.station.why) lines.push(paint('dim', `    ${printable(text)}`));
  });
  return lines;
}

/** The whole table at the end: sorted, and what a proxy answers for as one line each. */
export function finalTable(
  rows: readonly Row[],
  report: ScanReport,
  look: TableWishes & { readonly paint: Paint; readonly width: number; readonly order: Order | undefined },
): readonly string[] {
  const shown = report.ranges.length === 0 ? rows : rows.filter(({ station }) => station.verdict !== 'proxy');
  const lines = tableLines(shown.toSorted(look.order ?? byAddress), look, look);
  return [...lines, ...report.ranges.map((range) => look.paint('cyan', proxySentence(range)))];
}

/** Rows by key, the last one told; the order is that of their first telling. */
export class RowBook {
  readonly #rows = new Map<string, Row>();

  add(row: Row): void {
    this.#rows.set(rowKey(row), row);
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** The last `count` first told. */
  latest(count: number): readonly Row[] {
    return this.rows.slice(-count);
  }

  get size(): number {
    return this.#rows.size;
  }
}
