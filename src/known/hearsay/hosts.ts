import { parseIpv4 } from '../../base/ipv4.ts';
import { linesOfText, shortWord } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';

/** hosts(5): an address and its names, the first of which counts; IPv6 and loopback lines are passed over. Never throws. */
export function parseHosts(text: string): HearsayFile {
  const book = new HearsayBook();
  for (const { text: raw, line } of linesOfText(text)) {
    const [address = '', name] = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (address === '') continue;
    if (address.includes(':')) book.pass();
    else if (parseIpv4(address) === undefined) book.bad(line, `'${shortWord(address)}' is no address`);
    else if (name === undefined)
      book.bad(line, `'${shortWord(address)}' stands alone: a line has a name behind it`);
    else book.take(line, { ip: address, mac: '' }, { name });
  }
  return book.all;
}
