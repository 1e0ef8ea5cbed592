import type { Conf, NeighName } from './conf.ts';
import type { ROUTE_TYPE_NAMES } from '../wire/netlink/numbers.ts';

/** The number in `v`; raised when a reader of the old form would decide wrongly. */
export const HOST_SCHEMA = 1;

/**
 * Everything the model needs to know of one network namespace, as plain JSON that a person can read and edit.
 * Addresses are dotted, MACs have colons, links are called by name. A snapshot is a value: once a decision was
 * asked of it, it must not be changed (the model keeps what it derived from it).
 */
export type HostSnapshot = {
  readonly type: 'arpist-host';
  readonly v: number;
  readonly hostname: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly takenAt: number | null;
  /** As `uname -r` says it: `6.18.44`, `6.1.0-18-amd64`. */
  readonly kernel: string;
  /** The machine's first namespace, the only one with `neigh/default` and the table's limits; null if not known. */
  readonly initial: boolean | null;
  /** /proc/sys is mounted read-only there, as in a container: no setting of conf and plain can be changed. Missing or null: not known. */
  readonly readOnly?: boolean | null;
  /** In the kernel's order (by index, so lo first). */
  readonly links: readonly LinkSnapshot[];
  /** In the kernel's order for each link (`ip addr`), because the first match wins. */
  readonly addresses: readonly AddressSnapshot[];
  /** All tables. Of routes with equal table, destination and metric the first wins. */
  readonly routes: readonly RouteSnapshot[];
  /** By priority, and in the kernel's order where that is equal. */
  readonly rules: readonly RuleSnapshot[];
  readonly neighbours: readonly NeighbourSnapshot[];
  readonly published: readonly PublishedSnapshot[];
  readonly conf: ConfSnapshot;
  readonly neigh: NeighSnapshot;
  readonly table: TableSnapshot;
  readonly sticky: StickySnapshot;
  /** net.ipv4.* outside of conf and neigh; missing in a snapshot of an older arpist. */
  readonly plain?: PlainSettings;
  /** Numbers that rt_tables of iproute2 gives a name: they are meant for something. Missing: not known. */
  readonly namedTables?: readonly number[];
  /** What of lies the kernel refuses here because arpist told it to; null or missing: nothing, or that is not known. */
  readonly guard?: GuardSnapshot | null;
  /** Whether nft, arptables, netdev or tc rules can drop ARP: the model does not read them, but for `guard`. */
  readonly netfilter: 'none' | 'present' | 'unknown';
  /** What could not be read, one plain sentence each. */
  readonly unread: readonly string[];
};

/** Who alone may speak for some addresses: the table `arp arpist` of nf_tables. */
export type GuardSnapshot = {
  /** The links whose ARP is looked at, by name; they need not be there yet. */
  readonly links: readonly string[];
  /** `count`: whoever lies is remembered, and believed all the same. */
  readonly mode: 'drop' | 'count';
  readonly guarded: readonly GuardedSnapshot[];
};

export const GUARD_MODES: readonly GuardSnapshot['mode'][] = ['drop', 'count'];

/** An address that only some may speak for. */
export type GuardedSnapshot = {
  readonly ip: string;
  /** The only ones that may speak for it. */
  readonly macs: readonly string[];
  /** Seconds after which it is guarded no more, counted from when that was set; missing: never. */
  readonly expires?: number;
};

