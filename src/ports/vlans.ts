import type { InterfaceFacts } from './host.ts';
import type { LinkAddress } from './link.ts';

/** How many went through since the link was made. */
export interface VlanCounters {
  readonly frames: number;
  readonly bytes: number;
  readonly errors: number;
  readonly dropped: number;
}

/** `routes` lead out of it, `links` stand on it, it answers for others by `proxy_arp` or `proxy_arp_pvlan`, it has `ipv6`. */
export type VlanUse = 'routes' | 'links' | 'proxy_arp' | 'proxy_arp_pvlan' | 'ipv6';

export interface VlanLink {
  readonly name: string;
  readonly index: number;
  /** null: in another network namespace */
  readonly parent: string | null;
  readonly id: number;
  /** 0x8100 (802.1Q) or 0x88a8 (802.1ad) */
  readonly protocol: number;
  /** VLAN_FLAG_* in lower case: `reorder_hdr`, `gvrp`, `mvrp`, `loose_binding`, `bridge_binding`. */
  readonly flags: readonly string[];
  readonly mac: number | null;
  readonly mtu: number;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly parentUp: boolean | null;
  /** The bridge or VRF it is a member of. */
  readonly master: string | null;
  readonly addresses: readonly LinkAddress[];
  /** What it is there for without an IPv4 address; of one that has an address nothing is looked up. */
  readonly uses: readonly VlanUse[];
  readonly received: VlanCounters & { readonly multicast: number };
  readonly sent: VlanCounters;
  /** Priorities: of the tag to those of packets, and back; what is not named keeps 0. */
  readonly ingress: readonly (readonly [from: number, to: number])[];
  readonly egress: readonly (readonly [from: number, to: number])[];
}

/** The VLAN links of the network namespace of the caller; no rights are needed. */
export interface Vlans {
  read(): readonly VlanLink[];
  /** Every interface there, of any kind. */
  interfaces(): readonly InterfaceFacts[];
}
