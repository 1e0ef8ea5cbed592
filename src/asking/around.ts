import type { Ipv4 } from '../base/ipv4.ts';
import { contains, firstOf, lastOf, prefixOf, subnetOf } from '../base/prefix.ts';
import type { LinkFacts } from '../ports/link.ts';

/** Two machines are compared by the addresses around the one they share: never more than a /24. */
const AROUND = 24;

/** The subnet of the target, but no more of it than a /24; without the target, our own addresses, and those of no host. */
export function around({ addresses }: LinkFacts, target: Ipv4): readonly Ipv4[] {
  const subnets = addresses.map(subnetOf);
  const subnet = subnets.find((prefix) => prefix.length < 32 && contains(prefix, target));
  const near = prefixOf(target, Math.max(AROUND, subnet?.length ?? AROUND));
  const nobodys = subnet && subnet.length < 31 ? [firstOf(subnet), lastOf(subnet)] : [];
  const left = new Set([target, ...addresses.map(({ ip }) => ip), ...nobodys]);
  const ips: Ipv4[] = [];
  for (let ip = firstOf(near); ip <= lastOf(near); ip++) if (!left.has(ip)) ips.push(ip);
  return ips;
}
