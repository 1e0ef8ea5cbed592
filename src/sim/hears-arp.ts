import type { LinkOptions } from '../ports/host.ts';
import { PORT_DHCP_CLIENT, PORT_DHCP_SERVER } from '../wire/beside/dhcp.ts';
import { PORT_GLBP } from '../wire/beside/glbp.ts';
import { PORT_HSRP } from '../wire/beside/hsrp.ts';
import { PROTOCOL_IGMP } from '../wire/beside/igmp.ts';
import { ETHERTYPE_LLDP } from '../wire/beside/lldp.ts';
import { PROTOCOL_VRRP } from '../wire/beside/vrrp.ts';
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
import { PROTOCOL_AH } from '../wire/evidence.ts';
import { isTagTpid, TAG_SIZE } from '../wire/vlan.ts';

/**
 * What a link lets through: ARP and RARP as Ethernet II or in LLC/SNAP, behind up to three tags; with `arp+echo` ICMP echo
 * replies and unreachables too, with `arp+evidence` what the watch takes for evidence.
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
  if (type === ETHERTYPE_IPV4 && hears === 'arp+evidence') return hearsEvidence(bytes, at + 2);
  return (
    type === ETHERTYPE_ARP || type === ETHERTYPE_RARP || (type === ETHERTYPE_LLDP && hears === 'arp+evidence')
  );
}

const DATAGRAMS = [PORT_DHCP_SERVER, PORT_DHCP_CLIENT, PORT_HSRP, PORT_GLBP];

function hearsEvidence(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at] ?? 0;
  const size = (first & 15) * 4;
  if (first >>> 4 !== 4 || size < 20 || bytes.length < at + 10) return false;
  if ((readUint16(bytes, at + 6) & 0x1fff) !== 0) return false;
  const protocol = bytes[at + 9];
  if (protocol === 17)
    return bytes.length >= at + size + 4 && DATAGRAMS.includes(readUint16(bytes, at + size + 2));
  if (protocol === PROTOCOL_AH) return bytes[at + size] === PROTOCOL_VRRP;
  return protocol === PROTOCOL_VRRP || protocol === PROTOCOL_IGMP;
}
