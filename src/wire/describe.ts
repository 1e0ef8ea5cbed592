import { formatIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, type Mac } from '../base/mac.ts';
import { type ArpIpv4, type ArpPacket, asArpIpv4 } from './arp.ts';
import { kindOf, kindOfOperation } from './arp-kinds.ts';
import { hexOf } from './hex.ts';
import type { LinkHeader } from './link-header.ts';
import type { Decoded } from './malformed.ts';
import type { VlanFields } from './vlan.ts';

/** What an ARP frame says, in the words of tcpdump: `who-has 10.0.0.1 tell 10.0.0.2`. */
export function describeArp(frame: LinkHeader, arp: Decoded<ArpPacket>): string {
  const vlans = frame.tags.map(describeTag).join('');
  if (!arp.ok) return `${vlans}malformed ARP: ${arp.error.text}`;
  const packet = asArpIpv4(arp.value);
  const said = packet ? describeIpv4(frame, packet) : describeOther(frame, arp.value);
  return (
    vlans + said + (packet && packet.sha !== frame.src ? `, sender claims ${formatMac(packet.sha)}` : '')
  );
}

function describeTag(tag: VlanFields): string {
  return `vlan ${tag.vid}${tag.pcp > 0 ? ` p ${tag.pcp}` : ''}${tag.dei ? ' dei' : ''}, `;
}

function describeIpv4(frame: LinkHeader, packet: ArpIpv4): string {
  const spa = formatIpv4(packet.spa);
  const tpa = formatIpv4(packet.tpa);
  const sha = formatMac(packet.sha);
  const asked = packet.tha === 0 || packet.tha === BROADCAST_MAC ? '' : ` (${formatMac(packet.tha)})`;
  const kind = kindOf({ ...packet, etherType: frame.etherType });
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
      return `rarp who-is ${formatMac(packet.tha)} tell ${sha}`;
    case 'rarp-reply':
      return `rarp ${formatMac(packet.tha)} at ${tpa}`;
    case 'inarp-request':
      return `inarp who-is ${macOrNobody(packet.tha)} tell ${spa} (${sha})`;
    case 'inarp-reply':
      return `inarp ${sha} at ${spa}`;
    case 'drarp-request':
    case 'drarp-reply':
    case 'drarp-error':
    case 'nak':
    case 'unknown':
      return `${kind === 'unknown' ? `operation ${packet.op}` : kind} from ${spa} (${sha}) to ${tpa} (${formatMac(packet.tha)})`;
  }
}

function macOrNobody(mac: Mac): string {
  return mac === 0 ? 'anybody' : formatMac(mac);
}

function describeOther(frame: LinkHeader, packet: ArpPacket): string {
  const kind = kindOfOperation(frame.etherType, packet.op);
  const name = kind === 'unknown' ? `operation ${packet.op}` : kind;
  const pair = (protocol: Uint8Array, hardware: Uint8Array): string =>
    `${hexOf(protocol) || 'nothing'} (${hexOf(hardware) || 'nothing'})`;
  return `${name} of hardware ${packet.hrd} protocol 0x${packet.pro.toString(16).padStart(4, '0')} from ${pair(packet.spa, packet.sha)} to ${pair(packet.tpa, packet.tha)}`;
}
