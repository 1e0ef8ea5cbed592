import type { BridgeVlanSnapshot, LinkSnapshot } from '../kernel/host.ts';
import {
  AF_BRIDGE,
  BRIDGE_VLAN_PVID,
  BRIDGE_VLAN_RANGE_BEGIN,
  BRIDGE_VLAN_RANGE_END,
  BRIDGE_VLAN_UNTAGGED,
  bridgeVlanCodec,
  RTEXT_FILTER_BRVLAN_COMPRESSED,
} from '../wire/netlink/bridge-vlan.ts';
import { RTM_GETLINK } from '../wire/netlink/link.ts';
import type { Netlink } from './netlink-socket.ts';

/** The same links, with the VLANs of bridges that look at them and of their ports. */
export function withBridgeVlans(netlink: Netlink, links: readonly LinkSnapshot[]): readonly LinkSnapshot[] {
  if (links.every(({ vlanFiltering }) => vlanFiltering === undefined)) return links;
  const vlans = new Map<number, readonly BridgeVlanSnapshot[]>();
  const request = bridgeVlanCodec.encode({
    family: AF_BRIDGE,
    extendedMask: RTEXT_FILTER_BRVLAN_COMPRESSED,
  });
  for (const { payload } of netlink.dump(RTM_GETLINK, request)) {
    const decoded = bridgeVlanCodec.decode(payload);
    if (decoded.ok) vlans.set(decoded.value.index, rangesOf(decoded.value.bridge?.vlans ?? []));
  }
  const filters = new Set(links.flatMap((link) => (link.vlanFiltering === undefined ? [] : [link.name])));
  return links.map((link) =>
    filters.has(link.name) || (link.master !== null && filters.has(link.master))
      ? { ...link, bridgeVlans: vlans.get(link.index) ?? [] }
      : link,
  );
}

/** The kernel tells a range as its first and its last VLAN. */
export function rangesOf(told: readonly { flags: number; vid: number }[]): readonly BridgeVlanSnapshot[] {
  const ranges: BridgeVlanSnapshot[] = [];
  let first: number | null = null;
  for (const { flags, vid } of told) {
    if ((flags & BRIDGE_VLAN_RANGE_BEGIN) !== 0) {
      first = vid;
      continue;
    }
    ranges.push({
      first: (flags & BRIDGE_VLAN_RANGE_END) === 0 ? vid : (first ?? vid),
      last: vid,
      pvid: (flags & BRIDGE_VLAN_PVID) !== 0,
      untagged: (flags & BRIDGE_VLAN_UNTAGGED) !== 0,
    });
    first = null;
  }
  return ranges;
}
