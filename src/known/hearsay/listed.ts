import { shortWord } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { jsonList, wordOf } from './json.ts';
import { momentOfText } from './moment.ts';
import { parseCsvTable } from './table.ts';

/** What `arpist export jsonl` and `arpist export csv` write, and other lists with columns `ip` and `mac`. Never throws. */
export function parseListed(text: string): HearsayFile {
  const book = new HearsayBook();
  if (/^\s*[[{]/.test(text)) {
    const list = jsonList(text);
    if (list === undefined) book.bad(1, 'this is no list in JSON');
    for (const { value, line } of list?.entries ?? [])
      takeRow((name) => (value[name] === true ? 'true' : wordOf(value[name])), line, book);
    for (const line of list?.odd ?? []) book.bad(line, 'it is no object in JSON');
    return book.all;
  }
  const { rows, bad } = parseCsvTable(text);
  for (const row of rows) takeRow((name) => tame(row.cell(name)), row.line, book);
  for (const { line, why } of bad) book.bad(line, why);
  return book.all;
}

function takeRow(cell: (name: string) => string, line: number, book: HearsayBook): void {
  const [first, last] = ['first', 'last'].map((name) => momentOfText(cell(name), 'UTC'));
  if (first === undefined || last === undefined) {
    book.bad(line, `'${shortWord(cell(first === undefined ? 'first' : 'last'))}' is no time`);
    return;
  }
  const approved = cell('approved') === 'true' || cell('approved') === 'yes';
  const words = { name: cell('name'), note: cell('note'), first, last, approved };
  book.take(line, { ip: cell('ip'), mac: cell('mac') }, words);
}

/** Without the apostrophe that keeps a spreadsheet from running it. */
function tame(text: string): string {
  return text.replace(/^'(?=[=+@|%-])/, '');
}
