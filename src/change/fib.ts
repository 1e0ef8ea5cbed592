import { parseIpv4 } from '../base/ipv4.ts';
import { contains, parsePrefix } from '../base/prefix.ts';
import type { RouteSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import { RT_SCOPE_LINK, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/**
 * The routes with one more, as the kernel itself adds those of addresses: behind its equals, and not at all where it is
 * there, or where its source is no local address (net/ipv4/fib_semantics.c fib_valid_prefsrc, fib_trie.c fib_table_insert).
 */
export function withBorn(routes: readonly RouteSnapshot[], born: RouteSnapshot): readonly RouteSnapshot[] {
  if (routes.some((route) => isAlike(route, born))) return routes;
  return isSourceValid(routes, born) ? [...routes, born] : routes;
}

function isSourceValid(
  routes: readonly RouteSnapshot[],
  { type, destination, source, table }: RouteSnapshot,
): boolean {
  if (source === null || (type === 'local' && destination === `${source}/32`)) return true;
  const own = table === RT_TABLE_MAIN ? RT_TABLE_LOCAL : table;
  return (
    isLocalIn(routes, source, own) || (own !== RT_TABLE_LOCAL && isLocalIn(routes, source, RT_TABLE_LOCAL))
  );
}

/** Whether a table takes an address for one of this host: of the longest prefix the first route counts. */
export function isLocalIn(routes: readonly RouteSnapshot[], ip: string, table: number): boolean {
  const host = `${ip}/32`;
  const mine = routes.filter((route) => route.table === table && route.tos === 0 && isAlive(route));
  const exact = mine.filter(({ destination }) => destination === host);
  const fits = exact.length > 0 ? exact : longest(mine, parseIpv4(ip) ?? 0);
  return firstOf(fits)?.type === 'local';
}

/**
 * A gateway is a neighbour: a route of its link without a gateway leads to it, one of scope link at the least
 * (net/ipv4/fib_semantics.c fib_check_nh_v4_gw), in one of these tables where they are named.
 */
export function isReached(
  routes: readonly RouteSnapshot[],
  of: { readonly link: string; readonly via: string; readonly tables?: readonly number[] },
): boolean {
  const ip = parseIpv4(of.via) ?? 0;
  return routes.some(
    ({ type, table, scope, destination, nexthops }) =>
      type === 'unicast' &&
      scopeNumber(scope) >= RT_SCOPE_LINK &&
      (of.tables?.includes(table) ?? true) &&
      nexthops.some((hop) => hop.link === of.link && hop.via === null) &&
      contains(parsePrefix(destination)!, ip),
  );
}

function isAlive({ nexthops }: RouteSnapshot): boolean {
  return nexthops.length === 0 || nexthops.some(({ dead }) => !dead);
}

function longest(routes: readonly RouteSnapshot[], ip: number): readonly RouteSnapshot[] {
  const lengths = new Map(
    routes.flatMap((route) => {
      const prefix = parsePrefix(route.destination);
      return prefix && contains(prefix, ip) ? [[route, prefix.length] as const] : [];
    }),
  );
  const most = Math.max(-1, ...lengths.values());
  return [...lengths].filter(([, length]) => length === most).map(([route]) => route);
}

/** The one of the lowest metric, of several the first. */
function firstOf(routes: readonly RouteSnapshot[]): RouteSnapshot | undefined {
  return routes.reduce<RouteSnapshot | undefined>(
    (first, route) => (first === undefined || route.metric < first.metric ? route : first),
    undefined,
  );
}

/** The same in all that makes the kernel take two routes for one (net/ipv4/fib_semantics.c fib_find_info). */
function isAlike(a: RouteSnapshot, b: RouteSnapshot): boolean {
  const [one, ...others] = a.nexthops;
  const [other] = b.nexthops;
  return (
    a.destination === b.destination &&
    a.table === b.table &&
    a.type === b.type &&
    a.metric === b.metric &&
    a.tos === b.tos &&
    a.scope === b.scope &&
    a.protocol === b.protocol &&
    a.source === b.source &&
    a.object === undefined &&
    a.realm !== true &&
    others.length === 0 &&
    one?.link === other?.link &&
    one?.via === other?.via &&
    one?.via6 === other?.via6
  );
}

/** What a request to take a route away says of it; what it leaves out matches any. */
export type RouteWanted = Pick<RouteSnapshot, 'table' | 'destination'> & {
  readonly link: string;
  /** null: any */
  readonly via: string | null;
  readonly metric?: number;
  readonly source?: string | null;
  readonly type?: RouteSnapshot['type'];
  readonly protocol?: number;
};

/**
 * The route that goes: the first that fits, by metric (net/ipv4/fib_trie.c fib_table_delete, fib_semantics.c fib_nh_match:
 * of several next hops the first is looked at, and a route by an object is never meant by a link).
 */
export function routeTaken(routes: readonly RouteSnapshot[], wanted: RouteWanted): RouteSnapshot | undefined {
  const fits = routes.filter((route) => {
    const [hop] = route.nexthops;
    return (
      route.table === wanted.table &&
      route.destination === wanted.destination &&
      route.tos === 0 &&
      route.object === undefined &&
      hop?.link === wanted.link &&
      (wanted.via === null || hop.via === wanted.via) &&
      (!wanted.metric || route.metric === wanted.metric) &&
      (!wanted.source || route.source === wanted.source) &&
      (wanted.type === undefined || route.type === wanted.type) &&
      (wanted.protocol === undefined || route.protocol === wanted.protocol)
    );
  });
  return firstOf(fits);
}

export function withoutRoute(
  routes: readonly RouteSnapshot[],
  wanted: RouteWanted,
): readonly RouteSnapshot[] {
  const gone = routeTaken(routes, wanted);
  return gone === undefined ? routes : routes.filter((route) => route !== gone);
}
