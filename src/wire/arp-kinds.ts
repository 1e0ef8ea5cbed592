import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { type ArpOverLink, OP_REPLY, OP_REQUEST } from './arp.ts';
import { ETHERTYPE_RARP } from './ethernet.ts';

/** In this order in counts and summaries. */
export const ARP_KINDS = [
  'request',
  'reply',
  'probe',
  'announcement',
  'gratuitous-request',
  'gratuitous-reply',
  'rarp-request',
  'rarp-reply',
  'drarp-request',
  'drarp-reply',
  'drarp-error',
  'inarp-request',
  'inarp-reply',
  'nak',
  'unknown',
] as const;

/** What an ARP or RARP packet is in the words of its RFC. */
export type ArpKind = (typeof ARP_KINDS)[number];

/** What `kindOf` looks at; a Glance has it, and so has an ArpIpv4 with its EtherType. */
export interface KindFields {
  readonly etherType: number;
  readonly op: number;
  readonly spa: Ipv4;
  readonly tha: Mac;
  readonly tpa: Ipv4;
}

/** IANA arp-parameters: 3, 4 RFC 903; 5-7 RFC 1931; 8, 9 RFC 2390; 10 RFC 1577. */
const BY_OPERATION: readonly ArpKind[] = [
  'unknown',
  'request',
  'reply',
  'rarp-request',
  'rarp-reply',
  'drarp-request',
  'drarp-reply',
  'drarp-error',
  'inarp-request',
  'inarp-reply',
  'nak',
];

/** The kind by the operation alone, for packets that are not IPv4 over Ethernet. */
export function kindOfOperation(etherType: number, op: number): ArpKind {
  // Nobody takes an ARP question under RARP's EtherType: Linux registers arp_rcv for 0x0806 only.
  if (etherType === ETHERTYPE_RARP && op !== 3 && op !== 4) return 'unknown';
  return BY_OPERATION[op] ?? 'unknown';
}

/**
 * RFC 5227 1.1: a probe has no sender address; an announcement names the same address twice and no target hardware.
 * The older gratuitous request fills that in: keepalived with ff:ff:ff:ff:ff:ff, others with their own address.
 */
export function kindOf(packet: KindFields): ArpKind {
  const kind = kindOfOperation(packet.etherType, packet.op);
  if (packet.op === OP_REQUEST && kind === 'request') {
    if (packet.spa === 0) return 'probe';
    if (packet.spa !== packet.tpa) return 'request';
    return packet.tha === 0 ? 'announcement' : 'gratuitous-request';
  }
  if (packet.op === OP_REPLY && kind === 'reply' && packet.spa === packet.tpa) return 'gratuitous-reply';
  return kind;
}

/** The kind by the same rules where hardware addresses are no MACs. */
export function kindOverLink(etherType: number, { op, spa, tha, tpa }: ArpOverLink): ArpKind {
  return kindOf({ etherType, op, spa, tpa, tha: isEvery(tha, 0) ? 0 : 1 });
}

export function isEvery(address: Uint8Array, byte: number): boolean {
  return address.every((one) => one === byte);
}
