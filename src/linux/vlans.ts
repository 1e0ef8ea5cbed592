import type { LinkAddress } from '../ports/link.ts';
import type { VlanLink, Vlans, VlanUse } from '../ports/vlans.ts';
import { addressCodec, RTM_GETADDR } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import {
  decodeVlanInfo,
  IFF_UP,
  type LinkMessage,
  linkCodec,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK,
} from '../wire/netlink/link.ts';
import { routeCodec, RTM_GETROUTE } from '../wire/netlink/route.ts';
import { readInterfaces } from './interfaces.ts';
import type { Netlink } from './netlink-socket.ts';
import { STANDS_ON_ANOTHER } from './snapshot-links.ts';
import { talk } from './talk.ts';
import { ROUTE_TYPES } from '../wire/netlink/numbers.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/** In the network namespace of the calling thread at the time of each call. */
export function openVlans(): Vlans {
  return {
    read: () => talk(readVlans),
    interfaces: () => talk(readInterfaces),
  };
}

function readVlans(netlink: Netlink): readonly VlanLink[] {
  const links = new Map<number, LinkMessage>();
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  for (const { payload } of netlink.dump(RTM_GETLINK, request)) {
    const decoded = linkCodec.decode(payload);
    if (decoded.ok) links.set(decoded.value.index, decoded.value);
  }
  const addresses = new Map(readInterfaces(netlink).map((one) => [one.index, one.addresses]));
  const vlans = [...links.values()].flatMap((link) => {
    const vlan = vlanOf(link, links, addresses.get(link.index) ?? []);
    return vlan ? [vlan] : [];
  });
  if (vlans.every((vlan) => vlan.addresses.length > 0)) return vlans;
  const uses = readUses(netlink, links);
  return vlans.map((vlan) =>
    vlan.addresses.length > 0 ? vlan : { ...vlan, uses: uses.get(vlan.index) ?? [] },
  );
}

/** Where proxy_arp and proxy_arp_pvlan stand in IFLA_INET_CONF: IPV4_DEVCONF_* of linux/ip.h, less one. */
const PROXIES = [
  [2, 'proxy_arp'],
  [24, 'proxy_arp_pvlan'],
] as const;
const AF_INET6 = 10;

/** What links are there for beside their addresses, by index. */
function readUses(
  netlink: Netlink,
  links: ReadonlyMap<number, LinkMessage>,
): ReadonlyMap<number, readonly VlanUse[]> {
  const uses = new Map<number, Set<VlanUse>>();
  const note = (index: number | undefined, use: VlanUse): void => {
    if (index !== undefined && links.has(index)) uses.set(index, (uses.get(index) ?? new Set()).add(use));
  };
  for (const { payload } of netlink.dump(RTM_GETROUTE, routeCodec.encode({ family: AF_INET }))) {
    const decoded = routeCodec.decode(payload);
    if (!decoded.ok || ROUTE_TYPES[decoded.value.type] !== 'unicast') continue;
    const { index, multipath = [] } = decoded.value;
    for (const out of [index, ...multipath.map((hop) => hop.index)]) note(out, 'routes');
  }
  for (const link of links.values()) {
    if (STANDS_ON_ANOTHER.has(link.info?.kind ?? '') && link.linkNamespace === undefined)
      note(link.link, 'links');
    for (const [at, use] of PROXIES) if ((link.families?.inet?.conf?.[at] ?? 0) !== 0) note(link.index, use);
  }
  for (const { payload } of netlink.dump(RTM_GETADDR, addressCodec.encode({ family: AF_INET6 }))) {
    const decoded = addressCodec.decode(payload);
    // Every link that is up has one of scope link.
    if (decoded.ok && decoded.value.scope === 0) note(decoded.value.index, 'ipv6');
  }
  return new Map([...uses].map(([index, of]) => [index, [...of].toSorted()]));
}

function vlanOf(
  link: LinkMessage,
  links: ReadonlyMap<number, LinkMessage>,
  addresses: readonly LinkAddress[],
): VlanLink | undefined {
  if (link.info?.kind !== 'vlan' || !link.info.data) return undefined;
  const info = decodeVlanInfo(link.info.data);
  if (!info.ok || info.value.id === undefined) return undefined;
  const { id, protocol = TPID_8021Q, flags, ingress, egress } = info.value;
  // Indexes of another namespace mean other links here.
  const parent = link.linkNamespace === undefined ? links.get(link.link ?? 0) : undefined;
  return {
    name: nameOf(link),
    index: link.index,
    parent: parent ? nameOf(parent) : null,
    id,
    protocol,
    flags: FLAGS.filter((_, bit) => ((flags?.[0] ?? 0) & (1 << bit)) !== 0),
    mac: typeof link.address === 'number' ? link.address : null,
    mtu: link.mtu ?? 0,
    up: (link.flags & IFF_UP) !== 0,
    carrier: link.carrier ?? true,
    parentUp: parent ? (parent.flags & IFF_UP) !== 0 : null,
    master: link.master === undefined ? null : nameOf(links.get(link.master), link.master),
    addresses,
    uses: [],
    ...countersOf(link.statistics ?? []),
    ingress: pairsOf(ingress?.mapping),
    egress: pairsOf(egress?.mapping),
  };
}

/** VLAN_FLAG_* of linux/if_vlan.h, by their bits. */
const FLAGS = ['reorder_hdr', 'gvrp', 'loose_binding', 'mvrp', 'bridge_binding'] as const;

function nameOf(link: LinkMessage | undefined, index = 0): string {
  return link?.name ?? `if${link?.index ?? index}`;
}

/** struct rtnl_link_stats64 of linux/if_link.h; /proc/net/vlan tells the same numbers. */
function countersOf(all: readonly number[]): Pick<VlanLink, 'received' | 'sent'> {
  const at = (index: number): number => all[index] ?? 0;
  return {
    received: { frames: at(0), bytes: at(2), errors: at(4), dropped: at(6), multicast: at(8) },
    sent: { frames: at(1), bytes: at(3), errors: at(5), dropped: at(7) },
  };
}

function pairsOf(
  mappings: readonly (readonly number[])[] | undefined,
): readonly (readonly [number, number])[] {
  return (mappings ?? []).map(([from = 0, to = 0]) => [from, to] as const);
}
