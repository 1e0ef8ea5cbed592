import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { contains, prefixOf } from '../../base/prefix.ts';
import type { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { describeRanges } from '../../asking/targets/ranges.ts';
import type { Gateway } from './gateway.ts';
import { count } from '../../terminal/text/texts.ts';

/** A Linux host keeps 1024 entries (gc_thresh3), and those of others are in there too. */
const MOST_UNASKED = 256;

/** Who can prove an announcement when nobody is named, or why nobody can. */
export type Provers =
  | { readonly gateways: readonly Ipv4[]; readonly why: null }
  | { readonly gateways: readonly []; readonly why: string };

/**
 * The gateways on the network of all the addresses: they send to them straight, so where they send can be shown. One on another
 * network sends to an address by a router, which says nothing about its neighbour table.
 */
export function proversFor(
  addresses: TargetSet,
  { facts, vlan }: { readonly facts: InterfaceFacts; readonly vlan: number | null },
  all: readonly Gateway[],
): Provers {
  if (vlan !== null) return none(`which gateway there is in VLAN ${vlan} is not known here`);
  const here = all.filter(({ link }) => link === facts.name);
  if (here.length === 0) return none(`no default route leads out of ${facts.name} to a gateway`);
  const others = here.filter(({ ip }) => !addresses.has(ip));
  if (others.length === 0) return none('the gateway is the address itself');
  const near = others.filter(({ ip }) => areNeighbours(addresses, ip, facts));
  if (near.length > 0 && addresses.size > MOST_UNASKED)
    return none(
      `${count(addresses.size)} addresses would each take a place in the neighbour table of the gateway`,
      'gateway',
    );
  if (near.length > 0) return { gateways: [...new Set(near.map(({ ip }) => ip))], why: null };
  const names = others.map(({ ip }) => formatIpv4(ip)).join(' and ');
  return none(
    `the gateway (${names}) is on another network of ${facts.name} than ${describeRanges(addresses.ranges)}`,
  );
}

function none(why: string, via = 'PEER'): Provers {
  return { gateways: [], why: `${why} (--via ${via} proves it)` };
}

/** A gateway in no subnet is reached by a route of its own, and then it is the neighbour of addresses that are in none. */
function areNeighbours(addresses: TargetSet, gateway: Ipv4, { addresses: own }: InterfaceFacts): boolean {
  const subnets = own
    .filter(({ prefixLength }) => prefixLength < 32)
    .map(({ ip, prefixLength }) => prefixOf(ip, prefixLength));
  const shared = subnets.filter((subnet) => contains(subnet, gateway));
  return addresses.ranges.every(({ first, last }) =>
    shared.length > 0
      ? shared.some((subnet) => contains(subnet, first) && contains(subnet, last))
      : !subnets.some((subnet) => contains(subnet, first) || contains(subnet, last)),
  );
}
