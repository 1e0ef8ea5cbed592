import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { hostNameOf } from '../listed.ts';
import { linesOfText, shortWord } from '../lines.ts';
import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { isObject, jsonList, wordOf } from './json.ts';

/**
 * Lines `dhcp-host=` of dnsmasq's configuration, words in any order (dnsmasq(8)); `id:`, `set:`, `tag:`, lease times and
 * `ignore` are no address, MAC or name. Other lines are passed over. Never throws.
 */
export function parseDhcpHosts(text: string): HearsayFile {
  const book = new HearsayBook();
  for (const { text: raw, line } of linesOfText(text)) {
    const found = /^\s*dhcp-host\s*=\s*([^#]*)/.exec(raw);
    if (!found) {
      if (raw.trim() !== '' && !raw.trim().startsWith('#')) book.pass();
      continue;
    }
    const words = found[1]!.split(',').map((word) => word.trim());
    const ips = words.flatMap((word) => parseIpv4(word) ?? []);
    const macs = words.flatMap((word) => parseMac(word) ?? []);
    const name = words.find((word) => isName(word)) ?? null;
    if (ips.length + macs.length === 0)
      book.bad(line, `'${shortWord(found[1]!)}' names no address and no MAC`);
    for (const mac of macs.length === 0 ? [null] : macs)
      for (const ip of ips.length === 0 ? [null] : ips)
        if (ip !== null || mac !== null) book.put({ ip, mac, line }, { name, approved: true });
  }
  return book.all;
}

function isName(word: string): boolean {
  return (
    !/^(\d+[smhdw]?|infinite|ignore)$/.test(word) &&
    parseIpv4(word) === undefined &&
    parseMac(word) === undefined &&
    !word.includes(':') &&
    hostNameOf(word) !== null
  );
}

/** Reservations of Kea's configuration: the list itself, or wherever `reservations` stands in it. Never throws. */
export function parseKeaReservations(text: string): HearsayFile {
  const book = new HearsayBook();
  const plain = withoutComments(text);
  const list = jsonList(plain);
  const inside = [...reservationsIn(list?.entries.map(({ value }) => value) ?? [], 0)];
  if (list === undefined) book.bad(1, 'this is no JSON');
  const direct = list?.entries.some(({ value }) => 'hw-address' in value || 'ip-address' in value) ?? false;
  const entries = direct
    ? (list?.entries ?? [])
    : inside.map((value) => ({ value, line: lineOf(plain, value) }));
  for (const { value, line } of entries) {
    const [ip, mac] = [wordOf(value['ip-address']), wordOf(value['hw-address'])];
    if (ip === '' && mac === '') book.pass();
    else book.take(line, { ip, mac }, { name: wordOf(value['hostname']), approved: true });
  }
  return book.all;
}

const DEEPEST = 12;

function* reservationsIn(value: unknown, depth: number): Generator<Readonly<Record<string, unknown>>> {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) for (const one of value) yield* reservationsIn(one, depth + 1);
  if (!isObject(value)) return;
  for (const [key, one] of Object.entries(value))
    if (key === 'reservations' && Array.isArray(one)) yield* one.filter(isObject);
    else yield* reservationsIn(one, depth + 1);
}

/** Where its MAC or address stands first. */
function lineOf(text: string, value: Readonly<Record<string, unknown>>): number {
  const word = wordOf(value['hw-address']) || wordOf(value['ip-address']);
  const at = word === '' ? -1 : text.indexOf(`"${word}"`);
  return at < 0 ? 1 : text.slice(0, at).split('\n').length;
}

/** Kea takes comments of shells and of C in its JSON; they are no part of a text in quotes. */
function withoutComments(text: string): string {
  return text.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g, (token) =>
    token.startsWith('"') ? token : token.replaceAll(/[^\n]/g, ' '),
  );
}
