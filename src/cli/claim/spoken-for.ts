import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import type { AddressSnapshot, RouteSnapshot } from '../../kernel/host.ts';

interface Configuration {
  readonly routes: readonly Pick<RouteSnapshot, 'nexthops'>[];
  readonly addresses: readonly Pick<AddressSnapshot, 'peer' | 'broadcast'>[];
}

/**
 * Addresses the configuration of this host names as somebody's, whether anybody answers for them now or not: gateways
 * of all routes, the other ends of point-to-point addresses, and broadcast addresses.
 */
export function spokenFor(host: Configuration): readonly Ipv4[] {
  const words = [
    ...host.routes.flatMap(({ nexthops }) => nexthops.map(({ via }) => via)),
    ...host.addresses.flatMap(({ peer, broadcast }) => [peer, broadcast]),
  ];
  const found = words.flatMap((word) => (word === null ? [] : [parseIpv4(word.replace(/\/.*/, ''))]));
  return [...new Set(found)].filter((ip) => ip !== undefined);
}
