import { insertAddress } from '../kernel/address-list.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import type { AddressSnapshot, HostSnapshot, LinkSnapshot, RouteSnapshot } from '../kernel/host.ts';
import { type LinkAddresses, vrfTableOf, withoutRoutesOf, withRoutesOf } from './address-routes.ts';
import type { AddressPlan } from './change.ts';
import { isThrough, revived } from './link-changes.ts';
import { promotedBy, takenAlong } from './secondaries.ts';

/** An address as a change makes it. */
export function addressMade(plan: AddressPlan): AddressSnapshot {
  const { link, local, prefixLength, peer, scope, label, broadcast = null, metric = 0 } = plan;
  return {
    link,
    local,
    prefixLength,
    peer: peer === local ? null : peer,
    scope,
    secondary: false,
    broadcast,
    label,
    flags: plan.noPrefixRoute ? ['noprefixroute'] : [],
    ...(metric === 0 ? {} : { metric }),
  };
}

/** Ways out of the link that were dead with its last address live again (net/ipv4/fib_frontend.c fib_inetaddr_event). */
export function withAddress(host: HostSnapshot, plan: AddressPlan): HostSnapshot {
  const mine = host.addresses.filter(({ link }) => link === plan.link);
  const grown = insertAddress(mine, addressMade(plan));
  const link = host.links.find(({ name }) => name === plan.link);
  if (typeof grown === 'string' || !link) return host;
  const added = grown.find((address, at) => address !== mine[at])!;
  const of: LinkAddresses = { link, list: grown, vrfTable: vrfTableOf(host, link) };
  const routes = revived(withRoutesOf(host.routes, of, added), link);
  return { ...host, routes, addresses: withList(host, link.name, grown) };
}

/** Step by step as net/ipv4/devinet.c __inet_del_ifa does it, since the order decides which routes stay. */
export function withoutAddress(host: HostSnapshot, plan: AddressPlan): HostSnapshot {
  const gone = host.addresses.find(
    ({ link, local, prefixLength, peer }) =>
      link === plan.link && local === plan.local && prefixLength === plan.prefixLength && peer === plan.peer,
  );
  const link = host.links.find(({ name }) => name === plan.link);
  if (!gone || !link) return host;
  const vrfTable = vrfTableOf(host, link);
  let list: readonly AddressSnapshot[] = host.addresses.filter((address) => address.link === link.name);
  let routes = host.routes;
  const lose = (address: AddressSnapshot, primary: AddressSnapshot | null): void => {
    routes = withoutRoutesOf(routes, { link, list, vrfTable }, { address, primary });
  };
  const along = new Set(takenAlong(host, gone));
  for (const address of [...list].filter((one) => along.has(one))) {
    list = list.filter((one) => one !== address);
    lose(address, null);
  }
  const promoted = promotedBy(host, gone);
  for (const address of promoted) lose(address, gone);
  const before = list;
  list = list.filter((one) => one !== gone);
  lose(gone, null);
  if (promoted.length > 0) {
    const risen = promotedIn(before, gone, promoted[0]!);
    ({ list } = risen);
    for (const address of [risen.first, ...promoted.slice(1)])
      routes = withRoutesOf(routes, { link, list, vrfTable }, address);
  }
  const left = { ...host, routes, addresses: withList(host, link.name, list) };
  return list.length === 0 ? withoutIpv4(left, link) : left;
}

/** The first secondary becomes primary: in the place of the one that went, or behind the last primary of its scope. */
function promotedIn(
  before: readonly AddressSnapshot[],
  gone: AddressSnapshot,
  first: AddressSnapshot,
): { readonly list: readonly AddressSnapshot[]; readonly first: AddressSnapshot } {
  const risen = { ...first, secondary: false };
  const at = before.indexOf(gone);
  if (before[at + 1] === first)
    return {
      list: before.filter((one) => one !== gone).map((one) => (one === first ? risen : one)),
      first: risen,
    };
  const between = before.slice(at + 1, before.indexOf(first));
  const level = scopeNumber(gone.scope);
  const last = between.findLast((one) => !one.secondary && level <= scopeNumber(one.scope)) ?? gone;
  const list = before.filter((one) => one !== first).flatMap((one) => (one === last ? [one, risen] : [one]));
  return { list: list.filter((one) => one !== gone), first: risen };
}

/** With its last address a link loses IPv4: its routes, neighbours and published entries go (fib_disable_ip). */
function withoutIpv4(host: HostSnapshot, { name }: LinkSnapshot): HostSnapshot {
  return {
    ...host,
    routes: host.routes.flatMap((route) => (isThrough(route, name) ? [] : [withDeadHops(route, name)])),
    neighbours: host.neighbours.filter(({ link }) => link !== name),
    published: host.published.filter(({ link }) => link !== name),
  };
}

function withDeadHops(route: RouteSnapshot, name: string): RouteSnapshot {
  if (route.object !== undefined || route.nexthops.every(({ link, dead }) => link !== name || dead))
    return route;
  return {
    ...route,
    nexthops: route.nexthops.map((hop) => (hop.link === name ? { ...hop, dead: true } : hop)),
  };
}

/** As the kernel tells them, and as it looks for a source address: link by link (net/ipv4/devinet.c inet_dump_ifaddr). */
function withList(
  host: HostSnapshot,
  name: string,
  list: readonly AddressSnapshot[],
): readonly AddressSnapshot[] {
  const places = new Map(host.links.map((link, at) => [link.name, at]));
  const placeOf = ({ link }: AddressSnapshot): number => places.get(link) ?? host.links.length;
  const others = host.addresses.filter(({ link }) => link !== name);
  return [...others, ...list].toSorted((a, b) => placeOf(a) - placeOf(b));
}
