import { u8 } from '../wire/netlink/field.ts';
import type { LinkMessage } from '../wire/netlink/link.ts';
import { AttributeReader } from '../wire/netlink/reader.ts';
import { attribute, readAttributes } from '../wire/netlink/table.ts';

/** IFLA_VXLAN_PROXY of linux/if_link.h. */
const VXLAN_INFO = { proxy: attribute(11, u8) };
/** IFLA_BRPORT_NEIGH_SUPPRESS and, by VLAN, IFLA_BRPORT_NEIGH_VLAN_SUPPRESS. */
const PORT_INFO = { suppress: attribute(32, u8), suppressByVlan: attribute(43, u8) };

export interface SelfAnswerFacts {
  readonly vxlanProxy?: true;
  readonly neighSuppress?: true;
}

/** What makes a link answer questions out of this host itself; left out where it does not. */
export function selfAnswerFacts({ info }: LinkMessage): SelfAnswerFacts {
  if (!info) return {};
  const { kind, data, memberKind, memberData } = info;
  const vxlan = kind === 'vxlan' && data ? readAttributes(VXLAN_INFO, readerOf(data)) : {};
  const port = memberKind === 'bridge' && memberData ? readAttributes(PORT_INFO, readerOf(memberData)) : {};
  return {
    ...(vxlan.proxy === 1 ? { vxlanProxy: true } : {}),
    ...(port.suppress === 1 || port.suppressByVlan === 1 ? { neighSuppress: true } : {}),
  };
}

function readerOf(bytes: Uint8Array): { reader: AttributeReader; bytes: Uint8Array; family: number } {
  return { reader: new AttributeReader(), bytes, family: 0 };
}
