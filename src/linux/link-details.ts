import { type PortState, PORT_STATES } from '../kernel/host.ts';
import { be16, u8 } from '../wire/netlink/field.ts';
import { IFF_PROMISC, type LinkMessage } from '../wire/netlink/link.ts';
import { AttributeReader } from '../wire/netlink/reader.ts';
import { attribute, readAttributes } from '../wire/netlink/table.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/** IFLA_VXLAN_PROXY of linux/if_link.h. */
const VXLAN_INFO = { proxy: attribute(11, u8) };
/** IFLA_BRPORT_STATE, IFLA_BRPORT_NEIGH_SUPPRESS and, by VLAN, IFLA_BRPORT_NEIGH_VLAN_SUPPRESS. */
/** And IFLA_BRPORT_LOCKED. */
const PORT_INFO = {
  state: attribute(1, u8),
  locked: attribute(39, u8),
  suppress: attribute(32, u8),
  suppressByVlan: attribute(43, u8),
};

/** IFLA_BR_VLAN_FILTERING and IFLA_BR_VLAN_PROTOCOL. */
const BRIDGE_INFO = { filtering: attribute(7, u8), protocol: attribute(8, be16) };

export interface RareFacts {
  readonly vxlanProxy?: true;
  readonly neighSuppress?: true;
  readonly portState?: PortState;
  readonly locked?: true;
  readonly vlanFiltering?: number;
  readonly promiscuous?: true;
}

/** What few links have: what makes one answer questions out of this host itself, what a bridge makes of its port. */
export function rareFacts({ info, flags }: LinkMessage): RareFacts {
  if (!info) return {};
  const { kind, data, memberKind, memberData } = info;
  const vxlan = kind === 'vxlan' && data ? readAttributes(VXLAN_INFO, readerOf(data)) : {};
  const bridge = kind === 'bridge' && data ? readAttributes(BRIDGE_INFO, readerOf(data)) : {};
  const port = memberKind === 'bridge' && memberData ? readAttributes(PORT_INFO, readerOf(memberData)) : {};
  return {
    ...(vxlan.proxy === 1 ? { vxlanProxy: true } : {}),
    ...(port.suppress === 1 || port.suppressByVlan === 1 ? { neighSuppress: true } : {}),
    ...(port.state === undefined || port.state === FORWARDING ? {} : portStateOf(port.state)),
    ...(port.locked === 1 ? { locked: true } : {}),
    ...(bridge.filtering === 1 ? { vlanFiltering: bridge.protocol ?? TPID_8021Q } : {}),
    ...(kind === 'bridge' && (flags & IFF_PROMISC) !== 0 ? { promiscuous: true } : {}),
  };
}

const FORWARDING = PORT_STATES.indexOf('forwarding');

function portStateOf(number: number): Pick<RareFacts, 'portState'> {
  const portState = PORT_STATES[number];
  return portState === undefined ? {} : { portState };
}

function readerOf(bytes: Uint8Array): { reader: AttributeReader; bytes: Uint8Array; family: number } {
  return { reader: new AttributeReader(), bytes, family: 0 };
}
