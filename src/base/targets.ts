import { UsageFault } from './fault.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from './ipv4.ts';
import { isMeantAsIpv6, whyNoIpv4 } from './ipv6.ts';
import { parseMac, parseMacPrefix } from './mac.ts';
import { parseOctets } from './octets.ts';
import { firstOf, lastOf, lengthOfMask, maskOf, type Prefix, prefixOf } from './prefix.ts';
import type { IpRange } from './target-set.ts';

/**
 * What one word names. A `name` is an interface or a host: only whoever knows the machine can tell, so it is handed
 * back. It is never anything that was meant as an address (`10.0.0.300`), so no look-up is made for a slip.
 */
export type Target =
  | { readonly kind: 'range'; readonly range: IpRange }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin' };

const MEANT_AS_ADDRESS = /^[\d.,:/*-]+$/;
/** Meant as an address, though perhaps a wrong one. */
const NUMBERS = /^\d+(\.[\d,*-]+){2,}([-/:,].*)?$/;
const NAME = /^[A-Za-z0-9_]([A-Za-z0-9_.@-]*[A-Za-z0-9_])?\.?$/;
/** `eth0:1`, as ifconfig and the labels of addresses have it */
const LABEL = /^[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_.-]+$/;
const SPELLINGS =
  'write an address (10.0.0.7), a network (10.0.0.0/24), a range (10.0.0.10-10.0.0.99 or 10.0.0.10-99), a list (10.0.0.1,7), @FILE or a name';

/**
 * Reads one word of a command line: address, `10.0.0.7/24` (the whole network, host bits or not), `net/mask`,
 * `net:mask`, `A-B`, `A-99` (last number), octet lists and ranges (`10.0.0,1.1-254`), lists of all these with commas,
 * `@FILE`, `-`, or a name. Throws UsageFault with `where` for anything else: nothing is guessed.
 */
export function parseTargets(word: string, where = 'target'): readonly Target[] {
  const text = word.trim();
  if (text === '-') return [{ kind: 'stdin' }];
  if (text.startsWith('@')) {
    if (text.length === 1) throw new UsageFault(where, 'no file is named after @', 'write @FILE');
    return [{ kind: 'file', path: text.slice(1) }];
  }
  const octets = parseOctets(text, where);
  if (octets) return octets.map((range) => ({ kind: 'range', range }));
  if (text === '') throw new UsageFault(where, 'the target is empty', SPELLINGS);
  const found: Target[] = [];
  for (const piece of text.split(',')) {
    if (piece === '') throw new UsageFault(where, `${text} has an empty place between its commas`, SPELLINGS);
    const before = found.at(-1);
    for (const target of parsePiece(piece, where, before?.kind === 'range' ? before.range : undefined))
      found.push(target);
  }
  return found;
}

/** `words`: all words of a line. `first`: the first word of each line, as arp-scan reads its --file. */
export type ListForm = 'words' | 'first';

/**
 * Reads a file or stdin: words separated by white space, `#` starts a comment. What stands behind an address and is none
 * itself is a name or a remark for it, as in /etc/hosts and in the output of a scan, and no target. Throws UsageFault when there
 * is no target, or when one asks for a further file.
 */
export function parseTargetText(text: string, source: string, form: ListForm = 'words'): readonly Target[] {
  const found: Target[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      const where = `${source}, line ${index + 1}`;
      const words = line.replace(/#.*/, '').split(/\s+/).filter(Boolean);
      let behind = false;
      for (const word of form === 'first' ? words.slice(0, 1) : words) {
        if (behind && !NUMBERS.test(word)) continue;
        if (word === '-' || word.startsWith('@'))
          throw new UsageFault(
            where,
            `${word} is not read from inside a list`,
            'put the targets themselves into the file',
          );
        const targets = parseTargets(word, where);
        behind ||= targets.every(({ kind }) => kind === 'range');
        for (const target of targets) found.push(target);
      }
    });
  if (found.length === 0)
    throw new UsageFault(source, `${source} names no target`, 'put one address, network or range on a line');
  return found;
}

/**
 * The addresses of a subnet we are on: all but the first and the last, which are its network and broadcast address
 * (RFC 1122 3.2.1.3); of a /31 (RFC 3021) and a /32 all.
 */
export function hostsOfSubnet(prefix: Prefix): IpRange {
  const edges = prefix.length >= 31 ? 0 : 1;
  return { first: firstOf(prefix) + edges, last: lastOf(prefix) - edges };
}

function parsePiece(piece: string, where: string, before: IpRange | undefined): readonly Target[] {
  if (isMeantAsIpv6(piece)) throw new UsageFault(where, whyNoIpv4(piece), SPELLINGS);
  if (/^\d+(-\d+)?$/.test(piece) && before)
    return [{ kind: 'range', range: continueLast(piece, before.first, where) }];
  const octets = parseOctets(piece, where);
  if (octets) return octets.map((range) => ({ kind: 'range', range }));
  const range = parseNetwork(piece, where) ?? parseSpan(piece, where);
  if (range) return [{ kind: 'range', range }];
  const ip = parseIpv4(piece);
  if (ip !== undefined) return [{ kind: 'range', range: { first: ip, last: ip } }];
  throwIfNoName(piece, where);
  return [{ kind: 'name', name: piece }];
}

/** `10.0.0.0/24`, `10.0.0.0/255.255.255.0`, `10.0.0.0:255.255.255.0` */
function parseNetwork(piece: string, where: string): IpRange | undefined {
  const parts = /^([\d.]+)([/:])(.*)$/.exec(piece);
  if (!parts) return undefined;
  const [, address = '', sign = '', tail = ''] = parts;
  const ip = parseIpv4(address);
  if (ip === undefined) throw new UsageFault(where, `${address} is not an IPv4 address`, SPELLINGS);
  let length: number | undefined;
  if (tail.includes('.') || sign === ':') {
    const mask = parseIpv4(tail);
    if (mask === undefined)
      throw new UsageFault(
        where,
        `${tail || 'nothing'} is not a network mask`,
        'write 10.0.0.0/255.255.255.0',
      );
    length = lengthOfMask(mask);
    if (length === undefined) throw new UsageFault(where, `${tail} is not a network mask`, maskRemedy(mask));
  } else {
    length = /^\d{1,2}$/.test(tail) ? Number(tail) : 33;
    if (length > 32)
      throw new UsageFault(
        where,
        `${piece}: there is no prefix length ${tail || '(empty)'}`,
        'write /0 to /32',
      );
  }
  const prefix = prefixOf(ip, length);
  return { first: firstOf(prefix), last: lastOf(prefix) };
}

function maskRemedy(mask: Ipv4): string {
  const inverted = lengthOfMask(~mask >>> 0);
  return inverted === undefined
    ? 'the ones of a mask are all in front, as in 255.255.252.0'
    : `that is a wildcard mask; the network mask is ${formatIpv4(maskOf(inverted))}`;
}

/** `10.0.0.10-10.0.0.99` */
function parseSpan(piece: string, where: string): IpRange | undefined {
  const parts = /^(\d[\d.]*)-(.*)$/.exec(piece);
  if (!parts) return undefined;
  const [, from = '', to = ''] = parts;
  const first = parseIpv4(from);
  if (first === undefined && !MEANT_AS_ADDRESS.test(piece)) return undefined;
  if (first === undefined) throw new UsageFault(where, `${from} is not an IPv4 address`, SPELLINGS);
  const last = parseIpv4(to);
  if (last === undefined)
    throw new UsageFault(
      where,
      `${to || 'nothing'} is not the end of a range`,
      'write 10.0.0.10-10.0.0.99 or 10.0.0.10-99',
    );
  return forwards(first, last, where);
}

/** `11,12` and `11,20-30` after `10.0.0.`: the last number of the address before. */
function continueLast(piece: string, before: Ipv4, where: string): IpRange {
  const [from = '', to = from] = piece.split('-');
  const network = before - (before & 255);
  for (const text of [from, to])
    if (Number(text) > 255)
      throw new UsageFault(
        where,
        `${text} is not the last number of an address`,
        'write 0 to 255, or the whole address',
      );
  return forwards(network + Number(from), network + Number(to), where);
}

function forwards(first: Ipv4, last: Ipv4, where: string): IpRange {
  if (last < first)
    throw new UsageFault(
      where,
      `the range ${formatIpv4(first)}-${formatIpv4(last)} runs backwards`,
      `write ${formatIpv4(last)}-${formatIpv4(first)}`,
    );
  return { first, last };
}

function throwIfNoName(piece: string, where: string): void {
  if (/^[\d.]+$/.test(piece)) throw new UsageFault(where, `${piece} is not an IPv4 address`, SPELLINGS);
  const isMac = parseMac(piece) !== undefined;
  if (isMac || (piece.includes(':') && parseMacPrefix(piece) !== undefined))
    throw new UsageFault(
      where,
      `${piece} is a MAC address${isMac ? '' : ' prefix'}, and targets are IPv4 addresses`,
      `to look for it: arpist find ${piece}`,
    );
  if (MEANT_AS_ADDRESS.test(piece) || /^\d+\.[\d.]*[-/:]/.test(piece))
    throw new UsageFault(where, `${piece} is not an IPv4 address`, SPELLINGS);
  if (piece.length > 253 || !(NAME.test(piece) || LABEL.test(piece)))
    throw new UsageFault(where, `${piece} is neither an address nor a name`, SPELLINGS);
}
