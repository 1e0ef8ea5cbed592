import { UsageFault } from '../base/fault.ts';
import { formatIpv4, type Ipv4, isLoopbackIpv4, isMulticastIpv4 } from '../base/ipv4.ts';
import { firstOf, formatPrefix, lastOf, prefixOf } from '../base/prefix.ts';
import { type IpRange, intersectRanges } from '../base/target-set.ts';
import type { InterfaceFacts } from '../ports/host.ts';
import type { CheckInterface } from '../verbs/claim/options.ts';
import { chooseInterfaces } from '../verbs/interfaces.ts';
import { describeRanges, shareTargets } from '../verbs/shares.ts';
import { type AimContext, takeAim, takeExclusions } from './aim.ts';
import type { Hands } from './compose.ts';
import type { CommandIo } from './io.ts';

export interface Wished {
  readonly interface: readonly string[];
  readonly exclude: readonly string[];
  readonly vlan: number | undefined;
  readonly numeric: boolean;
  /** Left out whatever names them. */
  readonly never?: readonly Ipv4[];
}

export interface Claiming {
  readonly interfaces: readonly CheckInterface[];
  /** For the person: what might surprise. */
  readonly notes: readonly string[];
}

/** From words to the addresses that a host could have, and the interfaces to ask for each of them. */
export async function claimingFor(
  words: readonly string[],
  wished: Wished,
  context: { readonly hands: Pick<Hands, 'host'>; readonly io: CommandIo },
): Promise<Claiming> {
  const all = context.hands.host.interfaces();
  const aiming: AimContext = {
    io: context.io,
    interfaces: all,
    lookUp: wished.numeric ? null : async (name) => await (await import('./names.ts')).addressesOf(name),
  };
  const aim = await takeAim(words, aiming);
  const named = [...wished.interface, ...aim.interfaces.map(({ name }) => name)];
  const chosen = chooseInterfaces(all, named, aim.ranges.length > 0);
  const hostless = hostlessRanges(wished.vlan === undefined ? chosen : []);
  for (const { first, last } of aim.ranges) if (first === last) refuse(first, hostless);
  const excluded = [
    ...(await takeExclusions(wished.exclude, aiming)),
    ...hostless.map(({ range }) => range),
    ...NO_HOSTS,
    ...(wished.never ?? []).map((ip) => ({ first: ip, last: ip })),
  ];
  const { shares, foreign } = shareTargets(chosen, {
    ranges: aim.ranges,
    excluded,
    local: aim.interfaces.length > 0,
    named: named.length > 0,
  });
  const notes: string[] = [];
  const routed = shares.filter(({ facts }) => facts.addresses.length > 0);
  if (foreign.length > 0 && routed.length > 0 && wished.vlan === undefined)
    notes.push(
      `${describeRanges(foreign)} is on no local network; it is asked for on ${routed.map(({ facts }) => facts.name).join(', ')} all the same, but ARP does not cross routers`,
    );
  return { interfaces: shares, notes };
}

interface Hostless {
  readonly range: IpRange;
  readonly what: string;
}

/** 0.0.0.0/8 and 127.0.0.0/8 (RFC 1122 3.2.1.3), and from 224.0.0.0 on. */
const NO_HOSTS: readonly IpRange[] = [
  { first: 0, last: 0x00ffffff },
  { first: 0x7f000000, last: 0x7fffffff },
  { first: 0xe0000000, last: 0xffffffff },
];

/** The first and last address of each subnet, but of a /31 (RFC 3021) and a /32. */
function hostlessRanges(interfaces: readonly InterfaceFacts[]): readonly Hostless[] {
  const subnets = interfaces.flatMap(({ name, addresses }) =>
    addresses.map(({ ip, prefixLength }) => ({ name, prefix: prefixOf(ip, prefixLength) })),
  );
  return subnets
    .filter(({ prefix }) => prefix.length < 31)
    .flatMap(({ name, prefix }) => [
      edge(firstOf(prefix), `the network address of ${formatPrefix(prefix)} (${name})`),
      edge(lastOf(prefix), `the broadcast address of ${formatPrefix(prefix)} (${name})`),
    ]);
}

function edge(ip: Ipv4, what: string): Hostless {
  return { range: { first: ip, last: ip }, what };
}

function refuse(ip: Ipv4, hostless: readonly Hostless[]): void {
  const why = hostless.find(({ range }) => range.first === ip)?.what ?? noHost(ip);
  if (why !== undefined)
    throw new UsageFault(
      formatIpv4(ip),
      `${formatIpv4(ip)} is ${why}, and no host can have it`,
      'name the address of a host',
    );
}

function noHost(ip: Ipv4): string | undefined {
  if (intersectRanges([{ first: ip, last: ip }], NO_HOSTS).length === 0) return undefined;
  if (isLoopbackIpv4(ip)) return 'a loopback address';
  if (isMulticastIpv4(ip)) return 'a multicast address';
  return ip === 0xffffffff ? 'the broadcast address' : 'reserved';
}
