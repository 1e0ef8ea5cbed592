import { shortWord } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { jsonList, wordOf } from './json.ts';
import { momentOfText } from './moment.ts';

/** `/api/all` of WatchYourLAN: `ID Name DNS Iface IP Mac Hw Date Known Now`, `Known` 1 for what somebody knows. Never throws. */
export function parseWatchYourLan(text: string, zone: string): HearsayFile {
  const book = new HearsayBook();
  const list = jsonList(text);
  if (list === undefined) book.bad(1, 'this is no list in JSON');
  for (const { value, line } of list?.entries ?? [])
    takeHost((name) => wordOf(value[name] ?? value[name.toUpperCase()]), { line, zone }, book);
  for (const line of list?.odd ?? []) book.bad(line, 'it is no host');
  return book.all;
}

/** The same from a row of its database. */
export function takeHost(
  cell: (name: string) => string,
  { line, zone }: { readonly line: number; readonly zone: string },
  book: HearsayBook,
): void {
  // `Date` is when it was seen last: of the first time it keeps nothing.
  const last = momentOfText(cell('Date'), zone);
  if (last === undefined) {
    book.bad(line, `'${shortWord(cell('Date'))}' is no time`);
    return;
  }
  if (cell('IP') === '' && cell('Mac') === '') {
    book.bad(line, 'the host has no address and no MAC');
    return;
  }
  const name = cell('Name') || cell('DNS');
  book.take(line, { ip: cell('IP'), mac: cell('Mac') }, { name, last, approved: cell('Known') === '1' });
}
