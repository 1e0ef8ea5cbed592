import type { KernelVersion } from './versions.ts';
import { isBefore, versionOf } from './versions.ts';

/** The settings of net.ipv4.conf.* that touch ARP. */
export type ConfName =
  | 'arp_ignore'
  | 'arp_announce'
  | 'arp_filter'
  | 'arp_accept'
  | 'arp_notify'
  | 'proxy_arp'
  | 'proxy_arp_pvlan'
  | 'rp_filter'
  | 'accept_local'
  | 'drop_gratuitous_arp'
  | 'arp_evict_nocarrier'
  | 'forwarding'
  | 'medium_id'
  | 'route_localnet'
  | 'send_redirects'
  | 'shared_media'
  | 'ignore_routes_with_linkdown'
  | 'promote_secondaries'
  | 'log_martians'
  | 'bc_forwarding';

/** How `conf/all` and `conf/<link>` make one value. `conf/default` is never asked at run time. */
export type Combine = 'max' | 'or' | 'and' | 'link';

export type ConfRule = {
  readonly combine: Combine;
  /** Other combinations in older kernels: the first row whose `before` the kernel is older than is the one. */
  readonly earlier?: readonly { readonly before: string; readonly combine: Combine }[];
  /** The kernel before this one does not have the setting. */
  readonly since?: string;
  /** What a kernel without the setting does, if it is not what 0 does. */
  readonly absent?: number;
  /** Values with a meaning; any other combined value acts as 0. Left out: every value counts. */
  readonly values?: readonly number[];
  /** Values that came later than the setting. */
  readonly valuesSince?: Readonly<Record<number, string>>;
  /** The value of a link that nobody configured. */
  readonly compiled: number;
  /** Whose value is read: the link that receives the frame, or the one that sends. */
  readonly asked: 'receiving' | 'sending' | 'each';
  readonly meaning: string;
};

/** The table itself: the model computes with it and docs/kernel-rules.md is made from it (include/linux/inetdevice.h). */
export const CONF: Readonly<Record<ConfName, ConfRule>> = {
  arp_ignore: {
    combine: 'max',
    values: [0, 1, 2, 3, 8],
    compiled: 0,
    asked: 'receiving',
    meaning: 'which of its own addresses a link answers for',
  },
  arp_announce: {
    combine: 'max',
    values: [0, 1, 2],
    compiled: 0,
    asked: 'sending',
    meaning: 'which sender address a request carries',
  },
  arp_filter: {
    combine: 'or',
    compiled: 0,
    asked: 'receiving',
    meaning: 'answer only if the route back to the asker leaves by the same link',
  },
  arp_accept: {
    combine: 'max',
    earlier: [{ before: '6.0', combine: 'or' }],
    values: [0, 1, 2],
    valuesSince: { 2: '6.0' },
    compiled: 0,
    asked: 'receiving',
    meaning: 'make a table entry from a gratuitous frame or a reply nobody asked for',
  },
  arp_notify: {
    combine: 'max',
    compiled: 0,
    asked: 'sending',
    meaning: 'announce the addresses when the link comes up or changes its MAC',
  },
  proxy_arp: {
    combine: 'or',
    compiled: 0,
    asked: 'receiving',
    meaning: 'answer for addresses that are routed out of another link',
  },
  proxy_arp_pvlan: {
    combine: 'or',
    earlier: [{ before: '5.14', combine: 'link' }],
    compiled: 0,
    asked: 'receiving',
    meaning: 'answer for addresses that are routed back out of the same link',
  },
  rp_filter: {
    combine: 'max',
    compiled: 0,
    asked: 'receiving',
    meaning: 'refuse a sender that could not be reached: 1 through this link, 2 and more through any',
  },
  accept_local: {
    combine: 'or',
    compiled: 0,
    asked: 'receiving',
    meaning: 'hear frames whose sender is one of our own addresses',
  },
  drop_gratuitous_arp: {
    combine: 'or',
    since: '4.6',
    compiled: 0,
    asked: 'receiving',
    meaning: 'drop frames whose sender and target address are the same',
  },
  arp_evict_nocarrier: {
    combine: 'and',
    since: '5.16',
    absent: 1,
    compiled: 1,
    asked: 'each',
    meaning: 'forget the neighbours of a link that loses its carrier',
  },
  forwarding: {
    combine: 'link',
    compiled: 0,
    asked: 'receiving',
    meaning: 'route packets for others; a change of all copies its value to default and every link',
  },
  medium_id: {
    combine: 'link',
    compiled: 0,
    asked: 'receiving',
    meaning: 'links with the same number are on one medium, so proxy_arp is not needed between them',
  },
  route_localnet: {
    combine: 'or',
    compiled: 0,
    asked: 'receiving',
    meaning: '127.0.0.0/8 is an ordinary network, and scope host counts as scope link',
  },
  send_redirects: {
    combine: 'or',
    compiled: 1,
    asked: 'receiving',
    meaning: 'send ICMP redirects; off, the sender of a pvlan request is checked less',
  },
  shared_media: {
    combine: 'or',
    compiled: 1,
    asked: 'each',
    meaning: 'several networks share the wire',
  },
  ignore_routes_with_linkdown: {
    combine: 'or',
    compiled: 0,
    asked: 'each',
    meaning: 'leave out next hops whose link has no carrier',
  },
  promote_secondaries: {
    combine: 'or',
    compiled: 0,
    asked: 'each',
    meaning: 'a secondary address takes the place of a primary one that is deleted',
  },
  log_martians: {
    combine: 'or',
    compiled: 0,
    asked: 'receiving',
    meaning: 'log frames whose sender was refused',
  },
  bc_forwarding: {
    combine: 'and',
    compiled: 0,
    asked: 'receiving',
    meaning: 'forward packets to subnet broadcast addresses; without effect on ARP',
  },
};

