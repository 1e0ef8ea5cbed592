import { type Ipv4, writeIpv4 } from '../base/ipv4.ts';
import { type Mac, writeMac } from '../base/mac.ts';
import { ARP_IPV4_SIZE, HRD_ETHERNET, PRO_IPV4 } from './arp.ts';
import { writeUint16 } from './bits.ts';
import { ETHERTYPE_ARP, writeEthernetHeader } from './ethernet.ts';
import type { RawTag } from './vlan.ts';

/** Without tags, and without the padding that the driver adds. */
export const ARP_FRAME_SIZE = 42;

export interface ArpFrameFields {
  readonly dst: Mac;
  readonly src: Mac;
  /** outermost first */
  readonly tags?: readonly RawTag[];
  /** 0x0806 unless said otherwise (RARP is 0x8035) */
  readonly etherType?: number;
  readonly op: number;
  readonly sha: Mac;
  readonly spa: Ipv4;
  readonly tha: Mac;
  readonly tpa: Ipv4;
}

/** Writes every byte of the frame in place (42, and 4 for each tag), and returns its size. */
export function writeArpFrame(bytes: Uint8Array, at: number, frame: ArpFrameFields): number {
  const { dst, src, tags = [], etherType = ETHERTYPE_ARP } = frame;
  const header = writeEthernetHeader(bytes, at, { dst, src, tags, etherType });
  const arp = at + header;
  writeUint16(bytes, arp, HRD_ETHERNET);
  writeUint16(bytes, arp + 2, PRO_IPV4);
  bytes[arp + 4] = 6;
  bytes[arp + 5] = 4;
  writeUint16(bytes, arp + 6, frame.op);
  writeMac(bytes, arp + 8, frame.sha);
  writeIpv4(bytes, arp + 14, frame.spa);
  writeMac(bytes, arp + 18, frame.tha);
  writeIpv4(bytes, arp + 24, frame.tpa);
  return header + ARP_IPV4_SIZE;
}
