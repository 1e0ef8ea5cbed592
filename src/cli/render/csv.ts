import type { Output } from '../io.ts';
import { stationRecord } from '../rows/row.ts';
import { type Records, textRecords } from './records.ts';

const COLUMNS = [
  'ip',
  'mac',
  'vendor',
  'localMac',
  'interface',
  'vlan',
  'rttMs',
  'tries',
  'late',
  'verdict',
  'why',
  'name',
] as const;

/** RFC 4180: a header line, lines end in CR LF, fields with comma, quote or line end are quoted. */
export function csvRecords(out: Output): Records {
  const lineOf = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  return textRecords(
    out,
    (row) => {
      const record = stationRecord(row);
      const why = record.why.map(({ text }) => text).join('; ');
      return lineOf(COLUMNS.map((column) => (column === 'why' ? why : String(record[column] ?? ''))));
    },
    lineOf(COLUMNS),
  );
}

export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
