import type { ConfName, NeighName } from '../../src/kernel/conf.ts';
import type { NudState } from '../../src/kernel/host.ts';
import type { WayQuestion } from './ask-ways.ts';
import type { Script } from './script-plan.ts';

/** A host to be built, as plain JSON: what the kernel makes of it is read back before the model is asked. */
export interface HostPlan {
  /** e0, e1, …: as many as a world has; those not used are down. */
  readonly nics: readonly NicPlan[];
  readonly lo: readonly AddressPlan[];
  readonly all: ConfPlan;
  readonly rules: readonly RulePlan[];
  readonly routes: readonly RoutePlan[];
  readonly published: readonly { readonly ip: string; readonly nic: number | null }[];
  /** Addresses whose route in the local table is deleted by hand. */
  readonly disowned: readonly string[];
  /** Added and deleted again before anything else: the marks they leave stay. */
  readonly everRule: boolean;
  readonly everLocal: boolean;
  /** Cables without carrier. */
  readonly cut: readonly number[];
  /** Next-hop objects and groups; left out: none. */
  readonly objects?: readonly ObjectPlan[];
  /** nexthop_compat_mode is 0: routes by objects are told by their number alone. */
  readonly bareObjects?: boolean;
  /** Priorities of the rules a namespace is born with that are deleted. */
  readonly unborn?: readonly number[];
  /** The indexes of the NICs, which are made in the order of their names; left out: as they come. */
  readonly indexes?: readonly number[];
}

/** `ip nexthop`: a way, a group of ways, or a hole. */
export interface ObjectPlan {
  readonly id: number;
  readonly hop?: HopPlan;
  readonly group?: readonly { readonly id: number; readonly weight: number }[];
}

export type ConfPlan = { readonly [name in ConfName]?: number };

export interface NicPlan {
  readonly mac: string;
  readonly up: boolean;
  readonly arp: boolean;
  readonly addresses: readonly AddressPlan[];
  readonly conf: ConfPlan;
  readonly neigh: { readonly [name in NeighName]?: number };
  readonly promiscuous?: boolean;
}

export interface AddressPlan {
  readonly local: string;
  readonly length: number;
  readonly peer?: string;
  readonly scope: number;
  readonly noPrefixRoute?: boolean;
  /** Left out: the last of the prefix; null: none. */
  readonly broadcast?: string | null;
  /** Of its prefix route. */
  readonly metric?: number;
}

export interface RoutePlan {
  readonly table: number;
  /** RTN_* */
  readonly type: number;
  readonly to: string;
  readonly length: number;
  readonly metric: number;
  readonly hops: readonly HopPlan[];
  /** The preferred source. */
  readonly source?: string;
  readonly tos?: number;
  readonly scope?: number;
  readonly realm?: number;
  /** The number of the next-hop object it goes by, in place of `hops`. */
  readonly object?: number;
  /** Before its equals, and not behind them. */
  readonly prepend?: boolean;
}

/** A next hop: its gateway by IPv4 or by IPv6, or none. */
export interface HopPlan {
  readonly nic: number;
  readonly via?: string;
  /** A gateway of link scope by IPv6: the last number of fe80::. */
  readonly via6?: number;
  readonly weight?: number;
  readonly realm?: number;
}

export interface RulePlan {
  readonly priority: number;
  /** FR_ACT_* */
  readonly action: number;
  readonly table: number;
  readonly goto?: number;
  readonly not?: boolean;
  readonly from?: readonly [string, number];
  readonly to?: readonly [string, number];
  readonly iif?: string;
  readonly oif?: string;
  readonly mark?: number;
  readonly mask?: number;
  readonly suppress?: number;
  readonly suppressGroup?: number;
  readonly tos?: number;
  readonly dscp?: number;
  /** Since 6.15, as is that of ports. */
  readonly dscpMask?: number;
  readonly uids?: readonly [number, number];
  readonly ipProtocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** The last of them; left out: there is one. */
  readonly destinationLast?: number;
  readonly destinationMask?: number;
  readonly tunnel?: number;
  readonly realm?: number;
}

/** An entry of the neighbour table that is there before the frame comes. */
export interface EntryPlan {
  readonly nic: number;
  readonly ip: string;
  readonly state: NudState;
  readonly mac: string | null;
  /** A packet waits for it (INCOMPLETE only). */
  readonly queued?: boolean;
  /** NTF_*; left out: none. */
  readonly flags?: number;
}

/** A frame from outside; `bytes` are what is sent, from the Ethernet destination on. */
export interface FramePlan {
  readonly nic: number;
  readonly bytes: string;
}

/** Something that makes the host ask for a neighbour. */
export interface AskPlan {
  /** null: the route decides */
  readonly nic: number | null;
  readonly how: 'packet' | 'use' | 'probe';
  readonly source: string;
  readonly target: string;
}

/** What can be replayed. */
export interface CasePlan {
  readonly v: 1;
  readonly seed: string;
  readonly why: string;
  readonly host: HostPlan;
  readonly entries: readonly EntryPlan[];
  readonly frames: readonly FramePlan[];
  readonly asks: readonly AskPlan[];
  /** Instead of frames and asks: what happens to entries in the course of time. */
  readonly scripts?: readonly Script[];
  /** Instead of them: ways of packets. */
  readonly ways?: readonly WayQuestion[];
}