/** An interface, with what decides about ARP on it. */
export type LinkSnapshot = {
  readonly index: number;
  readonly name: string;
  /** Other names it has (ip link property); left out when there are none. */
  readonly altnames?: readonly string[];
  /** null when the link has none (tunnels) */
  readonly mac: string | null;
  readonly mtu: number;
  /** ARPHRD_* of if_arp.h: 1 Ethernet, 772 loopback */
  readonly hardware: number;
  /** Set up by an administrator (IFF_UP), whatever the cable says. */
  readonly up: boolean;
  readonly carrier: boolean;
  /** IFF_NOARP is not set. */
  readonly arp: boolean;
  readonly loopback: boolean;
  readonly pointToPoint: boolean;
  /** `veth`, `bridge`, `vlan`, `vrf` … as the kernel names the kind; null for a real NIC. */
  readonly kind: string | null;
  /** The bridge, bond, team or VRF it is a member of. */
  readonly master: string | null;
  /** The link it stands on (VLAN, macvlan); null if none or in another namespace. */
  readonly lower: string | null;
  readonly vlan: { readonly protocol: number; readonly id: number } | null;
  /** The routing table, of a VRF only. */
  readonly vrfTable: number | null;
  /** The member that speaks for it, of an active-backup bond; the one that hears broadcasts, of a balance-tlb or balance-alb bond. */
  readonly activeMember: string | null;
  /** A vxlan that answers who-has from the neighbour table of this host; missing when it does not. */
  readonly vxlanProxy?: boolean;
  /** A port of a bridge for which who-has is answered from the neighbour table of this host; missing when it is not. */
  readonly neighSuppress?: boolean;
  /** Of a port of a bridge: only one that is `forwarding` takes frames in. Missing: it is, or that is not known. */
  readonly portState?: PortState;
  /** A port of a bridge that answers who-has from that table for those behind other ports (`proxy_arp`); missing: it does not. */
  readonly proxyArp?: boolean;
  /** Of a port of a bridge that takes in only what its table knows the sender of (`locked`). Missing: it takes all. */
  readonly locked?: boolean;
  /** Of a port that is locked or has `flood off`: whom the table of the bridge has behind it. Missing: not known. */
  readonly knownSenders?: readonly KnownSenderSnapshot[];
  /** Of a port of a bridge: what was written into the table of the bridge as being behind it. Missing: nothing. */
  readonly pinned?: readonly PinnedSnapshot[];
  /** Of a port of a bridge: senders are not remembered (`learning off`). Missing: they are, or that is not known. */
  readonly noLearning?: boolean;
  /** Of a port of a bridge: what is for a MAC the bridge does not know is not sent to it (`flood off`). Missing: it is. */
  readonly noFlood?: boolean;
  /** Of a bridge and of its ports: groups 01:80:c2:00:00:0x that are passed on all the same, a bit each (`group_fwd_mask`). Missing: none. */
  readonly groupForward?: number;
  /** Of a bridge with spanning tree on. Missing: it is off, or that is not known. */
  readonly stp?: boolean;
  /** Of a bridge whose spanning trees are one for each group of VLANs (`mst_enabled`): states of ports are those of their VLANs. */
  readonly mst?: boolean;
  /** Of a bridge that looks at VLANs (vlan_filtering): the protocol of the tags it looks at. Missing: it does not. */
  readonly vlanFiltering?: number;
  /** Of such a bridge and of its ports: the VLANs it is itself a member of. */
  readonly bridgeVlans?: readonly BridgeVlanSnapshot[];
  /** Of a bridge that takes everything up: somebody listens on it, or links with MACs of their own stand on it (IFLA_PROMISCUITY). Missing: it does not, or that is not known. */
  readonly promiscuous?: boolean;
  /** Of a bond. */
  readonly bondMode?: (typeof BOND_MODES)[number];
  /** Of a bond whose inactive members hear, too (all_slaves_active). Missing: they do not, or that is not known. */
  readonly allMembersHear?: boolean;
  /** Of a bond that sends each ARP frame out of every member (`broadcast_neigh`). Missing: it does not, or that is not known. */
  readonly broadcastsArp?: boolean;
  /** Of a bond that tells by ARP which of its members work (`arp_interval`). Missing: it does not, or that is not known. */
  readonly arpMonitor?: boolean;
  /** Of a member of a bond that stands by (IFLA_BOND_SLAVE_STATE). Missing: it does not, or that is not known. */
  readonly backup?: boolean;
  /** Of a macvlan, macvtap, ipvlan or ipvtap. */
  readonly mode?: (typeof SHARING_MODES)[number];
  /** Of a macvlan or macvtap of mode source: the only MACs it hears. Missing: not known. */
  readonly senders?: readonly string[];
  /** Of one that keeps what it hears from the others (`nodst`). Missing: it does not, or that is not known. */
  readonly takesSenders?: boolean;
  /** An XDP program is attached to it. Missing: none, or that is not known. */
  readonly xdp?: boolean;
  /** A program of tcx sees what it hears or sends. Missing: none, or that is not known. */
  readonly tcx?: boolean;
};

