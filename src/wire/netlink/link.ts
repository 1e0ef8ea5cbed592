import { failed, ok } from '../../base/result.ts';
import type { Decoded } from '../malformed.ts';
import { be16, flag8, hardwareAddress, opaque, text, u16, u32, u32s, u64s, u8 } from './field.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { AttributeReader, NLA_F_NESTED } from './reader.ts';
import { type Attributes, attribute, nest, readAttributes, repeated, writeAttributes } from './table.ts';
import { AttributeWriter } from './writer.ts';

export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;
export const RTM_SETLINK = 19;

export const IFF_UP = 0x1;
export const IFF_LOOPBACK = 0x8;
export const IFF_POINTOPOINT = 0x10;
export const IFF_NOARP = 0x80;
export const IFF_PROMISC = 0x100;
export const IFF_LOWER_UP = 0x10000;

/** IF_OPER_* of linux/if.h, RFC 2863 ifOperStatus */
export const OPERSTATES = [
  'unknown',
  'not-present',
  'down',
  'lower-layer-down',
  'testing',
  'dormant',
  'up',
] as const;

/** IFLA_EXT_MASK: leave the per-queue and per-VF statistics out. */
export const RTEXT_FILTER_SKIP_STATS = 8;

const LINK_INFO = {
  kind: attribute(1, text),
  /** Attributes whose meaning the kind gives; see vlanInfo and vethInfo. */
  data: attribute(2, opaque),
  memberKind: attribute(4, text),
  memberData: attribute(5, opaque),
};

const PROPERTIES = { alternativeNames: repeated(53, text) };

export const linkCodec = messageCodec(
  'ifinfomsg',
  { family: 'u8', _pad: 'u8', hardware: 'u16', index: 's32', flags: 'u32', change: 'u32' },
  {
    address: attribute(1, hardwareAddress),
    broadcast: attribute(2, hardwareAddress),
    name: attribute(3, text),
    mtu: attribute(4, u32),
    /** The interface this one stands on (VLAN, macvlan) or the other end (veth). */
    link: attribute(5, u32),
    qdisc: attribute(6, text),
    master: attribute(10, u32),
    queueLength: attribute(13, u32),
    operstate: attribute(16, u8),
    info: nest(18, LINK_INFO),
    namespacePid: attribute(19, u32),
    alias: attribute(20, text),
    statistics: attribute(23, u64s),
    group: attribute(27, u32),
    namespaceFd: attribute(28, u32),
    extendedMask: attribute(29, u32),
    promiscuity: attribute(30, u32),
    carrier: attribute(33, flag8),
    carrierChanges: attribute(35, u32),
    linkNamespace: attribute(37, u32),
    xdp: nest(43, { attached: attribute(2, u8) }),
    properties: nest(52, PROPERTIES),
    permanentAddress: attribute(54, hardwareAddress),
    families: nest(26, { inet: nest(2, { conf: attribute(1, u32s) }) }),
  },
);

export type LinkMessage = ValueOfCodec<typeof linkCodec>;

/** IFLA_INFO_DATA of kind `vlan` (IFLA_VLAN_* of linux/if_link.h). */
const VLAN_QOS = { mapping: repeated(1, u32s) };
const VLAN_INFO = {
  id: attribute(1, u16),
  /** struct ifla_vlan_flags: the flags, and a mask of those that are meant */
  flags: attribute(2, u32s),
  /** Of packet priorities to those of the tag: pairs from, to. */
  egress: nest(3, VLAN_QOS),
  ingress: nest(4, VLAN_QOS),
  protocol: attribute(5, be16),
};
export type VlanInfo = Attributes<typeof VLAN_INFO>;

export function decodeVlanInfo(data: Uint8Array): Decoded<VlanInfo> {
  const reader = new AttributeReader();
  const value = readAttributes(VLAN_INFO, { reader, bytes: data, family: 0 });
  return reader.malformed ? failed(reader.malformed) : ok(value);
}

export function encodeVlanInfo(info: VlanInfo): Uint8Array {
  const writer = new AttributeWriter();
  writeAttributes(VLAN_INFO, writer, info);
  return writer.finish();
}

/** VETH_INFO_PEER of linux/veth.h: a whole link message for the other end. */
const VETH_INFO_PEER = 1;

/** IFLA_INFO_DATA of kind `veth` when one is made. */
export function encodeVethInfo(peer: Parameters<typeof linkCodec.encode>[0]): Uint8Array {
  const writer = new AttributeWriter();
  writer.attribute(VETH_INFO_PEER | NLA_F_NESTED, () => writer.raw(linkCodec.encode(peer)));
  return writer.finish();
}
