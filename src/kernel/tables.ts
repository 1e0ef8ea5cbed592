import { maskOf, parsePrefix } from '../base/prefix.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { HostSnapshot, RouteSnapshot, RouteType } from './host.ts';
import type { KernelLink } from './kernel.ts';
import { REFUSING_TYPES, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** One route as look-ups see it. */
export type KernelRoute = {
  /** `none`: no route at all. */
  readonly type: RouteType | 'none';
  readonly length: number;
  /** blackhole, unreachable, prohibit: the look-up ends here, with a refusal. */
  readonly refuses: boolean;
  /** The next hops that can be taken, in order. */
  readonly hops: readonly KernelHop[];
  /** Links of all next hops, also of those that cannot be taken now (net/ipv4/fib_frontend.c fib_info_nh_uses_dev). */
  readonly links: readonly KernelLink[];
  /** Default routes that are as good, with gateways of their own: what the kernel knows of them decides. */
  readonly twins: readonly KernelRoute[];
  /** null for the answers that no route stands for */
  readonly snapshot: RouteSnapshot | null;
};

export type KernelHop = {
  readonly link: KernelLink;
  /** null: the neighbour is the destination itself */
  readonly via: number | null;
  /** A gateway by IPv6; null: none. */
  readonly via6: string | null;
};

/** The routes of one table (or of local and main as one): for each prefix length the winner of each network. */
export type RouteTable = readonly Level[];

type Level = { readonly mask: number; readonly routes: ReadonlyMap<number, KernelRoute> };

export type CompiledTables = {
  readonly byNumber: ReadonlyMap<number, RouteTable>;
  readonly merged: RouteTable;
  readonly none: RouteTable;
  /** The most next hops a route has, or default routes a table. */
  readonly mostWays: number;
};

export const NO_ROUTE: KernelRoute = {
  type: 'none',
  length: 0,
  refuses: false,
  hops: [],
  links: [],
  twins: [],
  snapshot: null,
};

/** A policy rule that refuses. */
export const REFUSED_BY_RULE: KernelRoute = { ...NO_ROUTE, refuses: true };

type Placed = { readonly route: KernelRoute; readonly network: number; readonly rank: readonly number[] };

export function compileTables(host: HostSnapshot, linkOf: ReadonlyMap<string, KernelLink>): CompiledTables {
  const placed = new Map<number, Placed[]>();
  for (const route of host.routes) {
    const one = place(route, linkOf);
    if (!one) continue;
    const table = placed.get(route.table);
    if (table) table.push(one);
    else placed.set(route.table, [one]);
  }
  const byNumber = new Map<number, RouteTable>();
  for (const [number, routes] of placed) byNumber.set(number, asTable(routes));
  const local = placed.get(RT_TABLE_LOCAL) ?? [];
  const merged = asTable(local.concat(placed.get(RT_TABLE_MAIN) ?? []));
  return { byNumber, merged, none: [], mostWays: mostWaysOf([...placed.values()]) };
}

function mostWaysOf(tables: readonly (readonly Placed[])[]): number {
  let most = 1;
  for (const placed of tables) {
    let defaults = 0;
    for (const { route } of placed) {
      if (route.length === 0) defaults++;
      most = Math.max(most, route.hops.length);
    }
    most = Math.max(most, defaults);
  }
  return most;
}

/** Undefined for a route no ARP look-up (type of service 0) can take: then a shorter prefix is tried. */
function place(route: RouteSnapshot, linkOf: ReadonlyMap<string, KernelLink>): Placed | undefined {
  const prefix = parsePrefix(route.destination);
  if (!prefix || route.tos !== 0) return undefined;
  const refuses = REFUSING_TYPES.has(route.type);
  const links: KernelLink[] = [];
  const hops: KernelHop[] = [];
  for (const hop of route.nexthops) {
    const link = linkOf.get(hop.link);
    if (!link) continue;
    links.push(link);
    if (hop.dead || (hop.linkdown && link.conf.ignore_routes_with_linkdown !== 0)) continue;
    hops.push({
      link,
      via: hop.via === null ? null : (parseIpv4(hop.via) ?? null),
      via6: hop.via6 ?? null,
    });
  }
  if (!refuses && route.type !== 'throw' && hops.length === 0) return undefined;
  const compiled = {
    type: route.type,
    length: prefix.length,
    refuses,
    hops,
    links,
    twins: [],
    snapshot: route,
  };
  const beforeMain = route.table === RT_TABLE_LOCAL ? 0 : 1;
  return { route: compiled, network: prefix.network | 0, rank: [beforeMain, route.metric] };
}

/** Equal networks: local before main, then the lower metric, then the order of the snapshot. */
function asTable(placed: readonly Placed[]): RouteTable {
  const levels = new Map<number, Map<number, Placed>>();
  for (const one of placed) {
    let level = levels.get(one.route.length);
    if (!level) levels.set(one.route.length, (level = new Map()));
    const there = level.get(one.network);
    if (!there || isBetter(one.rank, there.rank)) level.set(one.network, one);
  }
  return [...levels]
    .toSorted(([a], [b]) => b - a)
    .map(([length, level]) => ({
      mask: maskOf(length) | 0,
      routes: new Map([...level].map(([network, one]) => [network, withTwins(one, placed)])),
    }));
}

/** Of default routes alone (net/ipv4/fib_semantics.c fib_select_default). */
function withTwins(one: Placed, placed: readonly Placed[]): KernelRoute {
  const { route, rank } = one;
  if (route.length > 0 || !hasGateway(route)) return route;
  const twins = placed.filter(
    (other) =>
      other !== one &&
      other.route.length === 0 &&
      other.rank.join() === rank.join() &&
      other.route.snapshot?.scope === route.snapshot?.scope &&
      hasGateway(other.route),
  );
  return twins.length === 0 ? route : { ...route, twins: twins.map((twin) => twin.route) };
}

function hasGateway({ type, hops }: KernelRoute): boolean {
  return type === 'unicast' && hops[0] !== undefined && (hops[0].via !== null || hops[0].via6 !== null);
}

function isBetter(rank: readonly number[], than: readonly number[]): boolean {
  return rank[0]! < than[0]! || (rank[0] === than[0] && rank[1]! < than[1]!);
}

/** The longest prefix that holds the address; NO_ROUTE for none, and for `throw` (net/ipv4/fib_trie.c fib_table_lookup). */
export function lookUp(table: RouteTable, ip: number): KernelRoute {
  for (const level of table) {
    const route = level.routes.get(ip & level.mask);
    if (route) return route.type === 'throw' ? NO_ROUTE : route;
  }
  return NO_ROUTE;
}
