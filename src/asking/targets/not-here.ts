import { SystemFault, UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatPrefix } from '../../base/prefix.ts';
import type { IpRange } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Way } from '../../ports/routing.ts';
import { whyNoArp } from './interfaces.ts';
import { describeRanges } from './ranges.ts';
import { nearness, type Reach, subnetsOf } from './reach.ts';

/** The machine as far as it says where an address is. */
export interface Locality {
  readonly all: readonly InterfaceFacts[];
  readonly reach: Reach;
}

/** Why targets that no interface at hand reaches are not asked for: what is so, and what to do. */
export function notHere(foreign: readonly IpRange[], ground: Locality): UsageFault | SystemFault {
  const subject = describeRanges(foreign);
  const deaf = onDeafLink(foreign, ground);
  if (deaf) return deaf;
  const where = whereabouts(foreign, ground);
  return new UsageFault(
    'target',
    `${subject} ${where.words}`,
    where.router === undefined
      ? 'name the interface to ask on with -I'
      : `ask for the router (${where.router}), or name the interface to ask on all the same with -I`,
  );
}

interface Whereabouts {
  /** Follows the targets. */
  readonly words: string;
  readonly router?: string;
}

/** Where targets are that are on none of the networks at hand. */
export function whereabouts(foreign: readonly IpRange[], { all, reach }: Locality): Whereabouts {
  const ends = [foreign[0]!.first, foreign.at(-1)!.last] as const;
  const own = ends[0] === ends[1] ? all.find((facts) => hasAddress(facts, ends[0])) : undefined;
  if (own) return { words: `is an address of this host itself, on ${own.name}` };
  const home = all.find((facts) => ends.every((ip) => nearness(facts, ip) >= 0));
  if (home) return { words: `is in the network of ${home.name}` };
  const [one, other] = ends.map((ip) => reach.wayTo(ip));
  if (one === 'none' && other === 'none') return { words: `${onNone(all)}, and no route leads there` };
  const words = one === undefined ? undefined : wordsOf(one);
  if (words && other !== undefined && wordsOf(other).words === words.words) return words;
  return { words: onNone(all) };
}

function wordsOf(way: Way | 'none' | 'refused'): Whereabouts {
  if (way === 'none') return { words: 'is on no local network, and no route leads there' };
  if (way === 'refused') return { words: 'is refused by a route of this host' };
  const { kind, gateway, link } = way;
  if (kind === 'local') return { words: `is an address of this host itself, on ${link}` };
  if (kind === 'many') return { words: 'stands for more than one host' };
  if (gateway === null) return { words: `is reached on ${link}` };
  const router = gateway === 'other' ? undefined : formatIpv4(gateway);
  return {
    words: `is reached through ${router === undefined ? 'an IPv6 router' : `the router ${router}`} on ${link}, and ARP does not cross routers`,
    ...(router === undefined ? {} : { router }),
  };
}

function onNone(all: readonly InterfaceFacts[]): string {
  const networks = all
    .filter((facts) => !facts.loopback && facts.addresses.length > 0)
    .map((facts) => `${facts.name}: ${[...new Set(subnetsOf(facts).map(formatPrefix))].join(', ')}`);
  return `is on none of the local networks${networks.length > 0 ? ` (${networks.join('; ')})` : ''}`;
}

/** That the link which holds the targets, by a subnet or a route, cannot be asked on; undefined when it can, or none does. */
export function onDeafLink(
  targets: readonly IpRange[],
  { all, reach }: Locality,
): UsageFault | SystemFault | undefined {
  const ip = targets[0]!.first;
  const route = reach.directLink(ip);
  const [facts] = all
    .filter((one) => nearness(one, ip) >= 0 || one.name === route)
    .toSorted((a, b) => nearness(b, ip) - nearness(a, ip));
  const why = facts && whyNoArp(facts);
  if (!why) return undefined;
  const [{ first, last } = { first: ip, last: ip }, ...more] = targets;
  const own = first === last && more.length === 0 && hasAddress(facts, ip);
  const subject = `${describeRanges(targets)} is ${own ? 'an address of this host itself, ' : ''}on ${facts.name}, which`;
  if (why.lacks !== undefined)
    return new UsageFault(
      'target',
      `${subject} has no ARP (${why.lacks})`,
      own
        ? 'name the interface to ask on, or to tell on, with -I'
        : `how it is reached says arpist explain to ${formatIpv4(ip)}`,
    );
  return new SystemFault('interface', `${subject} ${why.sentence}`, {
    operation: 'choose interface',
    facts: { interface: facts.name },
    remedy: why.remedy,
  });
}

function hasAddress({ addresses }: InterfaceFacts, ip: Ipv4): boolean {
  return addresses.some((one) => one.ip === ip);
}
