import { interfaceNamed } from '../../asking/targets/interfaces.ts';
import { nearness, type Reach, subnetsOf } from '../../asking/targets/reach.ts';
import { shareOut, type Wishes } from '../../asking/targets/share-out.ts';
import type { Share } from '../../asking/targets/shares.ts';
import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { firstOf, formatPrefix, lastOf } from '../../base/prefix.ts';
import { type IpRange, TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { CheckInterface } from './options.ts';

export interface Places {
  readonly interfaces: readonly CheckInterface[];
  readonly reach: Reach;
  /** For the person: what might surprise. */
  readonly notes: readonly string[];
}

/** The addresses that a host could have, and the interfaces to ask for each of them. Throws UsageFault, SystemFault. */
export function placesFor(all: readonly InterfaceFacts[], wishes: Wishes): Places {
  const { named, ranges, excluded, tagged } = wishes;
  const meant = named.length > 0 ? named.map((name) => interfaceNamed(all, name)) : all;
  const edges = tagged === true ? [] : edgesOf(meant);
  for (const { first, last } of ranges) if (first === last) refuse(first, edges);
  const hostless = edges.map(({ range }) => range);
  const { shares, reach, notes } = shareOut(all, { ...wishes, excluded: [...excluded, ...hostless] });
  const interfaces = named.length > 0 ? shares : shares.flatMap((share) => withoutOthers(share, shares));
  return { interfaces, reach, notes };
}

/** An address of ours is checked where it is, and not out of another interface of ours, which hears itself there. */
function withoutOthers({ facts, targets }: Share, shares: readonly Share[]): readonly Share[] {
  const mine = new Set(facts.addresses.map(({ ip }) => ip));
  const others = shares
    .filter((other) => other.facts.index !== facts.index)
    .flatMap((other) => other.facts.addresses.filter(({ ip }) => other.targets.has(ip)))
    .filter(({ ip }) => targets.has(ip) && !mine.has(ip))
    .map(({ ip }) => ({ first: ip, last: ip }));
  if (others.length === 0) return [{ facts, targets }];
  const left = TargetSet.of(targets.ranges, others);
  return left.size > 0 ? [{ facts, targets: left }] : [];
}

interface Hostless {
  readonly range: IpRange;
  readonly what: string;
}

/** The first and last address of each subnet, but of a /31 (RFC 3021) and a /32. */
function edgesOf(interfaces: readonly InterfaceFacts[]): readonly Hostless[] {
  return interfaces
    .flatMap((facts) => subnetsOf(facts).map((prefix) => ({ name: facts.name, prefix })))
    .filter(({ prefix }) => prefix.length < 31)
    .flatMap(({ name, prefix }) => [
      edge(firstOf(prefix), `the network address of ${formatPrefix(prefix)} (${name})`),
      edge(lastOf(prefix), `the broadcast address of ${formatPrefix(prefix)} (${name})`),
    ]);
}

function edge(ip: Ipv4, what: string): Hostless {
  return { range: { first: ip, last: ip }, what };
}

function refuse(ip: Ipv4, edges: readonly Hostless[]): void {
  const why = edges.find(({ range }) => range.first === ip)?.what;
  if (why !== undefined)
    throw new UsageFault(
      formatIpv4(ip),
      `${formatIpv4(ip)} is ${why}, and no host can have it`,
      'name the address of a host',
    );
}

/** The one address, where this host itself would ask for it, else on the interface with the narrowest subnet it is in. Throws UsageFault. */
export function nearestPlace(
  word: string,
  interfaces: readonly CheckInterface[],
  reach: Reach,
): { readonly facts: InterfaceFacts; readonly ip: Ipv4; readonly more: readonly string[] } {
  if (interfaces.some(({ targets }) => targets.size !== 1))
    throw new UsageFault(word, `'${word}' is not one address`, 'name one; arpist free finds a free one');
  const ip = interfaces[0]!.targets.at(0);
  const direct = reach.directLink(ip);
  const rank = ({ facts }: CheckInterface): number => (facts.name === direct ? 33 : nearness(facts, ip));
  const [first, ...others] = interfaces.toSorted((a, b) => rank(b) - rank(a));
  const names = others.map(({ facts }) => facts.name).join(', ');
  const more =
    others.length === 0
      ? []
      : [`${formatIpv4(ip)} is claimed on ${first!.facts.name}; it is in a subnet of ${names} too (-I)`];
  return { facts: first!.facts, ip, more };
}
