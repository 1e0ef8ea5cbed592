import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { formatShortMac, type Mac, parseMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { type BadLine, linesOfText, shortWord } from './lines.ts';

/** A line of arpwatch's arp.dat: one MAC that had one address. An address has as many lines as it had MACs. */
export interface ArpDatLine {
  readonly line: number;
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** When it was heard last, in milliseconds since the epoch and a whole second; null: never, as 0 says. */
  readonly heard: Instant | null;
  readonly host: string | null;
  /** Debian's arpwatch alone keeps it. */
  readonly interface: string | null;
}

export interface ArpDat {
  readonly lines: readonly ArpDatLine[];
  readonly bad: readonly BadLine[];
}

/**
 * `MAC⇥ADDRESS[⇥EPOCH[⇥HOST[⇥INTERFACE]]]`; a line that begins with `#` is a comment (arpwatch file.c file_loop, which goes
 * on behind a bad line as this does). Host names in place of an address are not looked up. Never throws.
 */
export function parseArpDat(text: string): ArpDat {
  const lines: ArpDatLine[] = [];
  const bad: BadLine[] = [];
  for (const { text: raw, line } of linesOfText(text)) {
    if (raw.trim() === '' || raw.startsWith('#')) continue;
    const read = readLine(raw.split('\t'), line);
    if (typeof read === 'string') bad.push({ line, why: read });
    else lines.push(read);
  }
  return { lines, bad };
}

function readLine(
  [first = '', second, epoch = '', host = '', link = '']: readonly string[],
  line: number,
): ArpDatLine | string {
  if (second === undefined)
    return `'${shortWord(first)}' stands alone: a line has a MAC, a tab and an address`;
  const mac = parseMac(first);
  if (mac === undefined) return `'${shortWord(first)}' is no MAC address`;
  const ip = parseIpv4(second.trim());
  if (ip === undefined) return `'${shortWord(second)}' is no IPv4 address`;
  const heard = epoch.trim() === '' ? 0 : /^\d{1,12}$/.test(epoch.trim()) ? Number(epoch) : undefined;
  if (heard === undefined) return `'${shortWord(epoch)}' is no time in seconds since 1970`;
  return {
    line,
    ip,
    mac,
    heard: heard === 0 ? null : heard * 1000,
    host: host.trim() || null,
    interface: link.trim() || null,
  };
}

/**
 * As arpwatch reads it, with the MAC as it writes it itself: without leading zeros. No tab and no end of a line gets in by
 * a name.
 */
export function arpDatLine({ ip, mac, heard, host, interface: link }: Omit<ArpDatLine, 'line'>): string {
  const words = [formatShortMac(mac), formatIpv4(ip), String(Math.floor((heard ?? 0) / 1000))];
  if (host !== null || link !== null) words.push(plain(host));
  if (link !== null) words.push(plain(link));
  return `${words.join('\t')}\n`;
}

function plain(word: string | null): string {
  return (word ?? '').replaceAll(/[\s\p{Cc}]+/gu, '_');
}