/** How a bond shares its members (IFLA_BOND_MODE), by number. */
export const BOND_MODES = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;
/** How a macvlan or macvtap, an ipvlan or ipvtap shares the link it stands on. */
export const SHARING_MODES = ['private', 'vepa', 'bridge', 'passthru', 'source', 'l2', 'l3', 'l3s'] as const;

/** VLANs of a bridge or of a port of one: a range of a single number where it has none beside it. */
export type BridgeVlanSnapshot = {
  readonly first: number;
  readonly last: number;
  /** Frames without a tag belong to it when they come in. */
  readonly pvid: boolean;
  /** Its frames have no tag when they go out; into the host, where this is the bridge itself. */
  readonly untagged: boolean;
  /** Missing: forwarding, or that is not known. */
  readonly state?: PortState;
};

/** A MAC that somebody wrote into the table of a bridge as being behind a port. */
export type PinnedSnapshot = KnownSenderSnapshot & {
  /** It stays there whatever another port hears (`sticky`, `permanent`); missing: it moves to where it is heard (`static`). */
  readonly stays?: boolean;
};

/** A sender that the table of a bridge has behind a port. */
export type KnownSenderSnapshot = {
  readonly mac: string;
  /** 0 where the bridge looks at no VLANs. */
  readonly vlan: number;
};

/** What spanning tree or an administrator made of a port of a bridge (BR_STATE_*). */
export type PortState = (typeof PORT_STATES)[number];
/** By their numbers. */
export const PORT_STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const;

/** As iproute2 names them: how far an address or route may be used. */
export type ScopeName = 'global' | 'site' | 'link' | 'host' | 'nowhere';

/** An IPv4 address of an interface, in kernel order. */
export type AddressSnapshot = {
  readonly link: string;
  readonly local: string;
  readonly prefixLength: number;
  /** The other end of a point-to-point address; null when it is `local` itself. */
  readonly peer: string | null;
  /** A name, or the number 0-255 if it has none. */
  readonly scope: ScopeName | number;
  readonly secondary: boolean;
  readonly broadcast: string | null;
  readonly label: string | null;
  /** Further IFA_F_* flags in lower case: `permanent`, `deprecated`, `noprefixroute` … */
  readonly flags: readonly string[];
  /** Of the route to its prefix; missing: 0. */
  readonly metric?: number;
};

/** RTN_* in the words of iproute2. */
export type RouteType = (typeof ROUTE_TYPE_NAMES)[number] | 'other';

/** A route of any table. */
export type RouteSnapshot = {
  /** 255 local, 254 main, 253 default */
  readonly table: number;
  readonly type: RouteType;
  /** `10.0.0.0/24`; the default route is `0.0.0.0/0`. */
  readonly destination: string;
  readonly metric: number;
  readonly tos: number;
  readonly scope: ScopeName | number;
  /** RTPROT_*: 2 kernel, 3 boot, 4 static */
  readonly protocol: number;
  readonly source: string | null;
  /** The number of the next-hop object or group it goes by; missing: none. */
  readonly object?: number;
  /** The route or one of its next hops has a realm; missing: none. */
  readonly realm?: boolean;
  /** It has more than is told here: an encapsulation, an MTU and the like, a time it ends; missing: it has not. */
  readonly untold?: boolean;
  readonly nexthops: readonly NexthopSnapshot[];
};

/** One way of a route. */
export type NexthopSnapshot = {
  readonly link: string;
  readonly via: string | null;
  /** A gateway by IPv6, which is never asked for by ARP; `via` is null then. Missing: none. */
  readonly via6?: string;
  readonly weight: number;
  readonly dead: boolean;
  readonly linkdown: boolean;
};

/** FR_ACT_* in the words of iproute2. */
export type RuleAction = 'lookup' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';

