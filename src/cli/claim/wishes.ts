import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { firstOf, formatPrefix, lastOf } from '../../base/prefix.ts';
import { type IpRange, TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { CheckInterface } from '../../verbs/claim/options.ts';
import { interfaceNamed } from '../../asking/targets/interfaces.ts';
import { type Reach, subnetsOf } from '../../asking/targets/reach.ts';
import { shareOut } from '../../asking/targets/share-out.ts';
import type { Share } from '../../asking/targets/shares.ts';
import { type AimContext, takeAim, takeExclusions } from '../targets.ts';
import type { Hands } from '../hands.ts';
import type { CommandIo } from '../io.ts';
import type { Missing } from '../scan/missing.ts';

export interface Wished {
  readonly interface: readonly string[];
  readonly exclude: readonly string[];
  readonly vlan: number | undefined;
  readonly numeric: boolean;
  /** Left out whatever names them. */
  readonly never?: readonly Ipv4[];
  /** See `Wanted`. */
  readonly subnetsAlone?: boolean;
}

export interface Claiming {
  readonly interfaces: readonly CheckInterface[];
  readonly reach: Reach;
  /** For the person: what might surprise. */
  readonly notes: readonly string[];
}

/** From words to the addresses that a host could have, and the interfaces to ask for each of them. */
export async function claimingFor(
  words: readonly string[],
  wished: Wished,
  context: { readonly hands: Pick<Hands, 'host'>; readonly io: CommandIo; readonly missing?: Missing },
): Promise<Claiming> {
  const all = context.hands.host.interfaces();
  const aiming: AimContext = {
    io: context.io,
    interfaces: all,
    lookUp: wished.numeric ? null : async (name) => await (await import('../names.ts')).addressesOf(name),
    ...(context.missing ? { missing: context.missing.tell } : {}),
  };
  const aim = await takeAim(words, aiming);
  const named = [...wished.interface, ...aim.interfaces.map(({ name }) => name)];
  const excluding = await takeExclusions(wished.exclude, aiming);
  const meant = named.length > 0 ? named.map((name) => interfaceNamed(all, name)) : all;
  const edges = wished.vlan === undefined ? edgesOf(meant) : [];
  for (const { first, last } of aim.ranges) if (first === last) refuse(first, edges);
  const { shares, reach, notes } = shareOut(all, {
    routing: context.hands.host.routing,
    named,
    ranges: aim.ranges,
    excluded: [
      ...excluding,
      ...edges.map(({ range }) => range),
      ...(wished.never ?? []).map((ip) => ({ first: ip, last: ip })),
    ],
    local: aim.interfaces.length > 0,
    tagged: wished.vlan !== undefined,
    subnetsAlone: wished.subnetsAlone === true,
  });
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
