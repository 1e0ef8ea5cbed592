import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { isMeantAsIpv6, whyNoIpv4 } from '../base/ipv6.ts';
import { formatMac, type Mac, parseMac } from '../base/mac.ts';
import { type BadLine, linesOfText } from './lines.ts';

/** A line of an ethers(5) file, or of one that `arp -f` reads. */
export interface EthersLine {
  readonly line: number;
  readonly mac: Mac;
  /** An address, or a name that stands for one. */
  readonly host: Ipv4 | string;
  /** `temp` of arp -f: ARP may change it. */
  readonly temporary: boolean;
  /** `pub` of arp -f: answer for the address. */
  readonly publish: boolean;
}

export interface Ethers {
  readonly lines: readonly EthersLine[];
  readonly bad: readonly BadLine[];
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** MAC and host in either order, in every spelling of a MAC; `#` begins a comment. Never throws. */
export function parseEthers(text: string): Ethers {
  const lines: EthersLine[] = [];
  const bad: BadLine[] = [];
  for (const { text: raw, line } of linesOfText(text)) {
    const words = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') continue;
    const read = readLine(words, line);
    if (typeof read === 'string') bad.push({ line, why: read });
    else lines.push(read);
  }
  return { lines, bad };
}

function readLine([first = '', second, ...marks]: readonly string[], line: number): EthersLine | string {
  if (second === undefined) return `'${first}' stands alone: a line has a MAC and a host`;
  const inFront = parseMac(first);
  const mac = inFront ?? parseMac(second);
  if (mac === undefined) return `neither '${first}' nor '${second}' is a MAC address`;
  const word = inFront === undefined ? first : second;
  const ip = parseIpv4(word);
  if (ip === undefined && (!NAME.test(word) || /^[\d.]+$/.test(word)))
    return isMeantAsIpv6(word) ? whyNoIpv4(word) : `'${word}' is no IPv4 address and no name`;
  const unknown = marks.find((mark) => mark !== 'temp' && mark !== 'pub');
  if (unknown !== undefined) return `'${unknown}' has no meaning behind a MAC and a host (temp and pub have)`;
  return { line, mac, host: ip ?? word, temporary: marks.includes('temp'), publish: marks.includes('pub') };
}

export function ethersLine(ip: Ipv4, mac: Mac): string {
  return `${formatMac(mac)} ${formatIpv4(ip)}\n`;
}
