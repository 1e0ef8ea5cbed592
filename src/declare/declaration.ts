import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Prefix } from '../base/prefix.ts';
import type { Threshold } from '../change/change.ts';
import type { NeighName } from '../kernel/conf.ts';
import type { ScopeName } from '../kernel/host.ts';

/** Something with its line in the file, for the reasons and faults that point there. */
export type At<T> = { readonly value: T; readonly line: number | null };

type Placed = { readonly line: number | null };

/** How ARP and addressing should be on one host. What it does not speak of stays as it is. */
export type Declaration = {
  /** The host it is meant for; null: any. */
  readonly host: At<string> | null;
  readonly vip: Vip | null;
  readonly flux: Flux | null;
  readonly vlanRouters: readonly VlanRouter[];
  readonly published: readonly Published[];
  readonly routes: readonly DeclaredRoute[];
  readonly addresses: readonly DeclaredAddress[];
  readonly neighbours: readonly DeclaredNeighbour[];
  readonly macs: readonly DeclaredMac[];
  readonly timers: readonly DeclaredTimer[];
  /** null: what is refused of lies stays as it is. */
  readonly guard: DeclaredGuard | null;
};

/** Addresses that a balancer and its real servers share: the balancer alone answers for them. */
export type Vip = Placed & {
  readonly role: 'real-server' | 'balancer';
  readonly addresses: readonly At<Ipv4>[];
  /** The link on which a balancer holds them; null for a real server. */
  readonly link: At<string> | null;
  readonly arpIgnore: 1 | 2 | 3;
};

/** Who alone may speak for addresses on some links; whatever others say of them is refused. */
export type DeclaredGuard = Placed & {
  readonly links: readonly At<string>[];
  /** `count`: remembered and counted, and believed all the same. */
  readonly mode: 'drop' | 'count';
  /** Seconds; null: for ever. */
  readonly expires: number | null;
  readonly speakers: readonly Speaker[];
};

export type Speaker = Placed & {
  /** `gateway`: whoever is the default gateway out of those links. */
  readonly addresses: readonly At<Ipv4 | 'gateway'>[];
  /** Those of its virtual router included. */
  readonly macs: readonly At<Mac>[];
  /** The number of its virtual router; null: none is named. */
  readonly vrrp: number | null;
};

/** Links of one segment, each of which shall answer for its own addresses, and send with them. */
export type Flux = Placed & {
  readonly links: readonly At<string>[];
  readonly sourceRouting: boolean;
  /** null: the one the main table has. */
  readonly gateway: Ipv4 | null;
};

export type VlanRouter = Placed & {
  readonly parent: At<string>;
  /** The EtherType of the tag. */
  readonly protocol: number;
  readonly networks: readonly VlanNetwork[];
  readonly forwarding: boolean;
  readonly proxyArp: boolean;
  readonly pvlan: boolean;
  /** The link on which the machines' addresses are asked for; null when the networks are private. */
  readonly publicSide: At<string> | null;
};

export type VlanNetwork = {
  readonly id: At<number>;
  readonly link: string;
  readonly addresses: readonly At<Cidr>[];
  /** A host route leads to each of them. */
  readonly machines: readonly At<Ipv4>[];
};

/** An address with the length of its network. */
export type Cidr = { readonly local: Ipv4; readonly length: number };

/** Addresses that are answered for on these links and on no other. */
export type Published = Placed & {
  readonly addresses: readonly At<Ipv4>[];
  readonly links: readonly At<string>[];
  /** The link the addresses live behind: a host route leads there; null: routes are as they are. */
  readonly to: At<string> | null;
  /** Packets from the addresses leave by the link they are published on. */
  readonly sourceRouting: boolean;
};

export type DeclaredRoute = Placed & {
  readonly to: Prefix;
  readonly via: Ipv4 | null;
  /** null: the link in whose subnet the gateway lies. */
  readonly link: At<string> | null;
  readonly source: Ipv4 | null;
  readonly table: number;
  readonly metric: number;
  readonly onlink: boolean;
};

export type DeclaredAddress = Placed & {
  readonly address: Cidr;
  readonly link: At<string>;
  readonly peer: Ipv4 | null;
  /** null: whatever it has, and global when it is not there. */
  readonly scope: ScopeName | null;
  /** null: whatever it has. */
  readonly label: string | null;
};

export type DeclaredNeighbour = Placed & {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly link: At<string>;
};

export type DeclaredMac = Placed & { readonly link: string; readonly mac: Mac };

/** `links` empty: every link but lo, and what new ones are born with. */
export type DeclaredTimer = Placed & {
  readonly setting: NeighName | Threshold;
  readonly value: number;
  readonly links: readonly At<string>[];
};
