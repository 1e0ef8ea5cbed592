import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { formatPrefix, lastOf, prefixOf } from '../base/prefix.ts';
import { farEnd } from '../kernel/address-list.ts';
import { routesAmong } from '../kernel/born-routes.ts';
import type { AddressSnapshot, HostSnapshot, LinkSnapshot, RouteSnapshot } from '../kernel/host.ts';
import { RTPROT_KERNEL, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';
import { isLocalIn, withBorn, withoutRoute } from './fib.ts';

/** A link with its addresses in the kernel's order, and the table its routes are in where it is of a VRF. */
export type LinkAddresses = {
  readonly link: LinkSnapshot;
  readonly list: readonly AddressSnapshot[];
  readonly vrfTable: number | null;
};

export function vrfTableOf(host: HostSnapshot, link: LinkSnapshot): number | null {
  return host.links.find((one) => one.name === link.master)?.vrfTable ?? link.vrfTable;
}

/** The routes after those of an address of the list were added (net/ipv4/fib_frontend.c fib_add_ifaddr). */
export function withRoutesOf(
  routes: readonly RouteSnapshot[],
  { link, list, vrfTable }: LinkAddresses,
  address: AddressSnapshot,
): readonly RouteSnapshot[] {
  return routesAmong(link, { address, list }, vrfTable).reduce(withBorn, routes);
}

/**
 * The routes after those of an address went, as far as no other address of the list has them, and with the last link to
 * an address the routes of the main table that prefer it as source (fib_del_ifaddr). `primary` is set where an address
 * that stays is about to change its primary one.
 */
export function withoutRoutesOf(
  routes: readonly RouteSnapshot[],
  of: LinkAddresses,
  { address, primary }: { readonly address: AddressSnapshot; readonly primary: AddressSnapshot | null },
): readonly RouteSnapshot[] {
  const { link, list, vrfTable } = of;
  const network = networkOf(address);
  const subnet = !address.secondary && isNetwork(address);
  const source = address.secondary ? primaryIn(list, address) : address;
  if (source === undefined || (address.secondary && primary !== null && primary.local !== source.local))
    return routes;
  const gone = (
    left: readonly RouteSnapshot[],
    type: RouteSnapshot['type'],
    destination: string,
  ): readonly RouteSnapshot[] =>
    withoutRoute(left, {
      table: vrfTable ?? (type === 'unicast' ? RT_TABLE_MAIN : RT_TABLE_LOCAL),
      type,
      destination,
      link: link.name,
      via: null,
      source: source.local,
      protocol: RTPROT_KERNEL,
    });
  let left = routes;
  if (subnet && !address.flags.includes('noprefixroute'))
    left = gone(left, link.loopback ? 'local' : 'unicast', formatPrefix(network));
  const kept = keptBy(of, { address, source, primary });
  const last = formatIpv4(lastOf(network));
  if (address.broadcast !== null && !kept.broadcasts.has(address.broadcast))
    left = gone(left, 'broadcast', `${address.broadcast}/32`);
  if (subnet && address.prefixLength < 31)
    for (const ip of [last, formatIpv4(network.network)])
      if (!kept.broadcasts.has(ip)) left = gone(left, 'broadcast', `${ip}/32`);
  if (kept.local) return left;
  left = gone(left, 'local', `${address.local}/32`);
  const stays = list.includes(address) || isLocalIn(left, address.local, vrfTable ?? RT_TABLE_LOCAL);
  if (stays) return left;
  return left.filter(
    (route) => route.table !== (vrfTable ?? RT_TABLE_MAIN) || route.source !== address.local,
  );
}

type Kept = { readonly local: boolean; readonly broadcasts: ReadonlySet<string> };

/** What other addresses of the link with the same source need, too. */
function keptBy(
  { list }: LinkAddresses,
  of: {
    readonly address: AddressSnapshot;
    readonly source: AddressSnapshot;
    readonly primary: AddressSnapshot | null;
  },
): Kept {
  const { address, source, primary } = of;
  const broadcasts = new Set<string>();
  let local = false;
  let shared: AddressSnapshot | undefined;
  let sameSource = false;
  for (const other of list) {
    if (other === address || (primary && isInSubnetOf(other, primary))) continue;
    let first: AddressSnapshot | undefined = other;
    if (other.secondary) {
      if (isInSubnetOf(other, source)) first = source;
      else {
        if (!sameSource) continue;
        if (!shared || !isInSubnetOf(other, shared)) shared = primaryIn(list, other);
        first = shared;
        if (first?.local !== source.local) continue;
      }
    } else {
      if (other.local !== source.local) continue;
      sameSource ||= other !== source;
    }
    shared = first;
    local ||= other.local === address.local;
    if (other.broadcast !== null) broadcasts.add(other.broadcast);
    const network = networkOf(other);
    if (first !== other || other.prefixLength >= 31 || network.network === 0) continue;
    for (const ip of [lastOf(network), network.network]) broadcasts.add(formatIpv4(ip));
  }
  return { local, broadcasts };
}

function networkOf(address: AddressSnapshot): ReturnType<typeof prefixOf> {
  return prefixOf(farEnd(address), address.prefixLength);
}

/** Its prefix is more than the address itself. */
function isNetwork(address: AddressSnapshot): boolean {
  const { network, length } = networkOf(address);
  return network !== 0 && (length < 32 || network !== parseIpv4(address.local));
}

function isInSubnetOf(address: AddressSnapshot, of: AddressSnapshot): boolean {
  return address.prefixLength === of.prefixLength && networkOf(address).network === networkOf(of).network;
}

/** The first address of the subnet (net/ipv4/devinet.c inet_ifa_byprefix). */
function primaryIn(list: readonly AddressSnapshot[], address: AddressSnapshot): AddressSnapshot | undefined {
  return list.find((one) => isInSubnetOf(one, address));
}
