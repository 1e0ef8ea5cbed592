import { isMulticastMac, BROADCAST_MAC } from '../base/mac.ts';
import type { Heard } from './heard.ts';
import type { HostSnapshot, LinkSnapshot } from './host.ts';

/** Deeper stacks do not exist, rings in a broken snapshot do. */
const DEEPEST = 8;

/** What stands between the cable and the IP stack and is not read: one sentence each. */
export function doubtsOnTheWay(heard: Heard, host: HostSnapshot, yes: boolean): readonly string[] {
  return wayOf(heard, host).flatMap((link) => [
    ...(yes && link.xdp === true
      ? [`A program (XDP) on ${link.name} sees every frame first; it is not read, and may drop the question.`]
      : []),
    ...memberDoubts(
      link,
      host.links.find(({ name }) => name === link.master),
      yes,
    ),
    ...childDoubts(link, heard, host),
  ]);
}

/** The link that hears, and all that it may climb through. */
function wayOf(heard: Heard, host: HostSnapshot): readonly LinkSnapshot[] {
  const way = new Set(host.links.filter(({ name }) => name === heard.link));
  for (let depth = 0; depth < DEEPEST; depth++)
    for (const link of way)
      for (const above of host.links)
        if (above.name === link.master || (above.vlan !== null && above.lower === link.name)) way.add(above);
  return [...way];
}

function memberDoubts(link: LinkSnapshot, master: LinkSnapshot | undefined, yes: boolean): readonly string[] {
  if (master?.kind === 'team')
    return [`Which ports of the team ${master.name} hear is decided by its runner, which is not read.`];
  if (master?.kind === 'openvswitch')
    return [`What ${link.name} hears goes by the flows of Open vSwitch, which are not read.`];
  if (master?.kind !== 'bond') return [];
  if (master.bondMode === 'balance-alb')
    return [
      `The bond ${master.name} (balance-alb) answers with the MACs of its members as it chooses, and members hear unequally.`,
    ];
  if (yes && master.bondMode === 'broadcast')
    return [`The bond ${master.name} (broadcast) sends each answer out of every member.`];
  return [];
}

function childDoubts(link: LinkSnapshot, heard: Heard, host: HostSnapshot): readonly string[] {
  const of = (name: string): readonly string[] => [
    `What ${name} hears depends on what is not read: the programs that have it open, or its list of senders.`,
  ];
  if (link.kind === 'macvtap' || link.kind === 'ipvtap' || link.mode === 'source') return of(link.name);
  if (link.kind === 'macvlan' || link.kind === 'ipvlan')
    return isMulticastMac(heard.dst) && heard.dst !== BROADCAST_MAC
      ? [`${link.name} hears only the multicast groups that somebody joined on it, which are not read.`]
      : [];
  return host.links
    .filter((above) => above.lower === link.name && above.up && above.mode === 'source')
    .flatMap(({ name }) => of(name));
}
