import { parseIpv4 } from '../base/ipv4.ts';
import { contains, parsePrefix, prefixOf } from '../base/prefix.ts';
import { farEnd } from '../kernel/address-list.ts';
import type { AddressSnapshot, HostSnapshot, RouteSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import type { SystemChange } from './change.ts';
import { entryAgain, isMade } from './entry-again.ts';
import { RTPROT_KERNEL, RT_SCOPE_HOST } from '../wire/netlink/numbers.ts';

/** How to make an address again. */
export function addressAgain(address: AddressSnapshot): SystemChange {
  const { link, local, prefixLength, peer, scope, label } = address;
  return { do: 'add-address', link, local, prefixLength, peer, scope, label };
}

/** How to make again the routes of `before` that `host` lacks; those of several next hops and other kinds cannot be. */
export function lostRoutes(before: HostSnapshot, host: HostSnapshot): readonly SystemChange[] {
  // Most of them are the very same, and need not be spelled to be known again.
  const kept = new Set(host.routes);
  const gone = before.routes.filter((route) => !kept.has(route));
  if (gone.length === 0) return [];
  const there = new Set(host.routes.map(keyOf));
  return gone.filter((route) => !there.has(keyOf(route))).flatMap((route) => routeAgain(before, route));
}

/** The routes an address brings along are the kernel's own, and come with it. */
export function routeAgain(host: HostSnapshot, route: RouteSnapshot): readonly SystemChange[] {
  const { table, type, destination, metric, protocol, scope, source } = route;
  const [hop, ...others] = route.nexthops;
  if (!hop || others.length > 0 || (type !== 'unicast' && type !== 'local')) return [];
  const { link, via } = hop;
  const plain = { do: 'add-route', table, destination, link, via, source, metric, protocol, scope } as const;
  const near = via === null || (isNear(host, link, via) && !isHidden(host, { table, via }));
  return [near ? plain : { ...plain, onlink: true }];
}

function isNear(host: HostSnapshot, link: string, via: string): boolean {
  const ip = parseIpv4(via) ?? 0;
  return host.addresses.some(
    (address) => address.link === link && contains(prefixOf(farEnd(address), address.prefixLength), ip),
  );
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
function keyOf({ table, type, destination, metric, protocol, source, nexthops }: RouteSnapshot): string {
  const hops = nexthops.map(({ link, via }) => `${link}>${via}`).join();
  return `${table} ${type} ${destination} ${metric} ${protocol === RTPROT_KERNEL ? '' : source} ${hops}`;
}

/** The neighbours and published entries of a link that a person or program made. */
export function entriesAgain(before: HostSnapshot, link: string): readonly SystemChange[] {
  const published = before.published.filter((entry) => entry.link === link);
  return [...madeEntries(before, link), ...published.map(({ ip }) => ({ do: 'publish', ip, link }) as const)];
}

export function madeEntries(before: HostSnapshot, link: string): readonly SystemChange[] {
  return before.neighbours
    .filter((entry) => entry.link === link && isMade(entry))
    .flatMap((entry) => entryAgain(entry) ?? []);
}
