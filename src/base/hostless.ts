import { formatIpv4, type Ipv4 } from './ipv4.ts';
import { type IpRange, intersectRanges, subtractRanges } from './target-set.ts';

/** Addresses that no host can have, and what they are, in words that follow "is". */
export const HOSTLESS: readonly { readonly range: IpRange; readonly what: string; readonly used?: true }[] = [
  // RFC 1122 3.2.1.3; newer kernels take all but 0.0.0.0 for ordinary, and reserved ones too.
  { range: { first: 0, last: 0x00ffffff }, what: 'reserved (0.0.0.0/8)', used: true },
  { range: { first: 0x7f000000, last: 0x7fffffff }, what: 'a loopback address' },
  { range: { first: 0xe0000000, last: 0xefffffff }, what: 'a multicast address' },
  { range: { first: 0xffffffff, last: 0xffffffff }, what: 'the broadcast address' },
  { range: { first: 0xf0000000, last: 0xfffffffe }, what: 'reserved (240.0.0.0/4)', used: true },
];

/** What an address is that no host can have; undefined for others. */
export function whyHostless(ip: Ipv4): string | undefined {
  return HOSTLESS.find(({ range }) => range.first <= ip && ip <= range.last)?.what;
}

/**
 * The part of `ranges` that no host can have. Reserved networks are in use here and there: what is `ours`, a subnet of this
 * host, is not taken for hostless, but for loopback, multicast and broadcast addresses.
 */
export function hostlessIn(ranges: readonly IpRange[], ours: readonly IpRange[]): readonly IpRange[] {
  return HOSTLESS.flatMap(({ range, used }) => {
    const found = intersectRanges(ranges, [range]);
    return used ? subtractRanges(found, ours) : found;
  });
}

/** `127.0.0.1 is a loopback address`, of the first one. */
export function describeHostless(ip: Ipv4): string {
  return `${formatIpv4(ip)} is ${whyHostless(ip) ?? 'no address of a host'}`;
}
