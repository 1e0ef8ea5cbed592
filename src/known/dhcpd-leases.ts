import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { LeaseBook, type LeaseFile } from './lease.ts';
import { shortWord } from './lines.ts';

interface Token {
  readonly text: string;
  readonly line: number;
  /** It stood in quotes: a name, whatever it says. */
  readonly quoted: boolean;
}

/** In quotes with escapes, a comment, one of the signs, or a word. */
const TOKEN = /"((?:[^"\\\n]|\\.)*)"?|#[^\n]*|\n|[{};,]|[^\s"#{};,]+/gy;

/**
 * dhcpd.leases(5): whatever changes is added at the end, so that the last `lease` of an address counts. One whose
 * `binding state` is not `active` is in no use; one without that word is of a server before 3.0, and is. Times are in UTC,
 * `epoch` or `never`. Other declarations (hosts, groups, failover peers, IPv6) are passed over. Never throws.
 */
export function parseDhcpdLeases(text: string): LeaseFile {
  const book = new LeaseBook();
  const reader = new Reader(text.replace(/^\uFEFF/, ''));
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    if (token.text !== 'lease' || token.quoted) {
      if (token.text !== ';') reader.skipStatement(token);
      continue;
    }
    const address = reader.next();
    const ip = parseIpv4(address?.text ?? '');
    if (ip === undefined) {
      book.bad(token.line, `'lease ${shortWord(address?.text ?? '')}' names no IPv4 address`);
      if (address) reader.skipStatement(address);
      continue;
    }
    takeLease(reader, { ip, line: token.line }, book);
  }
  return book.all;
}

function takeLease(
  reader: Reader,
  { ip, line }: { readonly ip: Ipv4; readonly line: number },
  book: LeaseBook,
): void {
  const opening = reader.next();
  if (opening?.text !== '{') {
    book.bad(line, 'a lease has its words between { and }');
    return;
  }
  const found: Found = { active: true, expires: null, mac: undefined, name: null };
  for (let words = reader.statement(); words !== 'end'; words = reader.statement()) {
    if (words === 'cut') {
      book.bad(line, 'the lease does not end: the file was cut, or is being written');
      return;
    }
    const odd = note(words, found);
    if (odd !== undefined) {
      book.bad(words[0]?.line ?? line, odd);
      reader.skipBlock();
      return;
    }
  }
  const { active, expires, mac, name } = found;
  book.put(ip, active && mac !== undefined ? { ip, mac, name, expires, line } : null);
}

interface Found {
  active: boolean;
  expires: Instant | null;
  mac: number | undefined;
  name: string | null;
}

/** What is wrong with it, if anything. */
function note(words: readonly Token[], found: Found): string | undefined {
  const [first = '', second = '', third = '', fourth = ''] = words.map(({ text }) => text);
  if (first === 'binding' && second === 'state') found.active = third === 'active';
  else if (first === 'abandoned') found.active = false;
  else if (first === 'client-hostname') found.name = second || null;
  else if (first === 'hardware' && second === 'ethernet') {
    found.mac = parseMac(third);
    if (found.mac === undefined) return `'${shortWord(third)}' is no MAC address`;
  } else if (first === 'ends') {
    const at = timeOf(second, third, fourth);
    if (at === undefined) return `'ends ${shortWord([second, third, fourth].join(' ').trim())}' is no time`;
    found.expires = at;
  }
  return undefined;
}

/** `never`, `epoch 1234567890`, `4 2026/11/19 10:00:00` with the day of the week in front, which nobody reads. */
function timeOf(first: string, second: string, third: string): Instant | null | undefined {
  if (first === 'never') return null;
  if (first === 'epoch') return /^\d{1,12}$/.test(second) ? Number(second) * 1000 : undefined;
  const date = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(second);
  const clock = /^(\d{1,2}):(\d{1,2}):(\d{1,2})$/.exec(third);
  if (!date || !clock) return undefined;
  const [, year, month, day] = date.map(Number);
  const [, hour, minute, seconds] = clock.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, seconds);
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token | undefined {
    while (this.#at < this.#text.length) {
      TOKEN.lastIndex = this.#at;
      const found = TOKEN.exec(this.#text);
      if (!found) {
        this.#at++;
        continue;
      }
      this.#at = TOKEN.lastIndex;
      const [text, quoted] = found;
      if (text === '\n') this.#line++;
      else if (!text.startsWith('#'))
        return { text: quoted ?? text, line: this.#line, quoted: quoted !== undefined };
    }
    return undefined;
  }

  /** The words up to `;`; `end` at the brace that ends the block; a block inside is passed over. */
  statement(): readonly Token[] | 'end' | 'cut' {
    const words: Token[] = [];
    for (let token = this.next(); token !== undefined; token = this.next()) {
      const { text } = token;
      if (token.quoted || !/^[{};]$/.test(text)) words.push(token);
      else if (text === ';') return words;
      else if (text === '{') {
        this.skipBlock();
        return words;
      } else return 'end';
    }
    return 'cut';
  }

  /** From inside a block to behind its end. */
  skipBlock(): void {
    let depth = 1;
    for (let token = this.next(); token !== undefined; token = this.next()) {
      if (token.quoted) continue;
      if (token.text === '{') depth++;
      else if (token.text === '}' && --depth === 0) return;
    }
  }

  /** From its first word on. */
  skipStatement(first: Token): void {
    for (let token: Token | undefined = first; token !== undefined; token = this.next()) {
      if (token.quoted) continue;
      if (token.text === ';' || token.text === '}') return;
      if (token.text === '{') {
        this.skipBlock();
        return;
      }
    }
  }
}
