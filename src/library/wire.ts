/**
 * `arpist/wire`: bytes and values, nothing else. Pure: no Node, no clock, no socket. Addresses and MACs come out as numbers
 * (map keys without allocation; `formatIpv4` and `formatMac` print them) and go in as text or numbers.
 *
 * @module arpist/wire
 */
export { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
export {
  BROADCAST_MAC,
  formatMac,
  isLocallyAdministered,
  isMulticastMac,
  type Mac,
  parseMac,
} from '../base/mac.ts';
export { UsageFault } from '../base/fault.ts';
export type { Result } from '../base/result.ts';
export {
  type ArpIpv4,
  type ArpPacket,
  asArpIpv4,
  decodeArp,
  encodeArp,
  OP_REPLY,
  OP_REQUEST,
} from '../wire/arp.ts';
export { ARP_KINDS, type ArpKind } from '../wire/arp-kinds.ts';
export { decodeEthernet, type EthernetFrame, ETHERTYPE_ARP, ETHERTYPE_RARP } from '../wire/ethernet.ts';
export { type Glance, glance, newGlance } from '../wire/glance.ts';
export type { Decoded, Malformed } from '../wire/malformed.ts';
export type { VlanFields } from '../wire/vlan.ts';
export { type ArpFrame, type ArpFrameWords, arpFrame, decodeFrame, whoHas } from './frames.ts';
export type { AddressLike, MacLike } from './text.ts';
