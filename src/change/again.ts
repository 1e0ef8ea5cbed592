import { parseIpv4 } from '../base/ipv4.ts';
import { contains, parsePrefix, prefixOf } from '../base/prefix.ts';
import { farEnd } from '../kernel/address-list.ts';
import type { AddressSnapshot, HostSnapshot, RouteSnapshot, RuleSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import type { SystemChange } from './change.ts';
import { isReached } from './fib.ts';
import { entryAgain, isMade } from './entry-again.ts';
import { RTPROT_KERNEL, RT_SCOPE_HOST, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** How to make an address again. */
export function addressAgain(address: AddressSnapshot): SystemChange {
  const { link, local, prefixLength, peer, scope, label, broadcast, metric = 0, flags } = address;
  return {
    do: 'add-address',
    link,
    local,
    prefixLength,
    peer,
    scope,
    label,
    ...(broadcast === null ? {} : { broadcast }),
    ...(metric === 0 ? {} : { metric }),
    ...(flags.includes('noprefixroute') ? { noPrefixRoute: true } : {}),
  };
}

/** How to make again the routes of `before` that `host` lacks, as far as a change can say them: see `isSpoken`. */
export function lostRoutes(before: HostSnapshot, host: HostSnapshot): readonly SystemChange[] {
  // Most of them are the very same, and need not be spelled to be known again.
  const kept = new Set(host.routes);
  const gone = before.routes.filter((route) => !kept.has(route));
  if (gone.length === 0) return [];
  const there = new Set(host.routes.map(keyOf));
  const lost = gone.filter((route) => !there.has(keyOf(route)));
  // What a gateway is reached by comes before it.
  const near = (route: RouteSnapshot): number => (route.nexthops[0]?.via === null ? 0 : 1);
  return lost.toSorted((a, b) => near(a) - near(b)).flatMap((route) => routeAgain(before, route));
}

/** How to take away what came back though it was not there: a prefix route that somebody had deleted, as a rule. */
export function cameAlong(before: HostSnapshot, host: HostSnapshot): readonly SystemChange[] {
  const known = new Set(before.routes);
  const added = host.routes.filter((route) => !known.has(route) && route.type !== 'broadcast');
  if (added.length === 0) return [];
  const there = new Set(before.routes.map(keyOf));
  return added
    .filter((route) => !there.has(keyOf(route)))
    .flatMap((route) => routeAgain(host, route))
    .map((change) => ({ ...change, do: 'remove-route' }) as SystemChange);
}

/** The routes an address brings along are the kernel's own, and come with it. */
export function routeAgain(host: HostSnapshot, route: RouteSnapshot): readonly SystemChange[] {
  const { table, destination, metric, protocol, scope, source } = route;
  const [hop] = route.nexthops;
  if (!hop || !isSpoken(route)) return [];
  const { link, via } = hop;
  const near = via === null || (isNear(host, link, via) && isFound(host, { table, link, via }));
  return [
    {
      do: 'add-route',
      table,
      destination,
      link,
      via,
      source,
      metric,
      protocol,
      scope,
      ...(near ? {} : { onlink: true }),
      ...(host.routes.some((other) => other !== route && isRival(other, route)) ? { append: true } : {}),
    },
  ];
}

/**
 * Whether a change can say all of a route. Several next hops, gateways by IPv6, next-hop objects, realms, types of
 * service, what is untold and kinds that refuse it cannot; nor does a table of its own for local addresses.
 */
export function isSpoken(route: RouteSnapshot): boolean {
  const { type, table, tos, object, realm, untold, nexthops } = route;
  const [hop, ...others] = nexthops;
  const kind = type === 'unicast' ? table !== RT_TABLE_LOCAL : type === 'local' && table === RT_TABLE_LOCAL;
  const plain = tos === 0 && object === undefined && realm !== true && untold !== true;
  return kind && plain && hop !== undefined && others.length === 0 && hop.via6 === undefined;
}

/** The routes of `before` that `host` lacks and that no change can say: only what was kept of them brings them back. */
export function unspokenLost(before: HostSnapshot, host: HostSnapshot): readonly RouteSnapshot[] {
  const kept = new Set(host.routes);
  const gone = before.routes.filter((route) => !kept.has(route) && !isSpoken(route));
  if (gone.length === 0) return [];
  const there = new Set(host.routes.map(keyOf));
  return gone.filter((route) => route.protocol !== RTPROT_KERNEL && !there.has(keyOf(route)));
}

/** The kernel takes the one beside the other only when it is told so. */
function isRival(a: RouteSnapshot, b: RouteSnapshot): boolean {
  return a.destination === b.destination && a.table === b.table && a.metric === b.metric && a.tos === b.tos;
}

function isNear(host: HostSnapshot, link: string, via: string): boolean {
  const ip = parseIpv4(via) ?? 0;
  return host.addresses.some(
    (address) => address.link === link && contains(prefixOf(farEnd(address), address.prefixLength), ip),
  );
}

/** Told a gateway without a route to it, the kernel refuses (net/ipv4/fib_semantics.c fib_check_nh_v4_gw), also one that it had taken. */
function isFound(
  host: HostSnapshot,
  { table, link, via }: { readonly table: number; readonly link: string; readonly via: string },
): boolean {
  const tables = leadsToMain(host.rules) ? [table, RT_TABLE_MAIN] : [table].filter(isOther);
  // What no change can say may be gone when it is needed.
  return isReached(host.routes.filter(isSpoken), { link, via, tables }) && !isHidden(host, { table, via });
}

/** A table is asked for a gateway whatever the rules, but for the main one. */
function isOther(table: number): boolean {
  return table !== RT_TABLE_MAIN;
}

/** Of the rules that may be met by a packet without a source or mark, the first leads to the main table, whoever asks. */
function leadsToMain(rules: readonly RuleSnapshot[]): boolean {
  const first = rules.find((rule) => rule.table !== RT_TABLE_LOCAL && !isOfOthers(rule));
  if (first === undefined) return false;
  const { action, table, not, to, oif, mark } = first;
  return action === 'lookup' && table === RT_TABLE_MAIN && !not && !(to ?? oif ?? mark);
}

function isOfOthers({ not, from, iif, mark, tos, neverForArp }: RuleSnapshot): boolean {
  return !not && ((from ?? iif) !== null || (mark?.value ?? 0) !== 0 || tos !== 0 || neverForArp);
}

/** See gatewayWay. */
function isHidden(
  host: HostSnapshot,
  { table, via }: { readonly table: number; readonly via: string },
): boolean {
  const ip = parseIpv4(via) ?? 0;
  return host.routes.some(
    (route) =>
      route.table === table &&
      route.type === 'unicast' &&
      scopeNumber(route.scope) === RT_SCOPE_HOST &&
      contains(parsePrefix(route.destination)!, ip),
  );
}

/** Whose source an address of the kernel's own routes is changes with the order of addresses, and comes with them. */
function keyOf(route: RouteSnapshot): string {
  const { table, type, destination, metric, tos, protocol, source, object = '', nexthops } = route;
  const hops = nexthops.map(({ link, via, via6 = '' }) => `${link}>${via}${via6}`).join();
  return `${table} ${type} ${destination} ${metric} ${tos} ${protocol === RTPROT_KERNEL ? '' : source} ${object} ${hops}`;
}

/** The neighbours and published entries of a link that a person or program made. */
export function entriesAgain(before: HostSnapshot, link: string): readonly SystemChange[] {
  const published = before.published.filter((entry) => entry.link === link);
  return [...madeEntries(before, link), ...published.flatMap((entry) => publishedAgain(before, entry))];
}

/** Beside an entry for every link the kernel makes none for one: that one goes first, and comes again. */
export function publishedAgain(
  before: HostSnapshot,
  { ip, link }: { readonly ip: string; readonly link: string | null },
): readonly SystemChange[] {
  const publish = { do: 'publish', ip, link } as const;
  if (link === null || !before.published.some((one) => one.ip === ip && one.link === null)) return [publish];
  return [{ do: 'unpublish', ip, link: null }, publish, { do: 'publish', ip, link: null }];
}

export function madeEntries(before: HostSnapshot, link: string): readonly SystemChange[] {
  return before.neighbours
    .filter((entry) => entry.link === link && isMade(entry))
    .flatMap((entry) => entryAgain(entry) ?? []);
}
