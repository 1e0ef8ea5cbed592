import { printable } from '../../base/printable.ts';
import type { Output } from '../io.ts';
import { stationRecord } from '../../records/station.ts';
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

/** RFC 4180: a header line, lines end in CR LF, fields with a comma, semicolon or quote in them are quoted. */
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

/** What makes a spreadsheet take a cell, or what it splits off at a comma or semicolon, for a formula; full-width forms too. */
const FORMULA = /(^|[;,])(\s*)(?=[=+@|%\uff1d\uff0b\uff0d\uff20-])/g;
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * One cell on one line. Cells are text from outside (names from the DNS, vendors, interfaces): an apostrophe stands before
 * whatever a spreadsheet would run, inside quotes, so that it is shown and not run.
 */
export function csvCell(text: string): string {
  if (NUMBER.test(text)) return text;
  const line = printable(text);
  const tame = line.replaceAll(FORMULA, "$1$2'");
  return tame !== line || /["',;]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
