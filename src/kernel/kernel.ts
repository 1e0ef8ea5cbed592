import type { Ipv4 } from '../base/ipv4.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { parseMac } from '../base/mac.ts';
import { maskOf } from '../base/prefix.ts';
import { type Deaf, deafnessOf } from './bond.ts';
import { compileBridge, compilePort, type KernelBridge, type KernelPort } from './bridge.ts';
import { CONF_NAMES, combined, type ConfName } from './conf.ts';
import { compileGuard, type KernelGuard } from './guard.ts';
import type { VlanId } from './heard.ts';
import type { AddressSnapshot, HostSnapshot, LinkSnapshot } from './host.ts';
import { type CompiledRule, compileRules } from './rules.ts';
import { compileTables, type RouteTable } from './tables.ts';
import { scopeNumber } from './scopes.ts';
import { compileSharers, type Sharer } from './sharing.ts';
import { type NeighTiming, timingOf } from './timing.ts';
import { type KernelRules, type KernelVersion, rulesOf, versionOf } from './versions.ts';
import {
  RTPROT_KERNEL,
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_TABLE_DEFAULT,
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
} from '../wire/netlink/numbers.ts';

/** A snapshot made ready for fast questions: numbers for addresses, maps for routes, one value for each setting. */
export type Kernel = {
  readonly snapshot: HostSnapshot;
  readonly version: KernelVersion;
  readonly follows: KernelRules;
  /** In kernel order. */
  readonly links: readonly KernelLink[];
  readonly linkOf: ReadonlyMap<string, KernelLink>;
  /** Addresses of any link, up or down. Keys of all maps and sets here are signed 32-bit numbers. */
  readonly configured: ReadonlySet<number>;
  readonly published: ReadonlyMap<number, ReadonlySet<string | null>>;
  /** What of lies is refused; null: nothing. */
  readonly guard: KernelGuard | null;
  readonly tables: ReadonlyMap<number, RouteTable>;
  /** What the first look-up goes through: local and main as one, until a rule was ever added. */
  readonly first: RouteTable;
  readonly local: RouteTable;
  readonly last: RouteTable;
  readonly rules: readonly CompiledRule[];
  readonly customRules: boolean;
  readonly customLocal: boolean;
  /** Routes or rules with realms: the kernel looks the sender up in any case (net/ipv4/fib_frontend.c fib_validate_source). */
  readonly realms: boolean;
  /** Which next hop of a multipath route is taken; the kernel hashes what nobody can foresee. */
  readonly pick: number;
  /**
   * Which of several links that have (or could lend) an address comes first; the kernel goes by when they were
   * registered and addresses were added, which nobody is told.
   */
  readonly turn: number;
  /**
   * No address changed since next-hop objects were made: they lend the source they were made with, chosen by their own
   * scope (net/ipv4/nexthop.c nh_create_ipv4), and not by that of the route. Nobody is told.
   */
  readonly youngObjects: boolean;
  /** The most ways any route has: so many picks can differ. */
  readonly mostWays: number;
};

export type LinkConf = Readonly<Record<ConfName, number>>;

export type KernelLink = {
  readonly name: string;
  readonly index: number;
  /** The place in the kernel's order. */
  readonly order: number;
  readonly mac: Mac;
  /** Its own, and those of the links below it that a frame comes through as it is. */
  readonly macs: readonly Mac[];
  readonly hardware: number;
  readonly up: boolean;
  /** A bond takes what its members hear also while it is down; what it says is lost. */
  readonly hearsDown: boolean;
  readonly carrier: boolean;
  readonly arp: boolean;
  readonly loopback: boolean;
  /** inetdev_event takes IPv4 away below an MTU of 68. */
  readonly ipv4: boolean;
  readonly addresses: readonly KernelAddress[];
  readonly conf: LinkConf;
  readonly timing: NeighTiming;
  /** The bridge, bond or team that hears in its place. */
  readonly upper: string | null;
  /** What it is as a bridge, and as a port of one. */
  readonly bridge: KernelBridge | null;
  readonly port: KernelPort | null;
  /** The link of that name. */
  readonly over: KernelLink | null;
  /** What its bond drops of what it hears. */
  readonly inactive: Deaf;
  /** What stands on it and shares what it hears; null: nothing. */
  readonly sharers: readonly Sharer[] | null;
  /** What it is to the link it shares; null: it shares none. */
  readonly shares: { readonly lower: KernelLink; readonly as: Sharer } | null;
  /** By `vlanKey`; null: none. */
  readonly vlans: ReadonlyMap<number, KernelLink> | null;
  /** The VRF it is in (or is), which replaces the local table for it. */
  readonly vrf: { readonly name: string; readonly index: number; readonly table: number } | null;
};

