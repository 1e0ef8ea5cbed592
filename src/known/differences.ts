import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { byPair, isExpired, type KnownPair } from './known-pair.ts';

/** Who has an address, as it was heard. */
export interface HeardPair {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly vlan: number | null;
  /** null: where there is but one */
  readonly interface: string | null;
  /** Of the frames that show it; null without times. */
  readonly first: Instant | null;
  readonly last: Instant | null;
  readonly verdict: string;
}

/** `changed`: another MAC than known; `new`: an address that nobody knows; `gone`: known and not heard; `expired`: heard, and known no more. */
export type DifferenceKind = 'new' | 'gone' | 'changed' | 'expired';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly ip: Ipv4;
  readonly vlan: number | null;
  /** null: it was not heard */
  readonly heard: HeardPair | null;
  /** What the file knows of the address there. */
  readonly known: readonly KnownPair[];
  /** Of `changed`: a MAC that is known was heard, too. */
  readonly also: boolean;
}

export interface Differences {
  /** By VLAN, address and MAC. */
  readonly differences: readonly Difference[];
  /** Pairs heard as they are known. */
  readonly same: number;
  /** Pairs of the file that ended and that nobody was heard as. */
  readonly ended: readonly KnownPair[];
  /** Pairs of the file whose network was not listened to, or not asked. */
  readonly unasked: number;
}

export interface CompareWishes {
  /** The moment that tells what has expired. */
  readonly at: Instant;
  /** Whether silence would say something; left out: always. */
  readonly covers?: (ip: Ipv4, vlan: number | null) => boolean;
}

/**
 * What was heard against what is known. A pair of the file without a VLAN is known on every network; what it says against
 * another MAC counts where it was not heard elsewhere: the same address in two VLANs is two addresses.
 */
export function compareWithKnown(
  known: readonly KnownPair[],
  heard: readonly HeardPair[],
  { at, covers = () => true }: CompareWishes,
): Differences {
  const book = new Map<Ipv4, KnownPair[]>();
  for (const pair of known) {
    const same = book.get(pair.ip);
    if (same) same.push(pair);
    else book.set(pair.ip, [pair]);
  }
  /** By pair: the networks it was heard on. */
  const metOn = new Map<KnownPair, Set<number | null>>();
  const strangers: HeardPair[] = [];
  const differences: Difference[] = [];
  let same = 0;
  for (const one of heard.toSorted(byPair)) {
    const fitting = (book.get(one.ip) ?? []).filter(
      (pair) => (pair.vlan === null || pair.vlan === one.vlan) && (pair.mac === null || pair.mac === one.mac),
    );
    for (const pair of fitting) metOn.set(pair, (metOn.get(pair) ?? new Set()).add(one.vlan));
    if (fitting.length === 0) strangers.push(one);
    else if (fitting.some((pair) => !isExpired(pair, at))) same++;
    else differences.push(differenceOf('expired', one, fitting));
  }
  const replaced = new Set<KnownPair>();
  for (const one of strangers) {
    const before = (book.get(one.ip) ?? []).filter((pair) => {
      if (pair.mac === null || isExpired(pair, at)) return false;
      if (pair.vlan !== null) return pair.vlan === one.vlan;
      const met = metOn.get(pair);
      return met === undefined || met.has(one.vlan);
    });
    for (const pair of before) replaced.add(pair);
    const also = before.some((pair) => metOn.has(pair));
    differences.push({ ...differenceOf(before.length === 0 ? 'new' : 'changed', one, before), also });
  }
  const ended: KnownPair[] = [];
  let unasked = 0;
  for (const pair of known) {
    if (metOn.has(pair)) continue;
    if (isExpired(pair, at)) ended.push(pair);
    else if (!covers(pair.ip, pair.vlan)) unasked++;
    else if (pair.mac !== null && !replaced.has(pair))
      differences.push({
        kind: 'gone',
        ip: pair.ip,
        vlan: pair.vlan,
        heard: null,
        known: [pair],
        also: false,
      });
  }
  return { differences: differences.toSorted(inOrder), same, ended, unasked };
}

function differenceOf(kind: DifferenceKind, heard: HeardPair, known: readonly KnownPair[]): Difference {
  return { kind, ip: heard.ip, vlan: heard.vlan, heard, known, also: false };
}

function inOrder(a: Difference, b: Difference): number {
  return byPair(pairOf(a), pairOf(b));
}

function pairOf({ ip, vlan, heard, known }: Difference): Pick<KnownPair, 'ip' | 'mac' | 'vlan'> {
  return { ip, vlan, mac: heard?.mac ?? known[0]?.mac ?? null };
}
