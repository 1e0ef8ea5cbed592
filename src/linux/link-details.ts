import { BOND_MODES, type PortState, PORT_STATES, type SHARING_MODES } from '../kernel/host.ts';
import { be16, u16, u32, u8 } from '../wire/netlink/field.ts';
import { IFF_PROMISC, type LinkMessage } from '../wire/netlink/link.ts';
import { AttributeReader } from '../wire/netlink/reader.ts';
import { attribute, readAttributes } from '../wire/netlink/table.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/** IFLA_VXLAN_PROXY of linux/if_link.h. */
const VXLAN_INFO = { proxy: attribute(11, u8) };
/** IFLA_BRPORT_STATE, _LOCKED, _NEIGH_SUPPRESS and, by VLAN, _NEIGH_VLAN_SUPPRESS. */
const PORT_INFO = {
  state: attribute(1, u8),
  locked: attribute(39, u8),
  suppress: attribute(32, u8),
  suppressByVlan: attribute(43, u8),
};

/** IFLA_BR_VLAN_FILTERING and IFLA_BR_VLAN_PROTOCOL. */
const BRIDGE_INFO = { filtering: attribute(7, u8), protocol: attribute(8, be16) };

/** IFLA_BOND_MODE, IFLA_BOND_ALL_SLAVES_ACTIVE; IFLA_BOND_SLAVE_STATE. */
const BOND_INFO = { mode: attribute(1, u8), allActive: attribute(17, u8) };
const MEMBER_INFO = { state: attribute(1, u8) };
/** MACVLAN_MODE_* and IPVLAN_MODE_* of linux/if_link.h. */
const MACVLAN_MODES = new Map<number, RareFacts['mode']>([
  [1, 'private'],
  [2, 'vepa'],
  [4, 'bridge'],
  [8, 'passthru'],
  [16, 'source'],
]);
const IPVLAN_MODES: readonly RareFacts['mode'][] = ['l2', 'l3', 'l3s'];

export interface RareFacts {
  readonly vxlanProxy?: true;
  readonly neighSuppress?: true;
  readonly portState?: PortState;
  readonly locked?: true;
  readonly vlanFiltering?: number;
  readonly promiscuous?: true;
  readonly xdp?: true;
  readonly bondMode?: (typeof BOND_MODES)[number];
  readonly allMembersHear?: true;
  readonly backup?: true;
  readonly mode?: (typeof SHARING_MODES)[number];
}

/** What few links have: what makes one answer questions out of this host itself, what a bridge makes of its port. */
export function rareFacts({ info, flags, xdp }: LinkMessage): RareFacts {
  const program = (xdp?.attached ?? 0) !== 0 ? { xdp: true as const } : {};
  if (!info) return program;
  const { kind, data, memberKind, memberData } = info;
  const vxlan = kind === 'vxlan' && data ? readAttributes(VXLAN_INFO, readerOf(data)) : {};
  const bridge = kind === 'bridge' && data ? readAttributes(BRIDGE_INFO, readerOf(data)) : {};
  const port = memberKind === 'bridge' && memberData ? readAttributes(PORT_INFO, readerOf(memberData)) : {};
  return {
    ...program,
    ...sharingOf(info),
    ...(vxlan.proxy === 1 ? { vxlanProxy: true } : {}),
    ...(port.suppress === 1 || port.suppressByVlan === 1 ? { neighSuppress: true } : {}),
    ...(port.state === undefined || port.state === FORWARDING ? {} : portStateOf(port.state)),
    ...(port.locked === 1 ? { locked: true } : {}),
    ...(bridge.filtering === 1 ? { vlanFiltering: bridge.protocol ?? TPID_8021Q } : {}),
    ...(kind === 'bridge' && (flags & IFF_PROMISC) !== 0 ? { promiscuous: true } : {}),
  };
}

type Info = NonNullable<LinkMessage['info']>;

/** How a bond shares its members, and links share the one they stand on. */
function sharingOf({
  kind,
  data,
  memberKind,
  memberData,
}: Info): Pick<RareFacts, 'bondMode' | 'allMembersHear' | 'backup' | 'mode'> {
  const bond = kind === 'bond' && data ? readAttributes(BOND_INFO, readerOf(data)) : {};
  const member = memberKind === 'bond' && memberData ? readAttributes(MEMBER_INFO, readerOf(memberData)) : {};
  const bondMode = BOND_MODES[bond.mode ?? BOND_MODES.length];
  const mode = data && modeOf(kind, data);
  return {
    ...(bondMode === undefined ? {} : { bondMode }),
    ...(bond.allActive === 1 ? { allMembersHear: true } : {}),
    ...(member.state === 1 ? { backup: true } : {}),
    ...(mode === undefined ? {} : { mode }),
  };
}

function modeOf(kind: string | undefined, data: Uint8Array): RareFacts['mode'] {
  if (kind === 'macvlan' || kind === 'macvtap')
    return MACVLAN_MODES.get(readAttributes({ mode: attribute(1, u32) }, readerOf(data)).mode ?? 0);
  if (kind !== 'ipvlan' && kind !== 'ipvtap') return undefined;
  return IPVLAN_MODES[readAttributes({ mode: attribute(1, u16) }, readerOf(data)).mode ?? 0];
}

const FORWARDING = PORT_STATES.indexOf('forwarding');

function portStateOf(number: number): Pick<RareFacts, 'portState'> {
  const portState = PORT_STATES[number];
  return portState === undefined ? {} : { portState };
}

function readerOf(bytes: Uint8Array): { reader: AttributeReader; bytes: Uint8Array; family: number } {
  return { reader: new AttributeReader(), bytes, family: 0 };
}
