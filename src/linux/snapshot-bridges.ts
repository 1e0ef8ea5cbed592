import { formatMac } from '../base/mac.ts';
import type {
  BridgeVlanSnapshot,
  KnownSenderSnapshot,
  LinkSnapshot,
  PinnedSnapshot,
} from '../kernel/host.ts';
import {
  AF_BRIDGE,
  BRIDGE_VLAN_PVID,
  BRIDGE_VLAN_RANGE_BEGIN,
  BRIDGE_VLAN_RANGE_END,
  BRIDGE_VLAN_UNTAGGED,
  bridgeVlanCodec,
  RTEXT_FILTER_BRVLAN_COMPRESSED,
  RTM_GETVLAN,
  vlanStateCodec,
  type VlanEntry,
} from '../wire/netlink/bridge-vlan.ts';
import { HOST_LITTLE } from '../wire/netlink/byte-order.ts';
import { RTM_GETLINK } from '../wire/netlink/link.ts';
import {
  neighbourCodec,
  NTF_EXT_LOCKED,
  NTF_STICKY,
  NUD_NOARP,
  NUD_PERMANENT,
  RTM_GETNEIGH,
} from '../wire/netlink/neighbour.ts';
import { portStateOf } from './link-details.ts';
import type { Netlink } from './netlink-socket.ts';

/** The same links, with the VLANs of bridges that look at them and of their ports. */
export function withBridgeVlans(netlink: Netlink, links: readonly LinkSnapshot[]): readonly LinkSnapshot[] {
  if (links.every(({ vlanFiltering }) => vlanFiltering === undefined)) return links;
  const vlans = readStates(netlink) ?? readMembers(netlink);
  const filters = new Set(links.flatMap((link) => (link.vlanFiltering === undefined ? [] : [link.name])));
  return links.map((link) =>
    filters.has(link.name) || (link.master !== null && filters.has(link.master))
      ? { ...link, bridgeVlans: vlans.get(link.index) ?? [] }
      : link,
  );
}

type VlansOf = ReadonlyMap<number, readonly BridgeVlanSnapshot[]>;

/** With the state of each; undefined: a kernel before 5.6, which knows of no states by VLAN. */
function readStates(netlink: Netlink): VlansOf | undefined {
  try {
    const vlans = new Map<number, readonly BridgeVlanSnapshot[]>();
    for (const { payload } of netlink.dump(RTM_GETVLAN, vlanStateCodec.encode({ family: AF_BRIDGE }))) {
      const decoded = vlanStateCodec.decode(payload);
      if (!decoded.ok) continue;
      const { index, entries = [] } = decoded.value;
      vlans.set(index, [...(vlans.get(index) ?? []), ...entries.flatMap(entryOf)]);
    }
    return vlans;
  } catch {
    return undefined;
  }
}

function entryOf({ info, last, state }: VlanEntry): readonly BridgeVlanSnapshot[] {
  if (!info) return [];
  const { portState } = state === undefined ? {} : portStateOf(state);
  return [
    {
      first: info.vid,
      last: last ?? info.vid,
      pvid: (info.flags & BRIDGE_VLAN_PVID) !== 0,
      untagged: (info.flags & BRIDGE_VLAN_UNTAGGED) !== 0,
      ...(portState === undefined || portState === 'forwarding' ? {} : { state: portState }),
    },
  ];
}

function readMembers(netlink: Netlink): VlansOf {
  const vlans = new Map<number, readonly BridgeVlanSnapshot[]>();
  const request = bridgeVlanCodec.encode({
    family: AF_BRIDGE,
    extendedMask: RTEXT_FILTER_BRVLAN_COMPRESSED,
  });
  for (const { payload } of netlink.dump(RTM_GETLINK, request)) {
    const decoded = bridgeVlanCodec.decode(payload);
    if (decoded.ok) vlans.set(decoded.value.index, rangesOf(decoded.value.bridge?.vlans ?? []));
  }
  return vlans;
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

/** The same links, with what somebody wrote into the tables of their bridges; what these learned is not told. */
export function withPinned(netlink: Netlink, links: readonly LinkSnapshot[]): readonly LinkSnapshot[] {
  const bridges = new Set(links.filter(({ kind }) => kind === 'bridge').map(({ name }) => name));
  if (!links.some(({ master }) => master !== null && bridges.has(master))) return links;
  const pinned = readPinned(netlink, new Set(links.map(({ mac }) => mac)));
  return links.map((link) => {
    const own = pinned.get(link.index);
    return own === undefined ? link : { ...link, pinned: own };
  });
}

/** struct ndmsg { u8 family; …; int ifindex; u16 state; u8 flags; u8 type; } */
const STATE_AT = 8;
const FLAGS_AT = 10;

function readPinned(
  netlink: Netlink,
  own: ReadonlySet<string | null>,
): ReadonlyMap<number, readonly PinnedSnapshot[]> {
  const found = new Map<number, PinnedSnapshot[]>();
  for (const { payload } of netlink.dump(RTM_GETNEIGH, neighbourCodec.encode({ family: AF_BRIDGE }))) {
    // The table of a bridge may be large, and nearly all of it learned.
    const isWritten =
      (payload[STATE_AT + (HOST_LITTLE ? 0 : 1)]! & (NUD_NOARP | NUD_PERMANENT)) !== 0 ||
      (payload[FLAGS_AT]! & NTF_STICKY) !== 0;
    const decoded = isWritten ? neighbourCodec.decode(payload) : undefined;
    if (!decoded?.ok) continue;
    const { index, hardware, master, state, flags, vlan = 0 } = decoded.value;
    if (master === undefined || typeof hardware !== 'number') continue;
    const mac = formatMac(hardware);
    if (own.has(mac)) continue;
    const stays = state === NUD_PERMANENT || (flags & NTF_STICKY) !== 0;
    const there = found.get(index) ?? [];
    there.push({ mac, vlan, ...(stays ? { stays } : {}) });
    found.set(index, there);
  }
  return found;
}

/** The same links, with the senders the bridge knows behind its ports, where these decide what is heard or answered. */
export function withSenders(netlink: Netlink, links: readonly LinkSnapshot[]): readonly LinkSnapshot[] {
  return links.map((link) =>
    link.locked === true || link.noFlood === true
      ? { ...link, knownSenders: sendersBehind(netlink, link.index) }
      : link,
  );
}

/** Those of the port alone: the table of a bridge may be large. */
function sendersBehind(netlink: Netlink, index: number): readonly KnownSenderSnapshot[] {
  const request = neighbourCodec.encode({ family: AF_BRIDGE, index });
  return netlink.dump(RTM_GETNEIGH, request).flatMap(({ payload }) => {
    const decoded = neighbourCodec.decode(payload);
    if (!decoded.ok || decoded.value.index !== index) return [];
    const { hardware, master, state, extendedFlags = 0, vlan = 0 } = decoded.value;
    // What has no bridge is told by the driver: groups of the card.
    const isOfPort =
      master !== undefined && state !== NUD_PERMANENT && (extendedFlags & NTF_EXT_LOCKED) === 0;
    return isOfPort && typeof hardware === 'number' ? [{ mac: formatMac(hardware), vlan }] : [];
  });
}