export type KernelAddress = {
  readonly local: Ipv4;
  /** The address a prefix is matched with; the other end of a point-to-point address. */
  readonly peer: Ipv4;
  readonly mask: number;
  readonly length: number;
  readonly scope: number;
  /** The scope as far as answering goes: route_localnet turns host into link (net/ipv4/devinet.c confirm_addr_indev). */
  readonly limit: number;
  readonly secondary: boolean;
};

const SMALLEST_IPV4_MTU = 68;
const TAKES_FRAMES_OF_MEMBERS: ReadonlySet<string> = new Set(['bridge', 'bond', 'team', 'openvswitch']);

const compiled = new WeakMap<HostSnapshot, Kernel>();

/** Compiled once for each snapshot object; a snapshot must not be changed afterwards. */
export function asKernel(host: HostSnapshot): Kernel {
  let kernel = compiled.get(host);
  if (!kernel) {
    kernel = compile(host, concludedMarks(host));
    compiled.set(host, kernel);
  }
  return kernel;
}

export type Marks = { readonly customRules: boolean; readonly customLocal: boolean };

/** What the snapshot says of the sticky marks, or what rules and routes make likely. */
export function concludedMarks(host: HostSnapshot): Marks {
  const { customRules, customLocal } = host.sticky;
  return {
    customRules: customRules ?? hasCustomRules(host),
    customLocal:
      customLocal ?? host.routes.some((route) => route.type === 'local' && route.protocol !== RTPROT_KERNEL),
  };
}

const BORN_RULES: readonly (readonly [number, number])[] = [
  [0, RT_TABLE_LOCAL],
  [32_766, RT_TABLE_MAIN],
  [32_767, RT_TABLE_DEFAULT],
];

/** Other rules than the three every namespace is born with. */
export function hasCustomRules(host: HostSnapshot): boolean {
  return (
    host.rules.length !== BORN_RULES.length ||
    host.rules.some((rule, at) => rule.priority !== BORN_RULES[at]![0] || rule.table !== BORN_RULES[at]![1])
  );
}

/** The same host under other sticky marks than concluded. */
export function withMarks(host: HostSnapshot, marks: Marks): Kernel {
  return compile(host, marks);
}

function compile(host: HostSnapshot, marks: Marks): Kernel {
  const version = versionOf(host.kernel);
  const links = compileLinks(host, version);
  const linkOf = new Map(links.map((link) => [link.name, link]));
  const tables = compileTables(host, linkOf);
  const empty = tables.none;
  const { customRules, customLocal } = marks;
  return {
    snapshot: host,
    version,
    follows: rulesOf(version),
    links,
    linkOf,
    configured: new Set(links.flatMap((link) => link.addresses.map((address) => address.local | 0))),
    published: publishedOf(host),
    guard: compileGuard(host.guard),
    tables: tables.byNumber,
    first: tables.merged,
    local: customRules ? (tables.byNumber.get(RT_TABLE_LOCAL) ?? empty) : tables.merged,
    last: tables.byNumber.get(RT_TABLE_DEFAULT) ?? empty,
    rules: compileRules(host.rules, linkOf),
    customRules,
    customLocal,
    realms: host.routes.some(({ realm }) => realm === true) || host.rules.some(({ realm }) => realm === true),
    pick: 0,
    turn: 0,
    youngObjects: false,
    mostWays: tables.mostWays,
  };
}

