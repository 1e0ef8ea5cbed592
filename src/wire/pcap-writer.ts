import { writeLittle16, writeLittle32 } from './byte-order.ts';
import { LINKTYPE_ETHERNET, type Write, type WrittenFrame } from './capture-frame.ts';
import { PCAP_HEADER_SIZE, PCAP_MAGIC_NANO, PCAP_RECORD_SIZE } from './pcap.ts';

/** What tcpdump writes as its limit; longer frames are written whole all the same. */
const SNAP_LENGTH = 262_144;

/** Writes a pcap with nanoseconds, its header at once. The bytes given to `write` are used again after it returns. */
export function openPcapWriter(write: Write, linkType = LINKTYPE_ETHERNET): (frame: WrittenFrame) => void {
  const header = new Uint8Array(PCAP_HEADER_SIZE);
  writeLittle32(header, 0, PCAP_MAGIC_NANO);
  writeLittle16(header, 4, 2);
  writeLittle16(header, 6, 4);
  writeLittle32(header, 16, SNAP_LENGTH);
  writeLittle32(header, 20, linkType);
  write(header);
  const head = new Uint8Array(PCAP_RECORD_SIZE);
  return ({ bytes, wireLength = bytes.length, seconds, nanoseconds }) => {
    writeLittle32(head, 0, seconds);
    writeLittle32(head, 4, nanoseconds);
    writeLittle32(head, 8, bytes.length);
    writeLittle32(head, 12, wireLength);
    write(head);
    write(bytes);
  };
}
