import type { BadLine } from '../lines.ts';

/** A row of a file with named columns; a cell that is not there is ''. */
export interface TableRow {
  readonly line: number;
  cell(name: string): string;
}

export interface Table {
  /** In their order, in small letters. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  readonly bad: readonly BadLine[];
}

/**
 * CSV with a header line (RFC 4180, `;` and tabs in place of commas too): fields in quotes may hold line ends. Columns are
 * found by name without regard to case. A row with more cells than columns is told. Never throws.
 */
export function parseCsvTable(text: string): Table {
  const bad: BadLine[] = [];
  const source = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(source);
  let columns: readonly string[] | undefined;
  const rows: TableRow[] = [];
  for (const { cells, line, open } of rowsOf(source, separator)) {
    if (open) bad.push({ line, why: 'the quotes do not end' });
    else if (columns === undefined) columns = cells.map((name) => name.trim().toLowerCase());
    else if (cells.length === 1 && cells[0]?.trim() === '') continue;
    else if (cells.length > columns.length)
      bad.push({ line, why: `there are ${cells.length} cells, and ${columns.length} columns` });
    else rows.push(rowOf(columns, cells, line));
  }
  return { columns: columns ?? [], rows, bad };
}

function rowOf(columns: readonly string[], cells: readonly string[], line: number): TableRow {
  return { line, cell: (name) => cells[columns.indexOf(name.toLowerCase())]?.trim() ?? '' };
}

function separatorOf(text: string): string {
  const head = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const counts = [',', ';', '\t'].map((sign) => [sign, head.split(sign).length] as const);
  return counts.toSorted((a, b) => b[1] - a[1])[0]![0];
}

interface Cells {
  readonly cells: readonly string[];
  readonly line: number;
  readonly open: boolean;
}

function* rowsOf(text: string, separator: string): Generator<Cells> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const cells: string[] = [];
    const first = line;
    let open = false;
    for (;;) {
      const cell = cellAt(text, at, separator);
      cells.push(cell.text);
      open ||= cell.open;
      line += cell.lines;
      at = cell.end;
      if (text[at] !== separator) break;
      at++;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    yield { cells, line: first, open };
  }
}

interface Cell {
  readonly text: string;
  /** Where its separator is, the end of its line, or the end of all. */
  readonly end: number;
  /** How many lines end in it. */
  readonly lines: number;
  readonly open: boolean;
}

function cellAt(text: string, from: number, separator: string): Cell {
  const isEnd = (sign: string | undefined): boolean =>
    sign === undefined || sign === separator || sign === '\n' || sign === '\r';
  let at = from;
  let quoted = '';
  let open = false;
  if (text[at] === '"') {
    open = true;
    for (at++; at < text.length; at++) {
      if (text[at] === '"' && text[at + 1] === '"') at++;
      else if (text[at] === '"') {
        open = false;
        break;
      }
    }
    quoted = text.slice(from + 1, at).replaceAll('""', '"');
    if (!open) at++;
  }
  const bare = at;
  while (!isEnd(text[at])) at++;
  return { text: quoted + text.slice(bare, at), end: at, lines: quoted.split(/\r\n|\n|\r/).length - 1, open };
}
