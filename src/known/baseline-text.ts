import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { byPair, type KnownPair } from './known-pair.ts';

/** A pair that was heard and is written down for a person to judge, not as known. */
export interface DoubtedPair {
  readonly pair: Omit<KnownPair, 'line'>;
  readonly why: string;
}

const HEAD = `# Who has which address here. arpist diff holds a network against it; arpist watch --known takes it for what is expected.
# A line is a pair: address, mac, and where they matter vlan (the tag), note, expires (2026-12-31: to its end, in UTC).
`;

/**
 * TOML, one line a pair and in one order, without a time of writing: what did not change makes no difference in git. What is
 * doubted stands in its place as a comment.
 */
export function baselineText(
  pairs: readonly Omit<KnownPair, 'line'>[],
  doubted: readonly DoubtedPair[] = [],
): string {
  const lines = [
    ...pairs.map((pair) => ({ pair, why: null as string | null })),
    ...doubted.map(({ pair, why }) => ({ pair, why: why as string | null })),
  ].toSorted((a, b) => byPair(a.pair, b.pair));
  if (lines.length === 0) return `${HEAD}known = []\n`;
  const body = lines.map(({ pair, why }) =>
    why === null ? `  ${entry(pair)},\n` : `  # ${entry(pair)}, # ${oneLine(why)}\n`,
  );
  return `${HEAD}known = [\n${body.join('')}]\n`;
}

function entry({ ip, mac, vlan, note, expires }: Omit<KnownPair, 'line'>): string {
  const words = [
    `address = "${formatIpv4(ip)}"`,
    ...(mac === null ? [] : [`mac = "${formatMac(mac)}"`]),
    ...(vlan === null ? [] : [`vlan = ${vlan}`]),
    ...(note === null ? [] : [`note = ${quoted(note)}`]),
    ...(expires === null ? [] : [`expires = ${momentText(expires)}`]),
  ];
  return `{ ${words.join(', ')} }`;
}

/** As a basic string of TOML 1.0. */
function quoted(text: string): string {
  const safe = text
    .replaceAll(/[\\"]/g, (sign) => `\\${sign}`)
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, (sign) => {
      return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return `"${safe}"`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** The end of a day as that day. */
function momentText(expires: Instant): string {
  const written = new Date(expires).toISOString();
  return expires % 86_400_000 === 0
    ? new Date(expires - 86_400_000).toISOString().slice(0, 10)
    : written.replace('.000Z', 'Z');
}
