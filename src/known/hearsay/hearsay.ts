import { isLoopbackIpv4, isMulticastIpv4, type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, isMulticastMac, type Mac, parseMac, ZERO_MAC } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import { type BadLine, shortWord } from '../lines.ts';

/** What another program wrote down of an address, of a MAC, or of both: claimed, and not heard. */
export interface Hearsay {
  /** null: it speaks of the MAC alone */
  readonly ip: Ipv4 | null;
  /** null: it speaks of the address alone */
  readonly mac: Mac | null;
  readonly name: string | null;
  readonly note: string | null;
  /** When that program says that it met the station first and last. */
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** Somebody said there that it belongs here. */
  readonly approved: boolean;
  /** Until when; null: for ever. */
  readonly expires: Instant | null;
  /** Of the file, from 1. */
  readonly line: number;
}

export interface HearsayFile {
  readonly claims: readonly Hearsay[];
  readonly bad: readonly BadLine[];
  /** Entries that say nothing of an IPv4 address or an Ethernet MAC, as was to be expected there. */
  readonly passed: number;
}

/** More than any network of ARP has; what a file holds beyond is told as one bad line. */
export const MOST_HEARSAY = 1_000_000;
/** Names and notes are texts of strangers: what is longer is cut. */
const LONGEST_TEXT = 500;

type Words = Partial<Omit<Hearsay, 'line' | 'ip' | 'mac'>>;

/** Claims gather in it, with what could not be used. */
export class HearsayBook {
  readonly #claims: Hearsay[] = [];
  readonly #bad: BadLine[] = [];
  #passed = 0;
  #full = false;

  /** By words as they stand in the file; '' stands for nothing said. What cannot be is told with the line. */
  take(line: number, pair: { readonly ip: string; readonly mac: string }, words: Words = {}): void {
    const ip = pair.ip === '' ? null : parseIpv4(pair.ip);
    if (ip === undefined) {
      if (pair.ip.includes(':')) this.pass();
      else this.bad(line, `'${shortWord(pair.ip)}' is no IPv4 address`);
      return;
    }
    const mac = pair.mac === '' ? null : parseMac(pair.mac);
    if (mac === undefined) {
      this.bad(line, `'${shortWord(pair.mac)}' is no MAC address`);
      return;
    }
    this.put({ ip, mac, line }, words);
  }

  put({ ip, mac, line }: Pick<Hearsay, 'ip' | 'mac' | 'line'>, words: Words = {}): void {
    if (ip === null && mac === null) {
      this.bad(line, 'it names no address and no MAC');
      return;
    }
    if (!canBe(ip, mac)) {
      this.pass();
      return;
    }
    if (this.#claims.length >= MOST_HEARSAY) {
      if (!this.#full) this.bad(line, `there are more than ${MOST_HEARSAY} entries: the rest is left out`);
      this.#full = true;
      return;
    }
    this.#claims.push({
      ip,
      mac,
      name: textOf(words.name),
      note: textOf(words.note),
      first: words.first ?? null,
      last: words.last ?? null,
      approved: words.approved ?? false,
      expires: words.expires ?? null,
      line,
    });
  }

  pass(): void {
    this.#passed++;
  }

  bad(line: number, why: string): void {
    this.#bad.push({ line, why });
  }

  get all(): HearsayFile {
    return { claims: this.#claims, bad: this.#bad, passed: this.#passed };
  }
}

/** Addresses that no station has, and MACs that are nobody's, stand in such files for something else. */
function canBe(ip: Ipv4 | null, mac: Mac | null): boolean {
  if (ip !== null && (ip >>> 24 === 0 || ip >= 0xf0000000 || isLoopbackIpv4(ip) || isMulticastIpv4(ip)))
    return false;
  return mac === null || (mac !== ZERO_MAC && mac !== BROADCAST_MAC && (ip !== null || !isMulticastMac(mac)));
}

function textOf(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
  if (trimmed === '') return null;
  return trimmed.length > LONGEST_TEXT
    ? `${wellFormed(trimmed.slice(0, LONGEST_TEXT))}…`
    : wellFormed(trimmed);
}

/** Without halves of pairs, which no file in UTF-8 can hold. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Cs}/gu, '\ufffd');
}
