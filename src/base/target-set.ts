import type { Ipv4 } from './ipv4.ts';

/** Addresses from `first` to `last`, both included. */
export interface IpRange {
  readonly first: Ipv4;
  readonly last: Ipv4;
}

/** Sorted, disjoint and not even touching: the one way to write a set of addresses as ranges. */
export function normalizeRanges(ranges: readonly IpRange[]): readonly IpRange[] {
  const sorted = ranges.toSorted((a, b) => a.first - b.first);
  const joined: { first: Ipv4; last: Ipv4 }[] = [];
  for (const range of sorted) {
    const before = joined.at(-1);
    if (before && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else joined.push({ first: range.first, last: range.last });
  }
  return joined;
}

/** Every address of `ranges` that is in none of `excluded`, normalized. */
export function subtractRanges(ranges: readonly IpRange[], excluded: readonly IpRange[]): readonly IpRange[] {
  const holes = normalizeRanges(excluded);
  const left: IpRange[] = [];
  let hole = 0;
  for (const { first, last } of normalizeRanges(ranges)) {
    while (hole < holes.length && holes[hole]!.last < first) hole++;
    let at = first;
    for (let i = hole; i < holes.length && holes[i]!.first <= last; i++) {
      if (holes[i]!.first > at) left.push({ first: at, last: holes[i]!.first - 1 });
      at = Math.max(at, holes[i]!.last + 1);
    }
    if (at <= last) left.push({ first: at, last });
  }
  return left;
}

/** Every address that is in both. */
export function intersectRanges(some: readonly IpRange[], others: readonly IpRange[]): readonly IpRange[] {
  const a = normalizeRanges(some);
  const b = normalizeRanges(others);
  const both: IpRange[] = [];
  for (let i = 0, k = 0; i < a.length && k < b.length; ) {
    const first = Math.max(a[i]!.first, b[k]!.first);
    const last = Math.min(a[i]!.last, b[k]!.last);
    if (first <= last) both.push({ first, last });
    if (a[i]!.last < b[k]!.last) i++;
    else k++;
  }
  return both;
}

/** A set of addresses in ascending order. Its memory depends on the number of ranges, never of addresses. */
export class TargetSet {
  readonly ranges: readonly IpRange[];
  /** Up to 2^32. */
  readonly size: number;
  /** How many addresses lie before each range. */
  readonly #before: Float64Array;

  private constructor(ranges: readonly IpRange[]) {
    this.ranges = ranges;
    this.#before = new Float64Array(ranges.length);
    let size = 0;
    for (let i = 0; i < ranges.length; i++) {
      this.#before[i] = size;
      size += ranges[i]!.last - ranges[i]!.first + 1;
    }
    this.size = size;
  }

  /** The ranges may overlap and be in any order; what is excluded is excluded whatever names it. */
  static of(ranges: readonly IpRange[], excluded: readonly IpRange[] = []): TargetSet {
    return new TargetSet(subtractRanges(ranges, excluded));
  }

  /** The address at `index`, 0 to size - 1. */
  at(index: number): Ipv4 {
    if (!(index >= 0 && index < this.size)) throw new RangeError(`no target at ${index} of ${this.size}`);
    const range = lastAtMost(this.#before.length, (i) => this.#before[i]!, index);
    return this.ranges[range]!.first + (index - this.#before[range]!);
  }

  /** Where `ip` stands in the order, or -1. */
  indexOf(ip: Ipv4): number {
    const range = lastAtMost(this.ranges.length, (i) => this.ranges[i]!.first, ip);
    if (range < 0 || ip > this.ranges[range]!.last) return -1;
    return this.#before[range]! + (ip - this.ranges[range]!.first);
  }

  /** Whether `ip` is in the set. */
  has(ip: Ipv4): boolean {
    return this.indexOf(ip) >= 0;
  }
}

/** The last of `count` ascending keys that is not above `wanted`, or -1. */
function lastAtMost(count: number, keyAt: (index: number) => number, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(middle) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
