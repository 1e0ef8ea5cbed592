import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { contains, formatPrefix, lastOf, prefixOf } from '../base/prefix.ts';
import { farEnd } from './address-list.ts';
import type { AddressSnapshot, LinkSnapshot, RouteSnapshot } from './host.ts';
import { RTPROT_KERNEL, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** The routes the kernel makes for an address on a link (net/ipv4/fib_frontend.c fib_add_ifaddr). */
export function routesOf(
  link: LinkSnapshot,
  address: AddressSnapshot,
  vrfTable: number | null = null,
): readonly RouteSnapshot[] {
  const local = parseIpv4(address.local) ?? 0;
  const prefix = prefixOf(farEnd(address), address.prefixLength);
  const route = (type: 'local' | 'broadcast' | 'unicast', destination: string): RouteSnapshot => ({
    table: vrfTable ?? (type === 'unicast' ? RT_TABLE_MAIN : RT_TABLE_LOCAL),
    type,
    destination,
    metric: 0,
    tos: 0,
    scope: type === 'local' ? 'host' : 'link',
    protocol: RTPROT_KERNEL,
    source: address.local,
    nexthops: [{ link: link.name, via: null, weight: 1, dead: false, linkdown: !link.carrier }],
  });
  const routes = [route('local', `${address.local}/32`)];
  if (!link.up) return routes;
  if (address.broadcast !== null && address.broadcast !== '255.255.255.255')
    routes.push(route('broadcast', `${address.broadcast}/32`));
  if (prefix.network === 0 || address.secondary) return routes;
  if (prefix.network === local && address.prefixLength === 32) return routes;
  if (!address.flags.includes('noprefixroute'))
    routes.push({
      ...route(link.loopback ? 'local' : 'unicast', formatPrefix(prefix)),
      metric: address.metric ?? 0,
    });
  if (address.prefixLength < 31) routes.push(route('broadcast', `${formatIpv4(lastOf(prefix))}/32`));
  return routes;
}

/**
 * The same for one address of a list: the routes of a secondary address prefer the primary one of its subnet as source
 * (net/ipv4/fib_frontend.c fib_add_ifaddr).
 */
export function routesAmong(
  link: LinkSnapshot,
  of: { readonly address: AddressSnapshot; readonly list: readonly AddressSnapshot[] },
  vrfTable: number | null = null,
): readonly RouteSnapshot[] {
  const { address, list } = of;
  const routes = routesOf(link, address, vrfTable);
  if (!address.secondary) return routes;
  const subnet = prefixOf(farEnd(address), address.prefixLength);
  const first = list.find((one) => one.prefixLength === subnet.length && contains(subnet, farEnd(one)));
  const source = first?.local ?? address.local;
  return routes.map((route) => ({ ...route, source }));
}
