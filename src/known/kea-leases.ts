import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { LeaseBook, type LeaseFile } from './lease.ts';
import { linesOfText, shortWord } from './lines.ts';

/** Lease::STATE_DEFAULT; others are declined, reclaimed, released and registered. */
const IN_USE = 0;
/** Lease::INFINITY_LFT */
const NEVER_ENDS = 0xffffffff;
const NEEDED = ['address', 'hwaddr', 'expire'] as const;

/**
 * Kea's memfile (CSVLeaseFile4 of its libdhcp++): columns are found by their names, since releases added some; every change
 * adds a line, and the last one of an address counts, one with `valid_lifetime` 0 as its deletion. `state` other than 0 and
 * clients without an Ethernet MAC are left out. Never throws.
 */
export function parseKeaLeases(text: string): LeaseFile {
  const book = new LeaseBook();
  let columns: ReadonlyMap<string, number> | undefined;
  for (const { text: raw, line } of linesOfText(text)) {
    if (raw.trim() === '') continue;
    const cells = raw.split(',');
    if (columns === undefined) {
      columns = new Map(cells.map((name, at) => [name.trim(), at]));
      const lacking = NEEDED.filter((name) => !columns?.has(name));
      if (lacking.length === 0) continue;
      book.bad(line, `the first line names no column ${lacking.join(', ')}`);
      break;
    }
    const names = columns;
    takeRow((name) => cells[names.get(name) ?? -1]?.trim() ?? '', line, book);
  }
  return book.all;
}

function takeRow(cell: (name: string) => string, line: number, book: LeaseBook): void {
  const ip = parseIpv4(cell('address'));
  if (ip === undefined) {
    book.bad(line, `'${shortWord(cell('address'))}' is no IPv4 address`);
    return;
  }
  const [expire, lifetime, state] = [cell('expire'), cell('valid_lifetime'), cell('state')];
  const odd = [expire, lifetime || '1', state || '0'].find((word) => !/^\d{1,12}$/.test(word));
  if (odd !== undefined) {
    book.bad(line, `'${shortWord(odd)}' is no number`);
    return;
  }
  const mac = parseMac(cell('hwaddr'));
  if (lifetime === '0' || Number(state) !== IN_USE || (mac === undefined && cell('hwaddr') === '')) {
    book.put(ip, null);
    return;
  }
  if (mac === undefined) {
    book.bad(line, `'${shortWord(cell('hwaddr'))}' is no MAC address`);
    return;
  }
  const expires = Number(lifetime) === NEVER_ENDS ? null : Number(expire) * 1000;
  // A comma in a name is written so that it is none of CSV (CSVRow::escapeCharacters).
  book.put(ip, { ip, mac, name: cell('hostname').replaceAll('&#x2c', ',') || null, expires, line });
}
