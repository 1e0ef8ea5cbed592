import type { LinkOptions } from '../ports/host.ts';
import { readUint16 } from '../wire/bits.ts';
import {
  ETHERNET_HEADER_SIZE,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_RARP,
  FIRST_ETHERTYPE,
  isSnap,
  SNAP_SIZE,
} from '../wire/ethernet.ts';
import { isTagTpid, TAG_SIZE } from '../wire/vlan.ts';

/**
 * What a link lets through: ARP and RARP as Ethernet II or in LLC/SNAP, behind up to three tags; with `arp+echo` ICMP echo
 * replies and unreachables too.
 */
export function hearsArp(bytes: Uint8Array, hears: LinkOptions['hears'] = 'arp'): boolean {
  if (bytes.length < ETHERNET_HEADER_SIZE) return false;
  let at = 12;
  for (let tags = 0; tags < 3 && isTagTpid(readUint16(bytes, at)); tags++) {
    at += TAG_SIZE;
    if (bytes.length < at + 2) return false;
  }
  let type = readUint16(bytes, at);
  if (type < FIRST_ETHERTYPE) {
    if (bytes.length < at + 2 + SNAP_SIZE || !isSnap(bytes, at + 2)) return false;
    type = readUint16(bytes, at + SNAP_SIZE);
  }
  if (type === ETHERTYPE_IPV4 && hears === 'arp+echo') {
    const icmpType = bytes[at + 2 + 20];
    return bytes[at + 2 + 9] === 1 && (icmpType === 0 || icmpType === 3);
  }
  return type === ETHERTYPE_ARP || type === ETHERTYPE_RARP;
}
