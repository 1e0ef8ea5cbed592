import type { Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import { OP_REQUEST } from '../wire/arp.ts';
import { ARP_FRAME_SIZE, type ArpFrameFields, writeArpFrame } from '../wire/arp-frame.ts';
import { TAG_SIZE } from '../wire/vlan.ts';

export function arpFrame(fields: ArpFrameFields): Uint8Array {
  const bytes = new Uint8Array(ARP_FRAME_SIZE + TAG_SIZE * (fields.tags?.length ?? 0));
  writeArpFrame(bytes, 0, fields);
  return bytes;
}

/** A broadcast question; `spa` 0 makes it a probe (RFC 5227 2.1.1). */
export function whoHas(tpa: Ipv4, asker: { mac: Mac; spa: Ipv4 }): Uint8Array {
  const { mac, spa } = asker;
  return arpFrame({ dst: BROADCAST_MAC, src: mac, op: OP_REQUEST, sha: mac, spa, tha: 0, tpa });
}
