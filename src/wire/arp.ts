import { type Ipv4, readIpv4 } from '../base/ipv4.ts';
import { type Mac, readMac } from '../base/mac.ts';
import { ok } from '../base/result.ts';
import { readUint16, writeUint16 } from './bits.ts';
import { type Decoded, tooShort } from './malformed.ts';

/** hrd, pro, hln, pln and op of RFC 826 */
export const ARP_HEADER_SIZE = 8;
/** the whole packet for IPv4 over Ethernet */
export const ARP_IPV4_SIZE = 28;

export const HRD_ETHERNET = 1;
/** Linux takes it for Ethernet on receipt (net/ipv4/arp.c arp_process) */
export const HRD_IEEE802 = 6;
export const PRO_IPV4 = 0x0800;

/** who-has, RFC 826. */
export const OP_REQUEST = 1;
/** is-at, RFC 826. */
export const OP_REPLY = 2;
/** The address of who asked, RFC 903. */
export const OP_RARP_REPLY = 4;

/** RFC 826 with addresses of any size, unjudged: unknown operations and hardware types survive a round trip. */
export interface ArpPacket {
  readonly hrd: number;
  readonly pro: number;
  readonly hln: number;
  readonly pln: number;
  readonly op: number;
  readonly sha: Uint8Array;
  readonly spa: Uint8Array;
  readonly tha: Uint8Array;
  readonly tpa: Uint8Array;
}

/** An ARP packet understood as IPv4 over Ethernet. */
export interface ArpIpv4 {
  readonly op: number;
  readonly sha: Mac;
  readonly spa: Ipv4;
  readonly tha: Mac;
  readonly tpa: Ipv4;
}

export function arpSize(packet: Pick<ArpPacket, 'hln' | 'pln'>): number {
  return ARP_HEADER_SIZE + 2 * (packet.hln + packet.pln);
}

/** What is there of a packet that ends too early: each field that is whole. */
export type CutArp = Partial<ArpPacket>;

/** undefined when not even the hardware type is whole. */
export function readCutArp(bytes: Uint8Array): CutArp | undefined {
  const there = bytes.length;
  if (there < 2) return undefined;
  const whole: { -readonly [K in keyof ArpPacket]?: ArpPacket[K] } = { hrd: readUint16(bytes, 0) };
  if (there >= 4) whole.pro = readUint16(bytes, 2);
  if (there >= 5) whole.hln = bytes[4]!;
  if (there >= 6) whole.pln = bytes[5]!;
  if (there < ARP_HEADER_SIZE) return whole;
  whole.op = readUint16(bytes, 6);
  let at = ARP_HEADER_SIZE;
  for (const [side, size] of [
    ['sha', bytes[4]!],
    ['spa', bytes[5]!],
    ['tha', bytes[4]!],
    ['tpa', bytes[5]!],
  ] as const) {
    if (at + size > there) break;
    whole[side] = bytes.subarray(at, (at += size));
  }
  return whole;
}

/** The addresses are views into `bytes`: copy them to keep them longer than the frame. What follows `arpSize` is trailer. */
export function decodeArp(bytes: Uint8Array): Decoded<ArpPacket> {
  const there = bytes.length;
  if (there < ARP_HEADER_SIZE)
    return tooShort('arp-header-cut', 'The ARP header', {
      needed: ARP_HEADER_SIZE,
      there,
      claimedBy: 'RFC 826',
    });
  const hln = bytes[4]!;
  const pln = bytes[5]!;
  const needed = arpSize({ hln, pln });
  if (there < needed)
    return tooShort('arp-addresses-cut', 'The ARP packet', {
      needed,
      there,
      claimedBy: `hln ${hln} and pln ${pln}`,
    });
  let at = ARP_HEADER_SIZE;
  const take = (size: number): Uint8Array => bytes.subarray(at, (at += size));
  return ok({
    hrd: readUint16(bytes, 0),
    pro: readUint16(bytes, 2),
    hln,
    pln,
    op: readUint16(bytes, 6),
    sha: take(hln),
    spa: take(pln),
    tha: take(hln),
    tpa: take(pln),
  });
}

/** Writes what is there: `hln` and `pln` rule the layout, a shorter address is followed by zeros. */
export function encodeArp(packet: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(arpSize(packet));
  writeUint16(bytes, 0, packet.hrd);
  writeUint16(bytes, 2, packet.pro);
  bytes[4] = packet.hln;
  bytes[5] = packet.pln;
  writeUint16(bytes, 6, packet.op);
  let at = ARP_HEADER_SIZE;
  const put = (address: Uint8Array, size: number): void => {
    bytes.set(address.subarray(0, size), at);
    at += size;
  };
  put(packet.sha, packet.hln);
  put(packet.spa, packet.pln);
  put(packet.tha, packet.hln);
  put(packet.tpa, packet.pln);
  return bytes;
}

/** An ARP packet understood as IPv4 over links whose addresses are no MACs. */
export interface ArpOverLink {
  readonly op: number;
  readonly sha: Uint8Array;
  readonly spa: Ipv4;
  readonly tha: Uint8Array;
  readonly tpa: Ipv4;
}

/**
 * IANA arp-parameters, hardware with RFC 826's own layout: AX.25, ARCNET (RFC 1201), frame relay (RFC 2390), Fibre Channel
 * (RFC 4338), EUI-64, InfiniBand (32, RFC 4391: 20 bytes). Not ATM (RFC 2225) and IEEE 1394 (RFC 2734), which have
 * their own.
 */
const PLAIN_HARDWARE: ReadonlySet<number> = new Set([HRD_ETHERNET, 3, HRD_IEEE802, 7, 15, 18, 27, 32]);

/** Undefined unless it is IPv4 over such hardware. */
export function asArpOverLink(packet: ArpPacket): ArpOverLink | undefined {
  const { hrd, pro, hln, pln, op, sha, tha } = packet;
  if (!PLAIN_HARDWARE.has(hrd) || pro !== PRO_IPV4 || pln !== 4 || hln === 0) return undefined;
  return { op, sha, spa: readIpv4(packet.spa, 0), tha, tpa: readIpv4(packet.tpa, 0) };
}

/** Undefined unless it is IPv4 over Ethernet with addresses of 6 and 4 bytes, as Linux judges it. */
export function asArpIpv4(packet: ArpPacket): ArpIpv4 | undefined {
  const { hrd, pro, hln, pln } = packet;
  if ((hrd !== HRD_ETHERNET && hrd !== HRD_IEEE802) || pro !== PRO_IPV4) return undefined;
  if (hln !== 6 || pln !== 4) return undefined;
  return {
    op: packet.op,
    sha: readMac(packet.sha, 0),
    spa: readIpv4(packet.spa, 0),
    tha: readMac(packet.tha, 0),
    tpa: readIpv4(packet.tpa, 0),
  };
}
