import { readIpv4, type Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, isMulticastMac, type Mac, readMac } from '../base/mac.ts';
import { ARP_HEADER_SIZE, ARP_IPV4_SIZE, HRD_ETHERNET, PRO_IPV4 } from '../wire/arp.ts';
import { readUint16 } from '../wire/bits.ts';
import { ETHERNET_HEADER_SIZE, ETHERTYPE_ARP } from '../wire/ethernet.ts';
import { TAG_SIZE, TPID_8021AD, TPID_8021Q } from '../wire/vlan.ts';

/** A frame that reached a link of the host, as far as ARP cares. What is left out is as in a good IPv4 packet. */
export type Heard = {
  /** The link whose cable brought it. */
  readonly link: string;
  /** The Ethernet destination. */
  readonly dst: Mac;
  readonly op: number;
  readonly sha: Mac;
  readonly spa: Ipv4;
  readonly tha: Mac;
  readonly tpa: Ipv4;
  readonly hrd?: number;
  readonly pro?: number;
  readonly hln?: number;
  readonly pln?: number;
  /** Id of its outermost VLAN tag; 0 (a priority tag) is no VLAN. */
  readonly vid?: number;
  /** Protocol of that tag: 0x8100 unless said otherwise. */
  readonly tpid?: number;
  /** The tags behind it, from the outside in. */
  readonly inner?: readonly VlanId[];
  /** Bytes behind the Ethernet header. */
  readonly size?: number;
  /** 0x0806 unless said otherwise. */
  readonly etherType?: number;
  /** The Ethernet source, which bridges and macvlans look at, and ARP never does; that of `sha` unless said otherwise. */
  readonly src?: Mac;
};

/** A VLAN is its id and the protocol of its tag: 802.1Q and 802.1ad do not hear each other. */
export type VlanId = { readonly tpid: number; readonly vid: number };

/** The tags of a frame, from the outside in; the kernel takes off tags of priority alone wherever they stand. */
export function tagsOf(heard: Pick<Heard, 'vid' | 'tpid' | 'inner'>): readonly VlanId[] {
  const { vid = 0, tpid = TPID_8021Q, inner = [] } = heard;
  return vid === 0 ? inner : [{ tpid, vid }, ...inner];
}

/** How a frame was addressed, from the view of one link. */
export type Addressed = 'host' | 'broadcast' | 'multicast' | 'other';

/** net/ethernet/eth.c eth_type_trans */
export function addressedTo(dst: Mac, macs: readonly Mac[]): Addressed {
  if (dst === BROADCAST_MAC) return 'broadcast';
  if (isMulticastMac(dst)) return 'multicast';
  return macs.includes(dst) ? 'host' : 'other';
}

/** Reads any bytes as the kernel does: fields behind the end of a short frame are 0, and `size` says that it is short. */
export function heardFrom(bytes: Uint8Array, link: string): Heard {
  const at = (offset: number): Uint8Array => {
    const field = new Uint8Array(8);
    field.set(bytes.subarray(offset, offset + 8));
    return field;
  };
  let start = 12;
  const tags: VlanId[] = [];
  let etherType = readUint16(at(start), 0);
  while (etherType === TPID_8021Q || etherType === TPID_8021AD) {
    const vid = readUint16(at(start + 2), 0) & 0xfff;
    if (vid !== 0) tags.push({ tpid: etherType, vid });
    start += TAG_SIZE;
    etherType = readUint16(at(start), 0);
  }
  const [outer, ...inner] = tags;
  const arp = start + 2;
  const header = at(arp);
  return {
    link,
    dst: readMac(at(0), 0),
    src: readMac(at(6), 0),
    hrd: readUint16(header, 0),
    pro: readUint16(header, 2),
    hln: header[4]!,
    pln: header[5]!,
    op: readUint16(header, 6),
    sha: readMac(at(arp + ARP_HEADER_SIZE), 0),
    spa: readIpv4(at(arp + 14), 0),
    tha: readMac(at(arp + 18), 0),
    tpa: readIpv4(at(arp + 24), 0),
    vid: outer?.vid ?? 0,
    ...(outer && outer.tpid !== TPID_8021Q ? { tpid: outer.tpid } : {}),
    ...(inner.length > 0 ? { inner } : {}),
    size: Math.max(0, bytes.length - arp),
    etherType: bytes.length < ETHERNET_HEADER_SIZE ? 0 : etherType,
  };
}

/** The fields a person leaves out when asking about a frame. */
export const ORDINARY = {
  hrd: HRD_ETHERNET,
  pro: PRO_IPV4,
  hln: 6,
  pln: 4,
  vid: 0,
  size: ARP_IPV4_SIZE,
  etherType: ETHERTYPE_ARP,
} as const;
