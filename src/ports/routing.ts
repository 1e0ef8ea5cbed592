import type { Ipv4 } from '../base/ipv4.ts';
import type { Prefix } from '../base/prefix.ts';

/** One way of a route. */
export interface Hop {
  /** Of the interface. */
  readonly index: number;
  /** null: the neighbour is the destination itself. `other`: a gateway that ARP is no use for, such as an IPv6 one. */
  readonly gateway: Ipv4 | 'other' | null;
}

/** A route of one of the kernel's tables. */
export interface Route {
  readonly table: number;
  /** `refusing`: blackhole, unreachable, prohibit */
  readonly type: 'unicast' | 'refusing';
  readonly prefix: Prefix;
  readonly metric: number;
  readonly hops: readonly Hop[];
}

/** Where the kernel would send a packet for an address. */
export interface Way {
  /** `local`: to this host itself; `many`: broadcast and multicast */
  readonly kind: 'unicast' | 'local' | 'many';
  /** The name of the interface. */
  readonly link: string;
  /** null: the neighbour is the destination itself */
  readonly gateway: Ipv4 | 'other' | null;
  /** The address of ours the packet would carry. */
  readonly source: Ipv4 | null;
}

/** The routes of this host, as they are now. */
export interface Routing {
  /** Those of the tables that a policy rule or a VRF leads to. Throws SystemFault. */
  routes(): readonly Route[];
  /**
   * As `ip route get`, with `from` an address of ours as the source of the packet; `none` without a route, `refused` where one
   * says so. Throws SystemFault.
   */
  wayTo(ip: Ipv4, from?: Ipv4): Way | 'none' | 'refused';
}
