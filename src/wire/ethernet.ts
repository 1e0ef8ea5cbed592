import { type Mac, readMac, writeMac } from '../base/mac.ts';
import { ok } from '../base/result.ts';
import { readUint16, writeUint16 } from './bits.ts';
import { type Decoded, tooShort } from './malformed.ts';
import { isTagTpid, type RawTag, TAG_SIZE, type VlanFields, vlanFieldsOf, writeTag } from './vlan.ts';

export const ETHERTYPE_IPV4 = 0x0800;
/** EtherType of ARP, RFC 826. */
export const ETHERTYPE_ARP = 0x0806;
/** EtherType of RARP, RFC 903. */
export const ETHERTYPE_RARP = 0x8035;

export const ETHERNET_HEADER_SIZE = 14;
/** Smaller values in the type field are an 802.3 length (IEEE 802.3 3.2.6). */
export const FIRST_ETHERTYPE = 0x600;
/** DSAP, SSAP, control, OUI, and the EtherType at the end (RFC 1042) */
export const SNAP_SIZE = 8;

/** An Ethernet header, understood; `payloadAt` counts bytes from the destination on. */
export interface EthernetFrame {
  readonly dst: Mac;
  readonly src: Mac;
  /** outermost first */
  readonly tags: readonly VlanFields[];
  /** an 802.3 length field with an LLC header behind it */
  readonly llc: boolean;
  /** 0 for an LLC frame that is not SNAP with OUI 00-00-00: it has no EtherType */
  readonly etherType: number;
  readonly payloadAt: number;
}

export interface EthernetHeader {
  readonly dst: Mac;
  readonly src: Mac;
  readonly tags?: readonly RawTag[];
  readonly etherType: number;
}

/** AA AA 03 00 00 00: LLC/SNAP around an EtherType, RFC 1042. */
export function isSnap(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0xaa &&
    bytes[at + 1] === 0xaa &&
    bytes[at + 2] === 0x03 &&
    bytes[at + 3] === 0 &&
    bytes[at + 4] === 0 &&
    bytes[at + 5] === 0
  );
}

/** Ethernet II, any stack of VLAN tags, and LLC/SNAP. Judges only lengths; the 802.3 length field is not believed. */
export function decodeEthernet(bytes: Uint8Array): Decoded<EthernetFrame> {
  const there = bytes.length;
  if (there < ETHERNET_HEADER_SIZE)
    return tooShort('ethernet-cut', 'The Ethernet header', {
      needed: ETHERNET_HEADER_SIZE,
      there,
      claimedBy: 'IEEE 802.3',
    });
  const types = decodeTypes(bytes, 12, ETHERNET_HEADER_SIZE);
  if (!types.ok) return types;
  return ok({ dst: readMac(bytes, 0), src: readMac(bytes, 6), ...types.value });
}

export type FrameTypes = Pick<EthernetFrame, 'tags' | 'llc' | 'etherType' | 'payloadAt'>;

/** The type field at `typeAt` (it must be there), and the tags and LLC/SNAP header that follow from `at` on. */
export function decodeTypes(bytes: Uint8Array, typeAt: number, at: number): Decoded<FrameTypes> {
  const there = bytes.length;
  const tags: VlanFields[] = [];
  let payloadAt = at;
  let etherType = readUint16(bytes, typeAt);
  while (isTagTpid(etherType)) {
    const needed = payloadAt + TAG_SIZE;
    if (there < needed)
      return tooShort('vlan-tag-cut', 'The frame with its VLAN tag', {
        needed,
        there,
        claimedBy: `TPID 0x${etherType.toString(16)}`,
      });
    tags.push(vlanFieldsOf({ tpid: etherType, tci: readUint16(bytes, payloadAt) }));
    etherType = readUint16(bytes, payloadAt + 2);
    payloadAt = needed;
  }
  const llc = etherType < FIRST_ETHERTYPE;
  if (llc) {
    const snap = isSnap(bytes, payloadAt);
    const needed = payloadAt + SNAP_SIZE;
    if (snap && there < needed)
      return tooShort('snap-cut', 'The frame with its SNAP header', {
        needed,
        there,
        claimedBy: 'LLC AA AA 03',
      });
    etherType = snap ? readUint16(bytes, payloadAt + 6) : 0;
    if (snap) payloadAt = needed;
  }
  return ok({ tags, llc, etherType, payloadAt });
}

/** Writes an Ethernet II header with its tags in place and returns its size. */
export function writeEthernetHeader(bytes: Uint8Array, at: number, header: EthernetHeader): number {
  writeMac(bytes, at, header.dst);
  writeMac(bytes, at + 6, header.src);
  let end = at + 12;
  for (const tag of header.tags ?? []) {
    writeTag(bytes, end, tag);
    end += TAG_SIZE;
  }
  writeUint16(bytes, end, header.etherType);
  return end + 2 - at;
}
