import type { Ipv4 } from '../base/ipv4.ts';
import { type Kernel, type KernelLink, matches } from './kernel.ts';
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from '../wire/netlink/numbers.ts';

export type OwnedWish = {
  /** The other host; null for any. */
  readonly peer: Ipv4 | null;
  /** The address; null for any. */
  readonly local: Ipv4 | null;
  readonly widest: number;
};

/**
 * Whether the link has such an address in a subnet that also holds the peer. One walk in kernel order that remembers
 * the address and the subnet apart, quirks included (net/ipv4/devinet.c confirm_addr_indev).
 */
export function owns(link: KernelLink, wanted: OwnedWish): boolean {
  const { peer, local, widest } = wanted;
  let found: Ipv4 | null = null;
  let same = false;
  for (const address of link.addresses) {
    if (found === null && (local === null || local === address.local) && address.limit <= widest) {
      found = address.local;
      if (same) break;
    }
    if (same) continue;
    same = (local === null || matches(address, local)) && (peer === null || matches(address, peer));
    if (!same || found === null) continue;
    if (local !== null || peer === null || matches(address, found)) break;
    if (address.limit <= widest) {
      found = address.local;
      break;
    }
    same = false;
  }
  return same && found !== null;
}

/** Which level of arp_ignore silences the link; 0 when none does (net/ipv4/arp.c arp_ignore). */
export function ignoringLevel(
  kernel: Kernel,
  link: KernelLink,
  asked: { readonly spa: Ipv4; readonly tpa: Ipv4 },
): 0 | 1 | 2 | 3 | 8 {
  const local = asked.tpa;
  switch (link.conf.arp_ignore) {
    case 1:
      return owns(link, { peer: null, local, widest: RT_SCOPE_HOST }) ? 0 : 1;
    case 2:
      return owns(link, { peer: asked.spa === 0 ? null : asked.spa, local, widest: RT_SCOPE_HOST }) ? 0 : 2;
    case 3:
      return kernel.links.some((one) => owns(one, { peer: null, local, widest: RT_SCOPE_LINK })) ? 0 : 3;
    case 8:
      return 8;
    default:
      return 0;
  }
}
