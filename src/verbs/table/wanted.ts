import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { fitsWhat, type What } from '../find/what.ts';

/** Which entries are meant: all of them when nothing is named. */
export interface Wanted {
  /** An entry that fits one of them is meant. */
  readonly whats: readonly What[];
  /** Links by name; what is published everywhere is on each of them. */
  readonly links: readonly string[];
}

export function isWanted(
  row: { readonly entry: NeighbourEntry; readonly vendor: string | null },
  { whats, links }: Wanted,
): boolean {
  const { ip, mac, link } = row.entry;
  if (links.length > 0 && link !== null && !links.includes(link)) return false;
  if (whats.length === 0) return true;
  return whats.some((what) =>
    mac === null
      ? what.addresses?.has(ip) === true
      : fitsWhat(what, { ip, mac, vendor: row.vendor, name: null }),
  );
}
