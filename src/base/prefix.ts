import { formatIpv4, type Ipv4, parseIpv4 } from './ipv4.ts';

/** An IPv4 network: `network` has no host bits. */
export type Prefix = { readonly network: Ipv4; readonly length: number };

export function maskOf(length: number): Ipv4 {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

/** The network an address is in; host bits are cut off. */
export function prefixOf(ip: Ipv4, length: number): Prefix {
  return { network: (ip & maskOf(length)) >>> 0, length };
}

/** The network an address of ours makes a neighbour of: that of its other end, if it has one (net/ipv4/devinet.c inet_addr_onlink). */
export function subnetOf(address: {
  readonly ip: Ipv4;
  readonly prefixLength: number;
  readonly peer?: Ipv4;
}): Prefix {
  return prefixOf(address.peer ?? address.ip, address.prefixLength);
}

export function firstOf(prefix: Prefix): Ipv4 {
  return prefix.network;
}

export function lastOf(prefix: Prefix): Ipv4 {
  return (prefix.network | (~maskOf(prefix.length) >>> 0)) >>> 0;
}

export function contains(prefix: Prefix, ip: Ipv4): boolean {
  return (ip & maskOf(prefix.length)) >>> 0 === prefix.network;
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatIpv4(prefix.network)}/${prefix.length}`;
}

/** The length of a mask such as 255.255.252.0; undefined when its ones are not all in front. */
export function lengthOfMask(mask: Ipv4): number | undefined {
  const length = Math.clz32(~mask);
  return maskOf(length) === mask ? length : undefined;
}

/** `10.0.0.0/8`, with host bits allowed (`10.1.2.3/8`). A bare address is not a prefix. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = parseIpv4(text.slice(0, slash));
  const tail = text.slice(slash + 1).trim();
  if (ip === undefined || !/^\d{1,2}$/.test(tail) || Number(tail) > 32) return undefined;
  return prefixOf(ip, Number(tail));
}

/** The fewest prefixes that cover exactly the addresses from `first` to `last`. */
export function* prefixesOfRange(first: Ipv4, last: Ipv4): Generator<Prefix> {
  let at = first;
  while (at <= last) {
    let length = 32;
    while (length > 0) {
      const wider = prefixOf(at, length - 1);
      if (wider.network !== at || lastOf(wider) > last) break;
      length--;
    }
    yield { network: at, length };
    at += 2 ** (32 - length);
  }
}
