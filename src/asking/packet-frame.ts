import type { Mac } from '../base/mac.ts';
import type { FrameBatch } from '../ports/link.ts';
import { ETHERTYPE_IPV4, writeEthernetHeader } from '../wire/ethernet.ts';
import { TAG_SIZE, TPID_8021Q } from '../wire/vlan.ts';

/** A packet as a frame. */
export function packetFrame(
  between: { readonly from: Mac; readonly to: Mac; readonly vlan: number | null },
  packet: Uint8Array,
): FrameBatch {
  const { from, to, vlan } = between;
  const tags = vlan === null ? [] : [{ tpid: TPID_8021Q, tci: vlan }];
  const header = new Uint8Array(14 + TAG_SIZE * tags.length);
  writeEthernetHeader(header, 0, { dst: to, src: from, tags, etherType: ETHERTYPE_IPV4 });
  const bytes = new Uint8Array(header.length + packet.length);
  bytes.set(header);
  bytes.set(packet, header.length);
  return { bytes, size: bytes.length, count: 1 };
}
