import type { Instant } from '../../base/time.ts';
import type { Hearsay } from './hearsay.ts';

/**
 * Claims of several files as one list: of the same address and MAC the earliest and the latest time, the name and the note of
 * whoever met it last. In the order of addresses, then MACs.
 */
export function mergeHearsay(claims: Iterable<Hearsay>): readonly Hearsay[] {
  const merged = new Map<string, Hearsay>();
  for (const claim of claims) {
    const key = `${claim.ip} ${claim.mac}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? claim : joined(before, claim));
  }
  return [...merged.values()].toSorted(
    (a, b) => (a.ip ?? -1) - (b.ip ?? -1) || (a.mac ?? -1) - (b.mac ?? -1),
  );
}

function joined(a: Hearsay, b: Hearsay): Hearsay {
  const [older, newer] = (a.last ?? 0) > (b.last ?? 0) ? [b, a] : [a, b];
  return {
    ...newer,
    name: newer.name ?? older.name,
    note: newer.note ?? older.note,
    first: edge(a.first, b.first, Math.min),
    last: edge(a.last, b.last, Math.max),
    approved: a.approved || b.approved,
  };
}

function edge(
  a: Instant | null,
  b: Instant | null,
  choose: (a: Instant, b: Instant) => Instant,
): Instant | null {
  return a === null ? b : b === null ? a : choose(a, b);
}