function compileLinks(host: HostSnapshot, version: KernelVersion): KernelLink[] {
  const addresses = groupBy(host.addresses, (address) => address.link);
  const byName = new Map(host.links.map((link) => [link.name, link]));
  const sharers = compileSharers(host);
  const links = host.links.map((link, order): Mutable<KernelLink> => {
    const conf = confOf(host, link.name, version);
    const master = link.master === null ? undefined : byName.get(link.master);
    const limit = conf.route_localnet !== 0 ? RT_SCOPE_LINK : RT_SCOPE_HOST;
    return {
      name: link.name,
      index: link.index,
      order,
      mac: parseMac(link.mac ?? '') ?? 0,
      macs: macsOf(link, byName),
      hardware: link.hardware,
      up: link.up,
      hearsDown: link.kind === 'bond' || link.kind === 'team',
      carrier: link.carrier,
      arp: link.arp,
      loopback: link.loopback,
      ipv4: link.mtu >= SMALLEST_IPV4_MTU,
      addresses: (addresses.get(link.name) ?? []).map((address) => compileAddress(address, limit)),
      conf,
      timing: timingOf(host.neigh.links[link.name] ?? {}, version),
      upper: master && TAKES_FRAMES_OF_MEMBERS.has(master.kind ?? '') ? master.name : null,
      over: null,
      bridge: compileBridge(host, link),
      port: compilePort(link, master),
      inactive: master?.kind === 'bond' ? deafnessOf(link, master) : null,
      sharers: sharers.get(link.name) ?? null,
      shares: null,
      vlans: null,
      vrf: vrfOf(link, master),
    };
  });
  connect(host, links);
  return links;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What stands on what, once all of them are there. */
function connect(host: HostSnapshot, links: readonly Mutable<KernelLink>[]): void {
  const linkOf = new Map(links.map((link) => [link.name, link]));
  const vlans = new Map<string, Map<number, KernelLink>>();
  host.links.forEach(({ lower, vlan }, at) => {
    const link = links[at]!;
    link.over = linkOf.get(link.upper ?? '') ?? null;
    const below = linkOf.get(lower ?? '');
    const as = below?.sharers?.find(({ name }) => name === link.name);
    if (below && as) link.shares = { lower: below, as };
    if (!below || vlan === null) return;
    const beside = vlans.get(below.name) ?? new Map<number, KernelLink>();
    vlans.set(below.name, beside.set(vlanKey({ tpid: vlan.protocol, vid: vlan.id }), link));
    below.vlans = beside;
  });
}

/** Bridges on bonds on VLANs: deeper stacks do not exist, rings in a broken snapshot do. */
export const DEEPEST = 8;

/** A VLAN link hears what is sent to a link below it. */
function macsOf(link: LinkSnapshot, byName: ReadonlyMap<string, LinkSnapshot>): readonly Mac[] {
  const macs: Mac[] = [];
  let one: LinkSnapshot | undefined = link;
  for (let depth = 0; one && depth < DEEPEST; depth++) {
    macs.push(parseMac(one.mac ?? '') ?? 0);
    one = one.vlan === null ? undefined : byName.get(one.lower ?? '');
  }
  return macs;
}

export function vlanKey({ tpid, vid }: VlanId): number {
  return tpid * 4096 + vid;
}

function vrfOf(link: LinkSnapshot, master: LinkSnapshot | undefined): KernelLink['vrf'] {
  const vrf = link.vrfTable === null ? master : link;
  if (!vrf || vrf.vrfTable === null) return null;
  return { name: vrf.name, index: vrf.index, table: vrf.vrfTable };
}

function confOf(host: HostSnapshot, link: string, version: KernelVersion): LinkConf {
  const conf = {} as Record<ConfName, number>;
  const of = { all: host.conf.all, link: host.conf.links[link] ?? {} };
  for (const name of CONF_NAMES) conf[name] = combined(name, of, version).value;
  return conf;
}

function compileAddress(address: AddressSnapshot, widest: number): KernelAddress {
  const local = parseIpv4(address.local) ?? 0;
  const scope = scopeNumber(address.scope);
  return {
    local,
    peer: address.peer === null ? local : (parseIpv4(address.peer) ?? local),
    mask: maskOf(address.prefixLength) | 0,
    length: address.prefixLength,
    scope,
    limit: Math.min(scope, widest),
    secondary: address.secondary,
  };
}

function publishedOf(host: HostSnapshot): Map<number, Set<string | null>> {
  const published = new Map<number, Set<string | null>>();
  for (const entry of host.published) {
    const ip = (parseIpv4(entry.ip) ?? 0) | 0;
    const on = published.get(ip);
    if (on) on.add(entry.link);
    else published.set(ip, new Set([entry.link]));
  }
  return published;
}

/** A prefix is matched with the far end of a point-to-point address (include/linux/inetdevice.h inet_ifa_match). */
export function matches(address: KernelAddress, ip: Ipv4): boolean {
  return ((address.peer ^ ip) & address.mask) === 0;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
