import { formatMac } from '../base/mac.ts';
import { BOND_MODES, type LinkSnapshot, PORT_STATES, type PortState } from '../kernel/host.ts';
import { be16, hardwareAddress, u16, u32, u32s, u8 } from '../wire/netlink/field.ts';
import type { LinkMessage } from '../wire/netlink/link.ts';
import { AttributeReader, TYPE_MASK } from '../wire/netlink/reader.ts';
import { attribute, type Attributes, nest, readAttributes, repeated } from '../wire/netlink/table.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/** IFLA_VXLAN_PROXY of linux/if_link.h. */
const VXLAN_INFO = { proxy: attribute(11, u8) };
/** IFLA_BRPORT_* of linux/if_link.h. */
const PORT_INFO = {
  state: attribute(1, u8),
  learning: attribute(8, u8),
  unicastFlood: attribute(9, u8),
  proxyArp: attribute(10, u8),
  proxyArpWifi: attribute(12, u8),
  groupForward: attribute(31, u16),
  suppress: attribute(32, u8),
  locked: attribute(39, u8),
  suppressByVlan: attribute(43, u8),
};
/** IFLA_BR_*; the last is struct br_boolopt_multi { u32 optval; u32 optmask; }. */
const BRIDGE_INFO = {
  stp: attribute(5, u32),
  filtering: attribute(7, u8),
  protocol: attribute(8, be16),
  groupForward: attribute(9, u16),
  options: attribute(46, u32s),
};
/** BR_BOOLOPT_MST_ENABLE */
const MST = 1 << 2;
/** IFLA_BOND_MODE, _ARP_INTERVAL, _ALL_SLAVES_ACTIVE, _BROADCAST_NEIGH; IFLA_BOND_SLAVE_STATE. */
const BOND_INFO = {
  mode: attribute(1, u8),
  arpInterval: attribute(7, u32),
  allActive: attribute(17, u8),
  broadcastsArp: attribute(33, u8),
};
const MEMBER_INFO = { state: attribute(1, u8) };
/** IFLA_MACVLAN_MODE, _FLAGS and _MACADDR_DATA with its _MACADDR. */
const MACVLAN_INFO = {
  mode: attribute(1, u32),
  flags: attribute(2, u16),
  senders: nest(5, { macs: repeated(4, hardwareAddress) }),
};
const MACVLAN_FLAG_NODST = 2;
const IPVLAN_INFO = { mode: attribute(1, u16) };

/** The last attributes of those that decide what is heard, as far as they were read (7.0): what is behind them is not known here. */
const NEWEST: Readonly<Record<string, number>> = {
  bridge: 49,
  bond: 34,
  vlan: 5,
  macvlan: 9,
  macvtap: 9,
  ipvlan: 2,
  ipvtap: 2,
};
const NEWEST_OF_MEMBER: Readonly<Record<string, number>> = { bridge: 44, bond: 12 };

/** MACVLAN_MODE_* and IPVLAN_MODE_* of linux/if_link.h. */
const MACVLAN_MODES = new Map<number, LinkSnapshot['mode']>([
  [1, 'private'],
  [2, 'vepa'],
  [4, 'bridge'],
  [8, 'passthru'],
  [16, 'source'],
]);
const IPVLAN_MODES: readonly LinkSnapshot['mode'][] = ['l2', 'l3', 'l3s'];

export type RareFacts = Pick<
  LinkSnapshot,
  | 'vxlanProxy'
  | 'neighSuppress'
  | 'proxyArp'
  | 'portState'
  | 'locked'
  | 'noLearning'
  | 'noFlood'
  | 'groupForward'
  | 'stp'
  | 'vlanFiltering'
  | 'mst'
  | 'promiscuous'
  | 'xdp'
  | 'bondMode'
  | 'allMembersHear'
  | 'broadcastsArp'
  | 'arpMonitor'
  | 'backup'
  | 'mode'
  | 'senders'
  | 'takesSenders'
>;

type Info = NonNullable<LinkMessage['info']>;

/** What few links have: what makes one answer questions out of this host itself, what a bridge makes of its port. */
export function rareFacts({ info, promiscuity, xdp }: LinkMessage): RareFacts {
  const program = (xdp?.attached ?? 0) !== 0 ? { xdp: true as const } : {};
  if (!info) return program;
  const { kind, data } = info;
  const vxlan = kind === 'vxlan' && data ? readInfo(VXLAN_INFO, data) : {};
  return {
    ...program,
    ...bondFacts(info),
    ...(data ? sharingFacts(kind, data) : {}),
    ...(vxlan.proxy === 1 ? { vxlanProxy: true } : {}),
    ...portFacts(info),
    ...(kind === 'bridge' && data ? bridgeFacts(data, promiscuity) : {}),
  };
}

