import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { type ArpOverLink, type ArpPacket, asArpIpv4, asArpOverLink } from './arp.ts';
import { isEvery, kindOfOperation, kindOverLink } from './arp-kinds.ts';
import { hexOf } from './hex.ts';
import type { LinkHeader } from './link-header.ts';
import type { Decoded } from './malformed.ts';
import type { VlanFields } from './vlan.ts';

/** What an ARP frame says, in the words of tcpdump: `who-has 10.0.0.1 tell 10.0.0.2`. */
export function describeArp(frame: LinkHeader, arp: Decoded<ArpPacket>): string {
  const vlans = frame.tags.map(describeTag).join('');
  if (!arp.ok) return `${vlans}malformed ARP: ${arp.error.text}`;
  const packet = asArpIpv4(arp.value);
  const known = asArpOverLink(arp.value);
  const said = known ? describeIpv4(frame, known) : describeOther(frame, arp.value);
  return (
    vlans + said + (packet && packet.sha !== frame.src ? `, sender claims ${formatMac(packet.sha)}` : '')
  );
}

function describeTag(tag: VlanFields): string {
  return `vlan ${tag.vid}${tag.pcp > 0 ? ` p ${tag.pcp}` : ''}${tag.dei ? ' dei' : ''}, `;
}

function describeIpv4(frame: LinkHeader, packet: ArpOverLink): string {
  const spa = formatIpv4(packet.spa);
  const tpa = formatIpv4(packet.tpa);
  const sha = hardwareText(packet.sha);
  const tha = hardwareText(packet.tha);
  const asked = isEvery(packet.tha, 0) || isEvery(packet.tha, 0xff) ? '' : ` (${tha})`;
  const kind = kindOverLink(frame.etherType, packet);
  switch (kind) {
    case 'request':
      return `who-has ${tpa}${asked} tell ${spa}`;
    case 'probe':
      return `probe who-has ${tpa}${asked} tell nobody`;
    case 'announcement':
      return `announcement ${spa} is-at ${sha}`;
    case 'gratuitous-request':
      return `gratuitous request ${spa} is-at ${sha}`;
    case 'gratuitous-reply':
      return `gratuitous reply ${spa} is-at ${sha}`;
    case 'reply':
      return `${spa} is-at ${sha}`;
    case 'rarp-request':
      return `rarp who-is ${tha} tell ${sha}`;
    case 'rarp-reply':
      return `rarp ${tha} at ${tpa}`;
    case 'inarp-request':
      return `inarp who-is ${isEvery(packet.tha, 0) ? 'anybody' : tha} tell ${spa} (${sha})`;
    case 'inarp-reply':
      return `inarp ${sha} at ${spa}`;
    case 'drarp-request':
    case 'drarp-reply':
    case 'drarp-error':
    case 'nak':
    case 'unknown':
      return `${kind === 'unknown' ? `operation ${packet.op}` : kind} from ${spa} (${sha}) to ${tpa} (${tha})`;
  }
}

/** `02:00:00:00:00:01`, and addresses of any other size in the same way, as ip neigh shows them. */
function hardwareText(address: Uint8Array): string {
  return Array.from(address, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function describeOther(frame: LinkHeader, packet: ArpPacket): string {
  const kind = kindOfOperation(frame.etherType, packet.op);
  const name = kind === 'unknown' ? `operation ${packet.op}` : kind;
  const pair = (protocol: Uint8Array, hardware: Uint8Array): string =>
    `${hexOf(protocol) || 'nothing'} (${hexOf(hardware) || 'nothing'})`;
  return `${name} of hardware ${packet.hrd} protocol 0x${packet.pro.toString(16).padStart(4, '0')} from ${pair(packet.spa, packet.sha)} to ${pair(packet.tpa, packet.tha)}`;
}
