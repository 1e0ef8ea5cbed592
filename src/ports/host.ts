import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { SelfAnswer } from '../kernel/self-answer.ts';
import type { Link, LinkAddress } from './link.ts';
import type { Routing } from './routing.ts';

/** What is known of an interface before it is opened. */
export interface InterfaceFacts {
  readonly name: string;
  /** Other names the kernel knows it by (ip link property, since Linux 5.5). */
  readonly altnames?: readonly string[];
  readonly index: number;
  readonly mac: Mac;
  readonly mtu: number;
  /** ARPHRD_* of if_arp.h: 1 Ethernet, 772 loopback */
  readonly hardware: number;
  readonly up: boolean;
  readonly carrier: boolean;
  /** IFF_NOARP is not set. */
  readonly arp: boolean;
  readonly loopback: boolean;
  /** `veth`, `bridge`, `vlan` … as the kernel names the kind; null for a real NIC. */
  readonly kind: string | null;
  /** IFF_POINTOPOINT: there is one other end, and no ARP */
  readonly pointToPoint?: boolean;
  /** The index of the bridge, bond or VRF it is a member of; 0 if none. */
  readonly master: number;
  /** The index of the link below it, whose frames it shares (a VLAN's parent); left out: none, or in another namespace. */
  readonly lower?: number;
  /** One end of a pair whose other end is in another namespace: a container's. Left out: not known. */
  readonly leadsAway?: boolean;
  /**
   * The same for all interfaces whose frames share a physical link: a VLAN and its parent, a bond and its members. Says
   * nothing else. Left out: it shares none.
   */
  readonly wire?: string;
  readonly addresses: readonly LinkAddress[];
  /** Questions asked here are answered by this host itself, and so by what; missing or null when they are not. */
  readonly selfAnswer?: SelfAnswer | null;
}

/** The machine we stand on, as far as a verb that only asks the wire needs it. */
export interface Host {
  /** All interfaces as they are now, the loopback too. Throws SystemFault. */
  interfaces(): readonly InterfaceFacts[];
  /** Throws SystemFault (rights, interface). */
  openLink(wanted: InterfaceFacts, options?: LinkOptions): Link;
  /** MACs known for addresses of a link without asking anybody. Never throws; left out when nothing is known. */
  neighbours?(link: string): readonly { readonly ip: Ipv4; readonly mac: Mac }[];
  /** Left out where there are no routes to tell of: then subnets alone say what is reached directly. */
  readonly routing?: Routing;
}

/** How a link is opened. */
export interface LinkOptions {
  /** Hear what leaves this machine too, by other programs and by us (for --save). Default false. */
  readonly outgoing?: boolean;
  /**
   * Few frames will come: each is read by a call of its own, without a ring, which makes opening and closing much
   * faster. Default false.
   */
  readonly quiet?: boolean;
  /** Bytes of the receive ring, all of them resident. Default 16 MiB: half a second of 200,000 frames/s. */
  readonly ringBytes?: number;
  /**
   * `arp+echo`: ICMP echo replies and unreachables too, whatever machine they are for. `arp+evidence`: what says who is
   * meant to have an address too (`evidenceOf` of wire/evidence.ts). Default `arp`.
   */
  readonly hears?: 'arp' | 'arp+echo' | 'arp+evidence';
  /** What is for others too, as far as the cable brings it (a mirror port). Default false. */
  readonly promiscuous?: boolean;
  /**
   * Each frame is there to drain at once, and one longer than 400 bytes is cut. Default false: in blocks, which hold
   * more frames in the same memory and keep back a lone one for some milliseconds.
   */
  readonly prompt?: boolean;
  /** How long the kernel may keep back frames, to hand over several at once. Default 2 ms; with `prompt` and `quiet` none. */
  readonly gather?: Millis;
}

/** Names for addresses; slow, may fail, never in the way of packets. */
export interface Names {
  nameOf(ip: Ipv4): Promise<string | null>;
}

/** Vendors by MAC; null when no register has it. */
export interface Vendors {
  /** The name in the registers of the IEEE, by the longest prefix; null for a MAC made up on the spot too. */
  vendorOf(mac: Mac): string | null;
}
