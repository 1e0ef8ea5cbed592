import { contains, subnetOf } from '../../base/prefix.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import type { AnnounceOptions } from './options.ts';

/** More would cost more than they tell. */
const MOST = 16;

/**
 * Our other NICs in the subnet of a peer. Where ARP flux reigns, the peer has one of their MACs for an address of ours,
 * and what it answers comes in there. One that cannot be opened is not heard.
 */
export function openSiblings(host: Host, wishes: AnnounceOptions, all: readonly InterfaceFacts[]): Link[] {
  if (!wishes.verify || wishes.vlan !== null) return [];
  const links: Link[] = [];
  for (const facts of all.filter((one) => isSibling(one, wishes)).slice(0, MOST)) {
    try {
      links.push(host.openLink(facts, { quiet: true, hears: 'arp+echo' }));
    } catch {
      continue;
    }
  }
  return links;
}

function isSibling(one: InterfaceFacts, { facts, via }: AnnounceOptions): boolean {
  if (one.index === facts.index || one.mac === facts.mac || !one.up || one.loopback) return false;
  const subnets = one.addresses.map(subnetOf);
  return via.some(({ ip }) => subnets.some((subnet) => contains(subnet, ip)));
}
