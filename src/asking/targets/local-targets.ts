import { isLinkLocalIpv4, isMulticastIpv4 } from '../../base/ipv4.ts';
import type { Prefix } from '../../base/prefix.ts';
import { hostlessIn } from '../../base/hostless.ts';
import { type IpRange, subtractRanges } from '../../base/target-set.ts';
import { hostsOfSubnet } from '../../base/targets.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { describeRanges } from './ranges.ts';
import { type Reach, subnetsOf, wholeOf } from './reach.ts';

/** A larger network takes longer than anybody expects who named no target: a /8 nine hours. */
const LARGEST_SUBNET = 65_536;
/** A route to a network is no list of hosts beyond this: only a few are on it, as on the whole of a cloud. */
const LARGEST_ROUTE = 4096;

export interface LocalTargets {
  readonly ranges: readonly IpRange[];
  /** What is left out, and how to ask for it. */
  readonly notes: readonly string[];
}

/**
 * What is asked for on an interface when no target is named: the hosts of its subnets, and what routes without a gateway lead
 * to there; not a network so large that it must be meant. Our own address alone (a /32) is no network.
 */
export function localTargets(facts: InterfaceFacts, reach: Reach, subnetsAlone = false): LocalTargets {
  const subnets = subnetsOf(facts).filter((prefix) => !isOwnAlone(prefix, facts));
  const large = subnets.filter((prefix) => !subnetsAlone && sizeOf(hostsOfSubnet(prefix)) > LARGEST_SUBNET);
  const asked = subnets.filter((prefix) => !large.includes(prefix)).map(hostsOfSubnet);
  const notes = large.map((prefix) => leftOut(wholeOf(prefix), facts.name));
  if (subnetsAlone) return { ranges: asked, notes };
  const whole = subnetsOf(facts).map(wholeOf);
  const listed = reach.listed(facts, LARGEST_ROUTE);
  for (const prefix of listed.large) {
    const range = wholeOf(prefix);
    if (!isNoNetwork(prefix) && subtractRanges([range], whole).length > 0)
      notes.push(leftOut(range, facts.name));
  }
  const routed = subtractRanges(listed.ranges, [...whole, ...hostlessIn(listed.ranges, [])]);
  return { ranges: [...asked, ...routed], notes };
}

/** The default route, in one piece or two, that of addresses without a server (RFC 3927), which many hosts have, and multicast. */
function isNoNetwork({ network, length }: Prefix): boolean {
  return length < 2 || isLinkLocalIpv4(network) || isMulticastIpv4(network);
}

function isOwnAlone({ network, length }: Prefix, { addresses }: InterfaceFacts): boolean {
  return length === 32 && addresses.some(({ ip }) => ip === network);
}

function sizeOf({ first, last }: IpRange): number {
  return last - first + 1;
}

function leftOut(range: IpRange, on: string): string {
  const size = sizeOf(range).toLocaleString('en-US');
  return `${describeRanges([range])} on ${on} has ${size} addresses, and is not asked for unless it is named as a target`;
}
