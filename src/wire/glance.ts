import { readIpv4, type Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, readMac } from '../base/mac.ts';
import { ARP_IPV4_SIZE, HRD_ETHERNET, HRD_IEEE802, PRO_IPV4 } from './arp.ts';
import { readUint16 } from './bits.ts';
import { ETHERTYPE_ARP, ETHERTYPE_RARP, FIRST_ETHERTYPE, isSnap, SNAP_SIZE } from './ethernet.ts';
import { isTagTpid, TAG_SIZE } from './vlan.ts';

const SMALLEST = 14 + ARP_IPV4_SIZE;

/** What the hot paths need of a frame; one object, filled again and again. */
export interface Glance {
  dst: Mac;
  src: Mac;
  /** 0x0806 or 0x8035 */
  etherType: number;
  op: number;
  sha: Mac;
  spa: Ipv4;
  tha: Mac;
  tpa: Ipv4;
  /** of the outermost tag; -1 without a tag */
  vid: number;
  /** how many tags there are */
  tags: number;
  /** where the ARP packet ends; what follows is trailer */
  end: number;
}

/** Starts with large numbers so that the engine keeps the fields as doubles from the first frame on. */
export function newGlance(): Glance {
  return {
    dst: BROADCAST_MAC,
    src: BROADCAST_MAC,
    etherType: 0,
    op: 0,
    sha: BROADCAST_MAC,
    spa: 0xffffffff,
    tha: BROADCAST_MAC,
    tpa: 0xffffffff,
    vid: -1,
    tags: 0,
    end: 0,
  };
}

/**
 * True for ARP or RARP with IPv4 over Ethernet (hln 6, pln 4), tagged or in LLC/SNAP too; false for all else, and then
 * `into` holds nothing of use. Never throws and allocates nothing. In a buffer with more behind the frame, give where
 * it starts and hold `into.end` against where it ends.
 */
export function glance(bytes: Uint8Array, into: Glance, from = 0): boolean {
  const size = bytes.length;
  if (size - from < SMALLEST) return false;
  let at = from + 12;
  let etherType = readUint16(bytes, at);
  let vid = -1;
  let tags = 0;
  while (isTagTpid(etherType)) {
    if (size < at + TAG_SIZE + 2) return false;
    if (tags++ === 0) vid = readUint16(bytes, at + 2) & 0xfff;
    at += TAG_SIZE;
    etherType = readUint16(bytes, at);
  }
  at += 2;
  if (etherType < FIRST_ETHERTYPE) {
    if (size < at + SNAP_SIZE || !isSnap(bytes, at)) return false;
    etherType = readUint16(bytes, at + 6);
    at += SNAP_SIZE;
  }
  if (etherType !== ETHERTYPE_ARP && etherType !== ETHERTYPE_RARP) return false;
  if (size < at + ARP_IPV4_SIZE || bytes[at + 4] !== 6 || bytes[at + 5] !== 4) return false;
  const hrd = readUint16(bytes, at);
  if ((hrd !== HRD_ETHERNET && hrd !== HRD_IEEE802) || readUint16(bytes, at + 2) !== PRO_IPV4) return false;
  into.dst = readMac(bytes, from);
  into.src = readMac(bytes, from + 6);
  into.etherType = etherType;
  into.op = readUint16(bytes, at + 6);
  into.sha = readMac(bytes, at + 8);
  into.spa = readIpv4(bytes, at + 14);
  into.tha = readMac(bytes, at + 18);
  into.tpa = readIpv4(bytes, at + 24);
  into.vid = vid;
  into.tags = tags;
  into.end = at + ARP_IPV4_SIZE;
  return true;
}
