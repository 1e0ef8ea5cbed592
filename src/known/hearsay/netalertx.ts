import { parseMac } from '../../base/mac.ts';
import { shortWord } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { momentOfText } from './moment.ts';
import { parseCsvTable, type TableRow } from './table.ts';

/**
 * devices.csv of NetAlertX (and of Pi.Alert, whose columns begin with `dev_`): the columns of its table of devices by name,
 * with `None` for nothing. Devices whose MAC is a word (`Internet`) are passed over. Never throws.
 */
export function parseNetAlertX(text: string, zone: string): HearsayFile {
  const { columns, rows, bad } = parseCsvTable(text);
  const book = new HearsayBook();
  if (!columns.includes('devmac') && !columns.includes('dev_mac'))
    book.bad(1, 'the first line names no column devMac');
  else for (const row of rows) takeDevice((name) => cellOf(row, name), { line: row.line, zone }, book);
  for (const { line, why } of bad) book.bad(line, why);
  return book.all;
}

/** The same from a row of its database. */
export function takeDevice(
  cell: (name: string) => string,
  { line, zone }: { readonly line: number; readonly zone: string },
  book: HearsayBook,
): void {
  const mac = cell('mac');
  if (mac !== '' && parseMac(mac) === undefined && !/[:.-]/.test(mac)) {
    book.pass();
    return;
  }
  if (mac === '') {
    book.bad(line, 'the device has no MAC');
    return;
  }
  const [first, last] = ['FirstConnection', 'LastConnection'].map((name) => momentOfText(cell(name), zone));
  const odd =
    first === undefined ? cell('FirstConnection') : last === undefined ? cell('LastConnection') : null;
  if (odd !== null) {
    book.bad(line, `'${shortWord(odd)}' is no time`);
    return;
  }
  const name = cell('Name');
  const owner = cell('Owner');
  book.take(
    line,
    { ip: addressOf(cell('LastIP')), mac },
    {
      name: /^\((name|unknown)/i.test(name) ? null : name,
      note: [owner === '' || /^(unknown|house)$/i.test(owner) ? '' : `of ${owner}`, cell('Comments')]
        .filter((part) => part !== '')
        .join('; '),
      first: first ?? null,
      last: last ?? null,
      approved: cell('IsNew') === '0',
    },
  );
}

/** What stands there for no address. */
function addressOf(text: string): string {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(':') ? text : '';
}

function cellOf(row: TableRow, name: string): string {
  const text = row.cell(`dev${name}`) || row.cell(`dev_${name}`);
  return text === 'None' ? '' : text;
}