/** A policy rule: which tables are asked for whom. */
export type RuleSnapshot = {
  readonly priority: number;
  readonly action: RuleAction;
  /** For `lookup`; 0 when the table comes from the VRF (`l3mdev`). */
  readonly table: number;
  readonly goto: number | null;
  readonly not: boolean;
  readonly from: string | null;
  readonly to: string | null;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly mark: { readonly value: number; readonly mask: number } | null;
  readonly tos: number;
  /** It asks for the whole DSCP, also where that is 0 (FRA_DSCP); missing: for `tos`, and for nothing where that is 0. */
  readonly wholeDscp?: boolean;
  /** The bits of the DSCP it asks for; missing: all six. */
  readonly dscpMask?: number;
  readonly l3mdev: boolean;
  /** Answers of a shorter or equal prefix do not count (`suppress_prefixlength`). */
  readonly suppressPrefixLength: number | null;
  /** [first, last] user ids */
  readonly uids: readonly [number, number] | null;
  /** Has a selector that no ARP look-up can meet: protocol, port, tunnel id. */
  readonly neverForArp: boolean;
  /** IPPROTO_* it is for; missing: any, or that is not told. */
  readonly ipProtocol?: number;
  readonly sourcePorts?: PortSelector;
  readonly destinationPorts?: PortSelector;
  /** It asks for a tunnel id, which nothing has that this host sends by itself; missing: it does not. */
  readonly tunnel?: boolean;
  /** It gives packets a realm; missing: it does not. */
  readonly realm?: boolean;
};

/** Ports from the first to the last, or, since 6.15, those that are the first in the bits of a mask. */
export type PortSelector = { readonly first: number; readonly last: number; readonly mask?: number };

/** NUD_* in lower case. */
export const NUD_STATES = [
  'none',
  'incomplete',
  'reachable',
  'stale',
  'delay',
  'probe',
  'failed',
  'noarp',
  'permanent',
] as const;

/** NUD_* in lower case: the state of an entry of the neighbour table. */
export type NudState = (typeof NUD_STATES)[number];

/** An entry of the neighbour table. */
export type NeighbourSnapshot = {
  readonly link: string;
  readonly ip: string;
  readonly mac: string | null;
  readonly state: NudState;
  /** NTF_* and NTF_EXT_* in lower case: `extern_learn`, `router`, `managed`, `validated` … */
  readonly flags: readonly string[];
  /** How long ago, in milliseconds, when the snapshot was taken (NDA_CACHEINFO). */
  readonly ages: { readonly used: number; readonly confirmed: number; readonly updated: number } | null;
  readonly probes: number;
};

/** An address that the kernel answers for on a link, or on all. */
export type PublishedSnapshot = {
  readonly ip: string;
  /** null: on every link (a wildcard entry) */
  readonly link: string | null;
  /** Set with NUD_PERMANENT, as iproute2 does: survives a loss of carrier. */
  readonly permanent: boolean;
};

/** A setting that is missing could not be read or does not exist in that kernel: its compiled-in value is taken. */
export type Neigh = { readonly [name in NeighName]?: number };

/** The settings of net.ipv4.conf: of `all`, of what new links begin with, and of each link. */
export type ConfSnapshot = {
  readonly all: Conf;
  readonly default: Conf;
  readonly links: { readonly [link: string]: Conf };
};

/** The settings of net.ipv4.neigh: of what new links begin with, and of each link. */
export type NeighSnapshot = {
  /** null in every namespace but the first */
  readonly default: Neigh | null;
  readonly links: { readonly [link: string]: Neigh };
};

/** The neighbour table, one for the whole machine. */
export type TableSnapshot = {
  /** Entries of all namespaces; null if not known. */
  readonly entries: number | null;
  readonly thresh1: number | null;
  readonly thresh2: number | null;
  readonly thresh3: number | null;
  /** Seconds; the model has no use for it. Missing in a snapshot of an older arpist; null if not known. */
  readonly gcInterval?: number | null;
  /** How often an entry could not be made since the machine started (`table_fulls`). */
  readonly fulls: number | null;
  /** An earlier look at the same count, so many milliseconds before; missing or null when there was one look alone. */
  readonly before?: { readonly fulls: number; readonly ago: number } | null;
};

/** Settings of net.ipv4 that stand alone; one that is missing could not be read. */
export type PlainSettings = { readonly [name in PlainName]?: number };
/** A setting of net.ipv4 outside of conf and neigh. */
export type PlainName = 'icmp_echo_ignore_broadcasts';

/** Marks the kernel keeps for the life of a namespace and shows to nobody; null when they cannot be concluded. */
export type StickySnapshot = {
  /** A policy rule was added at some time, even if it was deleted since (net/ipv4/fib_rules.c). */
  readonly customRules: boolean | null;
  /** A route of type local was added by hand at some time (net/ipv4/fib_frontend.c inet_rtm_newroute). */
  readonly customLocal: boolean | null;
};
