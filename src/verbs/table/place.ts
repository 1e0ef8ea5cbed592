import { UsageFault } from '../../base/fault.ts';
import { ANY_IPV4, formatIpv4, type Ipv4, isLoopbackIpv4, isMulticastIpv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, isMulticastMac, type Mac, ZERO_MAC } from '../../base/mac.ts';
import { contains, firstOf, lastOf, prefixOf } from '../../base/prefix.ts';
import type { InterfaceFacts } from '../../ports/host.ts';

/** The interface whose network the address is in, by the longest prefix; undefined when it is in none. */
export function homeOf(ip: Ipv4, interfaces: readonly InterfaceFacts[]): InterfaceFacts | undefined {
  let best: InterfaceFacts | undefined;
  let longest = -1;
  for (const facts of interfaces) {
    if (facts.loopback || !facts.up) continue;
    for (const { ip: own, prefixLength } of facts.addresses)
      if (prefixLength > longest && prefixLength < 32 && contains(prefixOf(own, prefixLength), ip)) {
        best = facts;
        longest = prefixLength;
      }
  }
  return best;
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
    for (const { ip: own, prefixLength } of addresses) {
      if (own === ip) return `${text} is an address of this host itself (${name})`;
      const prefix = prefixOf(own, prefixLength);
      if (prefixLength < 31 && (ip === lastOf(prefix) || ip === firstOf(prefix)))
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
export function mustHaveHome(ip: Ipv4, interfaces: readonly InterfaceFacts[]): string {
  const home = homeOf(ip, interfaces);
  if (home) return home.name;
  throw new UsageFault(
    formatIpv4(ip),
    `${formatIpv4(ip)} is in the network of no interface`,
    'name the interface with -I',
  );
}
