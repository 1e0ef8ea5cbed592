import type { InterfaceFacts } from './host.ts';
import type { LinkAddress } from './link.ts';

/** How many went through since the link was made. */
export interface VlanCounters {
  readonly frames: number;
  readonly bytes: number;
  readonly errors: number;
  readonly dropped: number;
}

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
