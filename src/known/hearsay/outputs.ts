import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { linesOfText } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { jsonList, wordOf } from './json.ts';

/** What arp-scan prints, with or without its head and foot, and arpist scan likewise: `ADDRESS⇥MAC[⇥VENDOR]`. Never throws. */
export function parseArpScan(text: string): HearsayFile {
  const book = new HearsayBook();
  for (const { text: raw, line } of linesOfText(text)) {
    if (raw.trim() === '') continue;
    const [ip = '', mac = ''] = raw.split('\t').map((word) => word.trim());
    if (parseIpv4(ip) !== undefined && parseMac(mac) !== undefined) book.take(line, { ip, mac });
    else if (/^\d+\.\d+\.\d+\.\d+\t/.test(raw)) book.bad(line, 'there is no MAC behind the address');
    else book.pass();
  }
  return book.all;
}

/** `ip -j neigh`: entries without a MAC are passed over, and those of IPv6. Never throws. */
export function parseIpNeigh(text: string): HearsayFile {
  const book = new HearsayBook();
  const list = jsonList(text);
  if (list === undefined) book.bad(1, 'this is no list in JSON');
  for (const { value, line } of list?.entries ?? []) {
    const [ip, mac] = [wordOf(value['dst']), wordOf(value['lladdr'])];
    if (mac === '' && ip !== '') book.pass();
    else book.take(line, { ip, mac });
  }
  for (const line of list?.odd ?? []) book.bad(line, 'it is no neighbour');
  return book.all;
}
