import { readIpv4 } from '../base/ipv4.ts';
import { readMac } from '../base/mac.ts';
import { type Carp, decodeCarp, isCarp } from './beside/carp.ts';
import { decodeDhcp, type Dhcp, PORT_DHCP_CLIENT, PORT_DHCP_SERVER } from './beside/dhcp.ts';
import { decodeGlbp, type Glbp, PORT_GLBP } from './beside/glbp.ts';
import { decodeHsrp, type Hsrp, PORT_HSRP } from './beside/hsrp.ts';
import { decodeIgmp, type Igmp, PROTOCOL_IGMP } from './beside/igmp.ts';
import { decodeLldp, ETHERTYPE_LLDP, type Lldp } from './beside/lldp.ts';
import type { FrameSender, PacketSender } from './beside/sender.ts';
import { decodeVrrp, PROTOCOL_VRRP, type Vrrp, VRRP_GROUP } from './beside/vrrp.ts';
import { readUint16 } from './bits.ts';
import { ETHERNET_HEADER_SIZE, ETHERTYPE_IPV4 } from './ethernet.ts';
import { isTagTpid, TAG_SIZE } from './vlan.ts';

/** What stands beside ARP on the wire and says who is meant to have an address. */
export type WireEvidence = Vrrp | Carp | Hsrp | Glbp | Dhcp | Lldp | Igmp;

/** A payload whose link header has been read. */
export interface Payload extends FrameSender {
  readonly etherType: number;
  /** It is `bytes[at]` to `bytes[end - 1]`. */
  readonly at: number;
  readonly end: number;
}

const IP_HEADER_SIZE = 20;
const UDP_HEADER_SIZE = 8;
const AH_HEADER_SIZE = 12;
const PROTOCOL_UDP = 17;
/** IP Authentication Header, RFC 4302: older VRRP may come behind one (RFC 2338 5.3.6). */
export const PROTOCOL_AH = 51;
const FRAGMENT_OFFSET = 0x1fff;
const HIGHEST_TTL = 255;

/**
 * The evidence in an Ethernet II frame, behind any stack of VLAN tags; undefined for all else, and for what is cut.
 * Never throws, and allocates nothing for a frame that is none of these.
 */
export function evidenceOf(bytes: Uint8Array, from = 0, to = bytes.length): WireEvidence | undefined {
  const end = Math.min(to, bytes.length);
  if (from < 0 || end - from < ETHERNET_HEADER_SIZE) return undefined;
  let at = from + 12;
  let etherType = readUint16(bytes, at);
  let vid = -1;
  let tags = 0;
  while (isTagTpid(etherType)) {
    if (end < at + TAG_SIZE + 2) return undefined;
    if (tags++ === 0) vid = readUint16(bytes, at + 2) & 0xfff;
    at += TAG_SIZE;
    etherType = readUint16(bytes, at);
  }
  at += 2;
  if (etherType === ETHERTYPE_IPV4 ? !maySpeak(bytes, at, end) : etherType !== ETHERTYPE_LLDP)
    return undefined;
  return evidenceBehind(bytes, { etherType, at, end, src: readMac(bytes, from + 6), vid, tags });
}

/** The same in a payload behind another link header. */
export function evidenceBehind(bytes: Uint8Array, payload: Payload): WireEvidence | undefined {
  const { etherType, at, src, vid, tags } = payload;
  const end = Math.min(payload.end, bytes.length);
  if (etherType === ETHERTYPE_LLDP) return decodeLldp(bytes, [at, end], { src, vid, tags });
  if (etherType !== ETHERTYPE_IPV4 || !maySpeak(bytes, at, end)) return undefined;
  const sender: PacketSender = { src, vid, tags, from: readIpv4(bytes, at + 12) };
  // A trailer is none of the packet, and a capture may have kept less of it.
  const last = Math.min(end, at + readUint16(bytes, at + 2));
  const size = (bytes[at]! & 15) * 4;
  return inPacket(bytes, { at, size, last }, sender);
}

interface Packet {
  readonly at: number;
  /** of the header */
  readonly size: number;
  readonly last: number;
}

function inPacket(bytes: Uint8Array, packet: Packet, sender: PacketSender): WireEvidence | undefined {
  const { at, size, last } = packet;
  const protocol = bytes[at + 9];
  const inner: readonly [number, number] = [at + size, last];
  if (protocol === PROTOCOL_UDP) return inDatagram(bytes, inner, sender);
  if (protocol === PROTOCOL_IGMP) return decodeIgmp(bytes, inner, sender);
  // Another TTL shows that a router passed it on: no receiver believes it (RFC 3768 7.1, carp_proto_input).
  if (bytes[at + 8] !== HIGHEST_TTL && readIpv4(bytes, at + 16) === VRRP_GROUP) return undefined;
  if (protocol === PROTOCOL_AH) return behindAh(bytes, inner, sender);
  return isCarp(bytes, inner, sender) ? decodeCarp(bytes, inner, sender) : decodeVrrp(bytes, inner, sender);
}

function behindAh(
  bytes: Uint8Array,
  [at, last]: readonly [number, number],
  sender: PacketSender,
): Vrrp | undefined {
  if (last - at < AH_HEADER_SIZE || bytes[at] !== PROTOCOL_VRRP) return undefined;
  return decodeVrrp(bytes, [at + (bytes[at + 1]! + 2) * 4, last], sender);
}

function inDatagram(
  bytes: Uint8Array,
  [at, last]: readonly [number, number],
  sender: PacketSender,
): WireEvidence | undefined {
  const dst = readUint16(bytes, at + 2);
  const inner: readonly [number, number] = [
    at + UDP_HEADER_SIZE,
    Math.min(last, at + readUint16(bytes, at + 4)),
  ];
  if (dst === PORT_HSRP) return decodeHsrp(bytes, inner, sender);
  if (dst === PORT_GLBP) return decodeGlbp(bytes, inner, sender);
  return decodeDhcp(bytes, inner, sender);
}

/** Whether an IPv4 packet is of a protocol that is understood; a fragment only if it is the first. */
function maySpeak(bytes: Uint8Array, at: number, end: number): boolean {
  if (end < at + IP_HEADER_SIZE || bytes[at]! >>> 4 !== 4) return false;
  const size = (bytes[at]! & 15) * 4;
  const last = Math.min(end, at + readUint16(bytes, at + 2));
  if (size < IP_HEADER_SIZE || (readUint16(bytes, at + 6) & FRAGMENT_OFFSET) !== 0) return false;
  const protocol = bytes[at + 9];
  if (protocol !== PROTOCOL_UDP)
    return protocol === PROTOCOL_VRRP || protocol === PROTOCOL_IGMP || protocol === PROTOCOL_AH;
  if (last < at + size + UDP_HEADER_SIZE) return false;
  const dst = readUint16(bytes, at + size + 2);
  return isDhcpPort(dst) || dst === PORT_HSRP || dst === PORT_GLBP;
}

function isDhcpPort(port: number): boolean {
  return port === PORT_DHCP_SERVER || port === PORT_DHCP_CLIENT;
}
