import { type NetlinkField, u16, u32, u8 } from './field.ts';
import { messageCodec } from './layout.ts';
import { type Attributes, attribute, nest, repeated, type RepeatedAttribute } from './table.ts';

export const AF_BRIDGE = 7;
/** IFLA_EXT_MASK: VLANs of bridges and their ports, neighbouring ones as a range. */
export const RTEXT_FILTER_BRVLAN_COMPRESSED = 4;

/** BRIDGE_VLAN_INFO_* of linux/if_bridge.h */
export const BRIDGE_VLAN_PVID = 2;
export const BRIDGE_VLAN_UNTAGGED = 4;
export const BRIDGE_VLAN_RANGE_BEGIN = 8;
export const BRIDGE_VLAN_RANGE_END = 16;

/** struct bridge_vlan_info { u16 flags; u16 vid; } */
const vlanInfo: NetlinkField<{ readonly flags: number; readonly vid: number }> = {
  read: (reader, bytes) => ({ flags: reader.u16(bytes), vid: reader.u16(bytes.subarray(2)) }),
  write: (writer, { flags, vid }) => {
    writer.u16(flags);
    writer.u16(vid);
  },
};

/** A link as a bridge tells of it: IFLA_AF_SPEC has another meaning than in the link's own message. */
export const bridgeVlanCodec = messageCodec(
  'ifinfomsg',
  { family: 'u8', _pad: 'u8', hardware: 'u16', index: 's32', flags: 'u32', change: 'u32' },
  { extendedMask: attribute(29, u32), bridge: nest(26, { vlans: repeated(2, vlanInfo) }) },
);

/** Since Linux 5.6. */
export const RTM_GETVLAN = 114;

/** BRIDGE_VLANDB_ENTRY_*: a VLAN, or a range of them that have all in common; the state is a BR_STATE_*. */
const VLAN_ENTRY = { info: attribute(1, vlanInfo), last: attribute(2, u16), state: attribute(3, u8) };
export type VlanEntry = Attributes<typeof VLAN_ENTRY>;
const entries: RepeatedAttribute<VlanEntry> = { ...nest(1, VLAN_ENTRY), repeated: true };

/** The VLANs of a bridge or of a port of one, with the state of each. */
export const vlanStateCodec = messageCodec(
  'br_vlan_msg',
  { family: 'u8', _pad1: 'u8', _pad2: 'u16', index: 'u32' },
  { entries },
);
