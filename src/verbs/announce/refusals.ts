import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { firstOf, lastOf, subnetOf } from '../../base/prefix.ts';
import { type IpRange, intersectRanges, subtractRanges } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { describeRanges } from '../../asking/targets/ranges.ts';
import type { AnnounceOptions } from './options.ts';

const NO_HOSTS: readonly (readonly [IpRange, string])[] = [
  [{ first: 0, last: 0x00ffffff }, 'stands for no host (0.0.0.0/8)'],
  [{ first: 0x7f000000, last: 0x7fffffff }, 'is a loopback address'],
  [{ first: 0xe0000000, last: 0xefffffff }, 'is a multicast address'],
  [{ first: 0xffffffff, last: 0xffffffff }, 'is the broadcast address'],
  [{ first: 0xf0000000, last: 0xfffffffe }, 'is reserved (240.0.0.0/4)'],
];

/** Throws UsageFault for addresses that no host can have, and without `force` for those that this one has not. */
export function refuseForeign(
  interfaces: readonly InterfaceFacts[],
  {
    addresses,
    force,
    vlan,
    via,
    facts,
  }: Pick<AnnounceOptions, 'addresses' | 'force' | 'vlan' | 'via' | 'facts'>,
): void {
  const { ranges } = addresses;
  refuseImpossible(ranges);
  refuseEdges(ranges, facts);
  for (const { ip } of via) {
    refuseImpossible([{ first: ip, last: ip }]);
    refuseEdges([{ first: ip, last: ip }], facts);
    if (addresses.has(ip))
      throw new UsageFault(
        '--via',
        `${formatIpv4(ip)} cannot be told of itself`,
        'name the gateway or another peer',
      );
  }
  if (force) return;
  const ours = interfaces.flatMap((one) => one.addresses).map(({ ip }) => ({ first: ip, last: ip }));
  const foreign = subtractRanges(ranges, ours);
  if (foreign.length > 0)
    throw new UsageFault(
      'address',
      `${describeRanges(foreign)} is on no interface of this machine, and whoever believes the announcement would send into the void`,
      'add it first (ip address add, or arpist move), or say --force',
    );
  if (vlan !== null)
    throw new UsageFault(
      '--vlan',
      `which of our addresses are ours in VLAN ${vlan} is not known here`,
      'announce on the VLAN interface (-I eth0.10), or say --force',
    );
}

/** Throws UsageFault for an address that no host can have. */
export function refuseImpossible(ranges: readonly IpRange[]): void {
  for (const [nobodys, why] of NO_HOSTS) {
    const [common] = intersectRanges(ranges, [nobodys]);
    if (common) throw impossible(common.first, why);
  }
}

function refuseEdges(ranges: readonly IpRange[], facts: InterfaceFacts): void {
  for (const own of facts.addresses) {
    // RFC 3021: a /31 has no broadcast address.
    if (own.prefixLength >= 31) continue;
    const { ip } = own;
    const subnet = subnetOf(own);
    for (const [edge, word] of [
      [lastOf(subnet), 'broadcast'],
      [firstOf(subnet), 'network'],
    ] as const)
      if (edge !== ip && ranges.some(({ first, last }) => first <= edge && edge <= last))
        throw impossible(edge, `is the ${word} address of ${facts.name}`);
  }
}

function impossible(ip: Ipv4, why: string): UsageFault {
  return new UsageFault(
    'address',
    `${formatIpv4(ip)} ${why}, so it is not announced`,
    'name the addresses of hosts',
  );
}
