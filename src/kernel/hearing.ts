import { isLoopbackIpv4, isMulticastIpv4, type Ipv4 } from '../base/ipv4.ts';
import { isMulticastMac, type Mac } from '../base/mac.ts';
import { ARP_IPV4_SIZE, OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { ETHERNET_HEADER_SIZE, ETHERTYPE_ARP } from '../wire/ethernet.ts';
import type { Glance } from '../wire/glance.ts';
import { TPID_8021Q } from '../wire/vlan.ts';
import { addressedTo, heardFrom, tagsOf, type VlanId } from './heard.ts';
import type { ReasonCode } from './reasons.ts';
import { LIMITED_BROADCAST } from './routes.ts';

/** Where a responder beside the kernel stands. */
export type Ears = {
  /** That of the card, and one that is told in its place. */
  readonly macs: readonly Mac[];
  /** The 802.1Q VLAN it answers in; null: untagged. */
  readonly vlan: number | null;
  /** Addresses nobody else may ask as: this machine's, and what the responder holds. */
  readonly own: { has(ip: Ipv4): boolean };
};

/** `asker-not-one`: an answer to such a MAC would go to many, or to nobody; the kernel sends it all the same. */
export type Deafness = ReasonCode | 'asker-not-one';

/**
 * Why a responder of ours leaves a question alone that the kernel, had it the target, would not answer either; null: it
 * may answer. In the order and by the rules of `receive` for a link with the settings it is born with (net/ipv4/arp.c
 * arp_rcv, arp_process, net/ipv4/route.c ip_route_input_slow), where no rp_filter looks at the way back.
 */
export function deafnessTo(arp: Glance, bytes: Uint8Array, ears: Ears): Deafness | null {
  return framingFlaw(arp, bytes, ears.vlan) ?? questionFlaw(arp, ears);
}

/** Why the frame is none to a responder in that VLAN (null: untagged), question or answer. */
export function framingFlaw(arp: Glance, bytes: Uint8Array, vlan: number | null): ReasonCode | null {
  return isPlain(arp) && vlan === null ? null : oddFraming(bytes, vlan);
}

/** Why a frame that is heard is no question to be answered. */
export function questionFlaw(arp: Glance, { macs, own }: Omit<Ears, 'vlan'>): Deafness | null {
  if (addressedTo(arp.dst, macs) === 'other') return 'other-host';
  if (arp.op !== OP_REQUEST) return arp.op === OP_REPLY ? 'no-reply-to-reply' : 'unknown-operation';
  const { spa, sha } = arp;
  if (isMulticastIpv4(spa) || spa === LIMITED_BROADCAST) return 'sender-not-unicast';
  if (isLoopbackIpv4(spa)) return 'sender-loopback';
  if (own.has(spa)) return 'own-sender';
  return sha === 0 || isMulticastMac(sha) ? 'asker-not-one' : null;
}

/** Untagged Ethernet II: nearly every frame, and nothing has to be read again. */
function isPlain({ tags, end, etherType }: Glance): boolean {
  return tags === 0 && etherType === ETHERTYPE_ARP && end === ETHERNET_HEADER_SIZE + ARP_IPV4_SIZE;
}

/** The kernel takes tags of priority alone off, wherever they stand, and hears no ARP in LLC/SNAP. */
function oddFraming(bytes: Uint8Array, vlan: number | null): ReasonCode | null {
  const heard = heardFrom(bytes, '');
  const tags = tagsOf(heard);
  if (!(vlan === null ? tags.length === 0 : isOneOf(vlan, tags))) return 'foreign-vlan';
  return heard.etherType === ETHERTYPE_ARP ? null : 'not-arp';
}

function isOneOf(vlan: number, [tag, ...inner]: readonly VlanId[]): boolean {
  return inner.length === 0 && tag?.vid === vlan && tag.tpid === TPID_8021Q;
}