export const CONF_NAMES = Object.keys(CONF) as readonly ConfName[];

export function combineOf(name: ConfName, version: KernelVersion): Combine {
  const rule = CONF[name];
  for (const { before, combine } of rule.earlier ?? []) {
    if (isBefore(version, versionOf(before))) return combine;
  }
  return rule.combine;
}

export type Combined = {
  /** What the model computes with: a value without a meaning has become 0. */
  readonly value: number;
  /** Before values without a meaning became 0. */
  readonly raw: number;
  readonly combine: Combine;
  readonly all: number;
  readonly link: number;
};

const COMBINED: Record<Combine, (all: number, link: number) => number> = {
  max: Math.max,
  or: (all, link) => (all !== 0 || link !== 0 ? 1 : 0),
  and: (all, link) => (all !== 0 && link !== 0 ? 1 : 0),
  link: (_all, link) => link,
};

/** Values by their names; a name left out has the compiled value. */
export type Conf = { readonly [name in ConfName]?: number };

/** The one value a link lives by, and where it came from (IN_DEV_MAXCONF, IN_DEV_ORCONF … of include/linux/inetdevice.h). */
export function combined(name: ConfName, of: { all: Conf; link: Conf }, version: KernelVersion): Combined {
  const rule = CONF[name];
  const combine = combineOf(name, version);
  const all = of.all[name] ?? rule.compiled;
  const link = of.link[name] ?? rule.compiled;
  if (rule.since && isBefore(version, versionOf(rule.since))) {
    const value = rule.absent ?? 0;
    return { value, raw: value, combine, all: value, link: value };
  }
  const raw = COMBINED[combine](all, link);
  return { value: meaningOf(name, raw, version), raw, combine, all, link };
}

/** A value that has no meaning in that kernel acts as 0. */
function meaningOf(name: ConfName, raw: number, version: KernelVersion): number {
  const { values, valuesSince } = CONF[name];
  if (!values) return raw;
  const since = valuesSince?.[raw];
  if (since && isBefore(version, versionOf(since))) return 0;
  return values.includes(raw) ? raw : 0;
}

/** The settings of net.ipv4.neigh.<link>.*; there is no `all`: each link has its own copy. */
export type NeighName =
  | 'base_reachable_time_ms'
  | 'retrans_time_ms'
  | 'delay_first_probe_time'
  | 'gc_stale_time'
  | 'mcast_solicit'
  | 'ucast_solicit'
  | 'app_solicit'
  | 'mcast_resolicit'
  | 'locktime'
  | 'proxy_delay'
  | 'proxy_qlen'
  | 'anycast_delay'
  | 'unres_qlen'
  | 'unres_qlen_bytes'
  | 'interval_probe_time_ms'
  | 'reachable_time_ms';

export type NeighRule = {
  /** Milliseconds in one unit; null for a count or bytes. */
  readonly unit: number | null;
  readonly compiled: number;
  readonly meaning: string;
};

/** Units and compiled-in values of net.ipv4.neigh.* (net/ipv4/arp.c arp_tbl). */
export const NEIGH: Readonly<Record<NeighName, NeighRule>> = {
  base_reachable_time_ms: {
    unit: 1,
    compiled: 30_000,
    meaning: 'half to one and a half times this a confirmed entry stays REACHABLE',
  },
  retrans_time_ms: { unit: 1, compiled: 1000, meaning: 'between one request and the next' },
  delay_first_probe_time: { unit: 1000, compiled: 5, meaning: 'in DELAY, before the first probe' },
  gc_stale_time: { unit: 1000, compiled: 60, meaning: 'unused that long, an entry may be collected' },
  mcast_solicit: { unit: null, compiled: 3, meaning: 'broadcast requests for an unknown neighbour' },
  ucast_solicit: { unit: null, compiled: 3, meaning: 'unicast probes of a known neighbour' },
  app_solicit: { unit: null, compiled: 0, meaning: 'questions to a program over netlink' },
  mcast_resolicit: { unit: null, compiled: 0, meaning: 'broadcast requests after the unicast probes' },
  locktime: {
    unit: 10,
    compiled: 100,
    meaning: 'after a change of state or MAC, ordinary ARP cannot change the MAC for so long',
  },
  proxy_delay: { unit: 10, compiled: 80, meaning: 'a proxied answer to a broadcast waits up to this long' },
  proxy_qlen: { unit: null, compiled: 64, meaning: 'proxied answers that may wait, less one' },
  anycast_delay: { unit: 10, compiled: 100, meaning: 'IPv6 only' },
  unres_qlen: { unit: null, compiled: 101, meaning: 'unres_qlen_bytes in full frames' },
  unres_qlen_bytes: { unit: null, compiled: 212_992, meaning: 'memory for packets that wait for an answer' },
  interval_probe_time_ms: {
    unit: 1,
    compiled: 5000,
    meaning: 'how often a managed entry is used; only the value of neigh/default counts',
  },
  reachable_time_ms: {
    unit: 1,
    compiled: 30_000,
    meaning: 'the time drawn from base_reachable_time (read by netlink, not a sysctl)',
  },
};

export const NEIGH_NAMES = Object.keys(NEIGH) as readonly NeighName[];
