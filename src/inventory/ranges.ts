import type { Ipv4 } from '../base/ipv4.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatPrefix, prefixesOfRange } from '../base/prefix.ts';

/** Addresses from `first` to `last`, both included. */
export interface Range {
  readonly first: Ipv4;
  readonly last: Ipv4;
}

/** `10.77.0.128/25` when it is one network, else `10.77.0.128-10.77.0.200`, or the address alone. */
export function formatRange(range: Range): string {
  if (range.first === range.last) return formatIpv4(range.first);
  const prefixes = prefixesOfRange(range.first, range.last);
  const only = prefixes.next().value;
  if (only && prefixes.next().done) return formatPrefix(only);
  return `${formatIpv4(range.first)}-${formatIpv4(range.last)}`;
}

/**
 * Folds addresses into ranges. Neighbours closer than `gap` become one range unless `hole` says that an address
 * between them must not be in it (it answered for itself).
 */
export function foldRanges(
  addresses: Iterable<Ipv4>,
  gap: number,
  hole: (ip: Ipv4) => boolean = () => false,
): Range[] {
  const sorted = [...addresses].sort((a, b) => a - b);
  const ranges: { first: Ipv4; last: Ipv4 }[] = [];
  for (const ip of sorted) {
    const open = ranges.at(-1);
    if (open && ip - open.last <= gap && !holeBetween(open.last, ip, hole)) open.last = ip;
    else ranges.push({ first: ip, last: ip });
  }
  return ranges;
}

function holeBetween(after: Ipv4, before: Ipv4, hole: (ip: Ipv4) => boolean): boolean {
  for (let ip = after + 1; ip < before; ip++) if (hole(ip)) return true;
  return false;
}
