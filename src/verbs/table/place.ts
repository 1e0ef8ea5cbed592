import { UsageFault } from '../../base/fault.ts';
import { ANY_IPV4, formatIpv4, type Ipv4, isLoopbackIpv4, isMulticastIpv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, isMulticastMac, type Mac, ZERO_MAC } from '../../base/mac.ts';
import { contains, firstOf, lastOf, subnetOf } from '../../base/prefix.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Routing } from '../../ports/routing.ts';
import { whereabouts } from '../../asking/targets/not-here.ts';
import { Reach } from '../../asking/targets/reach.ts';

/**
 * The interface whose network the address is in, by the longest prefix, else to which a route without a gateway leads;
 * undefined when there is none.
 */
export function homeOf(
  ip: Ipv4,
  interfaces: readonly InterfaceFacts[],
  routing?: Routing,
): InterfaceFacts | undefined {
  let best: InterfaceFacts | undefined;
  let longest = -1;
  for (const facts of interfaces) {
    if (facts.loopback || !facts.up) continue;
    for (const own of facts.addresses) {
      const { prefixLength } = own;
      if (own.ip === ip || prefixLength <= longest || !contains(subnetOf(own), ip)) continue;
      best = facts;
      longest = prefixLength;
    }
  }
  if (best) return best;
  const direct = new Reach(routing, [{ first: ip, last: ip }]).directLink(ip);
  return interfaces.find(({ name, loopback, up }) => name === direct && !loopback && up);
}

/** Why the address can have no entry; undefined when it can. */
export function whyNoNeighbour(ip: Ipv4, interfaces: readonly InterfaceFacts[]): string | undefined {
  const text = formatIpv4(ip);
  if (ip === ANY_IPV4) return `${text} is no host`;
  if (ip === 0xffffffff) return `${text} is the broadcast address`;
  if (isMulticastIpv4(ip))
    return `${text} is a multicast address: its MAC follows from it, and nobody is asked`;
  if (isLoopbackIpv4(ip)) return `${text} is a loopback address`;
  for (const { name, addresses } of interfaces)
    for (const own of addresses) {
      if (own.ip === ip) return `${text} is an address of this host itself (${name})`;
      const prefix = subnetOf(own);
      if (prefix.length < 31 && (ip === lastOf(prefix) || ip === firstOf(prefix)))
        return `${text} is the ${ip === lastOf(prefix) ? 'broadcast' : 'network'} address of ${name}`;
    }
  return undefined;
}

/** Why no host has that MAC; undefined when one may. */
export function whyNoHostMac(mac: Mac): string | undefined {
  const text = formatMac(mac);
  if (mac === ZERO_MAC) return `${text} stands for no MAC at all`;
  if (mac === BROADCAST_MAC) return `${text} is the broadcast MAC`;
  return isMulticastMac(mac) ? `${text} has the multicast bit set: a group of hosts, not one` : undefined;
}

/** Throws UsageFault. */
export function mustHaveHome(ip: Ipv4, interfaces: readonly InterfaceFacts[], routing?: Routing): string {
  const home = homeOf(ip, interfaces, routing);
  if (home) return home.name;
  const range = { first: ip, last: ip };
  const reach = new Reach(routing, [range]);
  const way = reach.wayTo(ip);
  const { words } = whereabouts([range], { all: interfaces, reach });
  throw new UsageFault(
    formatIpv4(ip),
    `${formatIpv4(ip)} is in the network of no interface${way === undefined ? '' : `: it ${words}`}`,
    'name the interface with -I',
  );
}