/** The count has what the kernel itself asked for, for a macvlan on the bridge, say; the flag has not. */
function bridgeFacts(data: Uint8Array, promiscuity = 0): RareFacts {
  const { stp = 0, filtering, protocol, groupForward = 0, options } = readInfo(BRIDGE_INFO, data);
  return {
    ...(stp !== 0 ? { stp: true } : {}),
    ...(groupForward !== 0 ? { groupForward } : {}),
    ...(filtering === 1 ? { vlanFiltering: protocol ?? TPID_8021Q } : {}),
    ...(((options?.[0] ?? 0) & MST) !== 0 ? { mst: true } : {}),
    ...(promiscuity > 0 ? { promiscuous: true } : {}),
  };
}

function portFacts({ memberKind, memberData }: Info): RareFacts {
  if (memberKind !== 'bridge' || !memberData) return {};
  const port = readInfo(PORT_INFO, memberData);
  const { groupForward = 0 } = port;
  return {
    ...(port.suppress === 1 || port.suppressByVlan === 1 ? { neighSuppress: true } : {}),
    ...(port.proxyArp === 1 || port.proxyArpWifi === 1 ? { proxyArp: true } : {}),
    ...(port.state === undefined || port.state === FORWARDING ? {} : portStateOf(port.state)),
    ...(port.locked === 1 ? { locked: true } : {}),
    ...(port.learning === 0 ? { noLearning: true } : {}),
    ...(port.unicastFlood === 0 ? { noFlood: true } : {}),
    ...(groupForward !== 0 ? { groupForward } : {}),
  };
}

/** How a bond shares its members. */
function bondFacts({ kind, data, memberKind, memberData }: Info): RareFacts {
  const bond = kind === 'bond' && data ? readInfo(BOND_INFO, data) : {};
  const member = memberKind === 'bond' && memberData ? readInfo(MEMBER_INFO, memberData) : {};
  const bondMode = BOND_MODES[bond.mode ?? BOND_MODES.length];
  return {
    ...(bondMode === undefined ? {} : { bondMode }),
    ...((bond.arpInterval ?? 0) > 0 ? { arpMonitor: true } : {}),
    ...(bond.allActive === 1 ? { allMembersHear: true } : {}),
    ...(bond.broadcastsArp === 1 ? { broadcastsArp: true } : {}),
    ...(member.state === 1 ? { backup: true } : {}),
  };
}

/** How a link shares the one it stands on. */
function sharingFacts(kind: string | undefined, data: Uint8Array): RareFacts {
  if (kind === 'ipvlan' || kind === 'ipvtap') {
    const mode = IPVLAN_MODES[readInfo(IPVLAN_INFO, data).mode ?? 0];
    return mode === undefined ? {} : { mode };
  }
  if (kind !== 'macvlan' && kind !== 'macvtap') return {};
  const { mode: number = 0, flags = 0, senders } = readInfo(MACVLAN_INFO, data);
  const mode = MACVLAN_MODES.get(number);
  if (mode !== 'source') return mode === undefined ? {} : { mode };
  const macs = senders?.macs ?? [];
  return {
    mode,
    senders: macs.filter((mac) => typeof mac === 'number').map(formatMac),
    ...((flags & MACVLAN_FLAG_NODST) !== 0 ? { takesSenders: true } : {}),
  };
}

/** Settings of a kernel that is newer than what was read for the model. */
export function hasNewerAttributes({ kind, data, memberKind, memberData }: Info): boolean {
  return (
    (data !== undefined && newestIn(data) > (NEWEST[kind ?? ''] ?? Number.POSITIVE_INFINITY)) ||
    (memberData !== undefined &&
      newestIn(memberData) > (NEWEST_OF_MEMBER[memberKind ?? ''] ?? Number.POSITIVE_INFINITY))
  );
}

function newestIn(data: Uint8Array): number {
  return Math.max(0, ...new AttributeReader().attributes(data).map(({ type }) => type & TYPE_MASK));
}

const FORWARDING = PORT_STATES.indexOf('forwarding');

export function portStateOf(number: number): { portState?: PortState } {
  const portState = PORT_STATES[number];
  return portState === undefined ? {} : { portState };
}

function readInfo<Table>(table: Table, bytes: Uint8Array): Attributes<Table> {
  return readAttributes(table, { reader: new AttributeReader(), bytes, family: 0 });
}
