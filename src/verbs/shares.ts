import { UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { firstOf, formatPrefix, lastOf, type Prefix, prefixesOfRange, prefixOf } from '../base/prefix.ts';
import {
  type IpRange,
  intersectRanges,
  normalizeRanges,
  subtractRanges,
  TargetSet,
} from '../base/target-set.ts';
import { hostsOfSubnet } from '../base/targets.ts';
import type { InterfaceFacts } from '../ports/host.ts';

export interface Wanted {
  /** What was asked for by address; empty asks the subnets of the interfaces. */
  readonly ranges: readonly IpRange[];
  readonly excluded: readonly IpRange[];
  /** The subnets of the interfaces too. */
  readonly local: boolean;
  /** The interfaces were named: every target is asked on each of them. */
  readonly named: boolean;
}

export interface Share {
  readonly facts: InterfaceFacts;
  readonly targets: TargetSet;
}

export interface Shares {
  /** Interfaces with nothing to ask are left out. */
  readonly shares: readonly Share[];
  /** Targets on none of the local networks that are asked all the same. */
  readonly foreign: readonly IpRange[];
}

/**
 * Which interface asks for what. A target goes where its subnet is; one outside every subnet is asked on the named
 * interfaces, or on the only one there is. With several and none named that would be a guess: UsageFault.
 */
export function shareTargets(interfaces: readonly InterfaceFacts[], wanted: Wanted): Shares {
  const ranges = normalizeRanges(wanted.ranges);
  const subnets = interfaces.flatMap((facts) => subnetsOf(facts).map(wholeOf));
  const foreign = subtractRanges(ranges, [...subnets, ...wanted.excluded]);
  const everywhere = wanted.named || interfaces.length === 1;
  if (foreign.length > 0 && !everywhere)
    throw new UsageFault(
      'target',
      `${describeRanges(foreign)} is on none of the local networks (${interfaces.map(describeNetworks).join('; ')}), and ARP does not cross routers`,
      'name the interface to ask on with -I',
    );
  const withLocal = wanted.local || ranges.length === 0;
  const shares = interfaces.map((facts) => {
    const own = subnetsOf(facts);
    const asked = everywhere ? ranges : intersectRanges(ranges, own.map(wholeOf));
    const local = withLocal ? own.map(hostsOfSubnet) : [];
    return { facts, targets: TargetSet.of([...asked, ...local], wanted.excluded) };
  });
  const busy = shares.filter(({ targets }) => targets.size > 0);
  if (busy.length === 0)
    throw new UsageFault('target', 'nothing is left to ask for', 'name targets that are not excluded');
  return { shares: busy, foreign };
}

function subnetsOf(facts: InterfaceFacts): readonly Prefix[] {
  return facts.addresses.map(({ ip, prefixLength }) => prefixOf(ip, prefixLength));
}

function wholeOf(prefix: Prefix): IpRange {
  return { first: firstOf(prefix), last: lastOf(prefix) };
}

function describeNetworks(facts: InterfaceFacts): string {
  return `${facts.name}: ${[...new Set(subnetsOf(facts).map(formatPrefix))].join(', ')}`;
}

/** `10.9.0.0/24`, `10.9.0.3`, `10.9.0.3-10.9.0.9`, and how many more. */
export function describeRanges(ranges: readonly IpRange[]): string {
  const shown = ranges.slice(0, 3).map(({ first, last }) => {
    if (first === last) return formatIpv4(first);
    const [prefix, more] = prefixesOfRange(first, last);
    return prefix && !more ? formatPrefix(prefix) : `${formatIpv4(first)}-${formatIpv4(last)}`;
  });
  return `${shown.join(', ')}${ranges.length > 3 ? ` and ${ranges.length - 3} more` : ''}`;
}
