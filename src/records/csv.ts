import { printable } from '../base/printable.ts';
import { type Column, type Kind, placed, textOf } from './kind.ts';

/** RFC 4180: a header line, lines end in CR LF, fields with a comma, semicolon or quote in them are quoted. */
export function csvHead({ columns }: Pick<Kind<never>, 'columns'>): string {
  return lineOf(columns.map((column) => nameOf(column)));
}

export function csvLine<R>(kind: Kind<R>, row: R): string {
  return lineOf(cellsOf(kind, row));
}

/** The texts of the columns. */
export function cellsOf<R>({ recordOf, columns }: Kind<R>, row: R): readonly string[] {
  const record = recordOf(row);
  return columns.map((column) => textOf(placed(record, typeof column === 'string' ? column : column[1])));
}

function nameOf(column: Column): string {
  return typeof column === 'string' ? column : column[0];
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What makes a spreadsheet take a cell, or what it splits off at a comma or semicolon, for a formula; full-width forms too. */
const FORMULA = /(^|[;,])(\s*)(?=[=+@|%\uff1d\uff0b\uff0d\uff20-])/g;
/** Nothing in it that is quoted, shown otherwise or run. */
const HARMLESS = /^[\w.:/ ()]*$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * One cell on one line. Cells are text from outside (names from the DNS, vendors, interfaces): an apostrophe stands before
 * whatever a spreadsheet would run, inside quotes, so that it is shown and not run.
 */
export function csvCell(text: string): string {
  if (HARMLESS.test(text) || NUMBER.test(text)) return text;
  const line = printable(text);
  const tame = line.replaceAll(FORMULA, "$1$2'");
  return tame !== line || /["',;]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
