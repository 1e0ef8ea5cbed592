import { printable } from '../../base/printable.ts';
import { momentText } from '../../base/zone.ts';
import { cellsOf } from '../../records/csv.ts';
import { type JsonRecord, textOf } from '../../records/kind.ts';
import { TENURE } from '../../records/tenure.ts';
import { grid } from '../../terminal/text/grid.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import { networkWords } from './words.ts';

/** The columns of the CSV form, with tabs. */
export function tenureLine(record: JsonRecord): string {
  return `${tabbed(cellsOf(TENURE, record))}\n`;
}

const RIGHT = 'FRAMES';
const GOES_FIRST = 'VENDOR';

/** A line for each, and the zone of its times below. */
export function tenureTable(
  rows: readonly JsonRecord[],
  { zone, width }: { readonly zone: string; readonly width: number },
): readonly string[] {
  if (rows.length === 0) return [];
  const said = (name: string) => (row: JsonRecord) => printable(textOf(row[name]));
  const when = (name: string) => (row: JsonRecord) => momentText(Date.parse(textOf(row[name])), zone);
  const columns: readonly (readonly [title: string, cell: (row: JsonRecord) => string])[] = [
    ['ADDRESS', said('ip')],
    ['MAC', said('mac')],
    [GOES_FIRST, said('vendor')],
    ['FROM', when('from')],
    ['LAST', when('last')],
    [RIGHT, said('frames')],
    ['HEARD', said('strength')],
    ['NETWORK', where],
  ];
  const { head, lines } = grid(
    columns.map(([title, cell]) => ({
      title,
      cells: rows.map(cell),
      right: title === RIGHT,
      ...(title === GOES_FIRST ? { goes: 1 } : {}),
    })),
    width,
  );
  return [head, ...lines, `times are of ${zone}`];
}

function where(row: JsonRecord): string {
  const [vlan, innerVlan] = [row['vlan'] as number | null, row['innerVlan'] as number | null];
  return printable(networkWords({ interface: textOf(row['interface']), vlan, innerVlan }));
}

/** In columns whose widths are known before the last row. */
export function stationLine(row: JsonRecord, zone: string): string {
  const text = (name: string): string => printable(textOf(row[name]));
  const last = momentText(Date.parse(text('last')), zone);
  const gone = row['holds'] === true ? '' : '  (another has the address now)';
  return `${text('ip').padEnd(15)}  ${text('mac')}  ${last}  ${where(row)}  ${text('vendor')}${gone}\n`;
}
