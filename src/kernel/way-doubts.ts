import { BROADCAST_MAC, isMulticastMac, parseMac } from '../base/mac.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import { type Heard, tagsOf } from './heard.ts';
import type { HostSnapshot, LinkSnapshot } from './host.ts';
import type { ReasonCode } from './reasons.ts';

/** Deeper stacks do not exist, rings in a broken snapshot do. */
const DEEPEST = 8;

/** Why the frame is answered or not, and whether it is answered or changes the neighbour table. */
type Judged = { readonly reason: ReasonCode; readonly acts: boolean; readonly answers: boolean };

/** What stands between the cable and the IP stack and is not read: one sentence each. */
export function doubtsOnTheWay(
  heard: Heard,
  host: HostSnapshot,
  { reason, acts, answers }: Judged,
): readonly string[] {
  // A bond without a carrier hears all the same.
  const bare = reason === 'link-no-carrier' && host.links.find(({ name }) => name === heard.link)?.carrier;
  if (BEFORE_ALL.has(reason) && bare !== true) return [];
  return wayOf(heard, host).flatMap((link) => [
    // What stands on a bridge or a bond may have taken it.
    ...(acts || reason === 'taken-by-upper' ? programDoubts(link) : []),
    ...(link.kind === 'bond' ? [...searchDoubts(link, host), ...(acts ? bondDoubts(link) : [])] : []),
    ...memberDoubts(
      link,
      host.links.find(({ name }) => name === link.master),
      { heard, host, answers },
    ),
    ...(acts || reason === 'sender-not-listed' ? childDoubts(link, heard, host) : []),
  ]);
}

/** Nothing that is not read can change these. */
const BEFORE_ALL: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'link-unknown',
  'link-down',
  'link-no-carrier',
]);

/** The link that hears, all it stands on, and all that it may climb through. */
function wayOf(heard: Heard, host: HostSnapshot): readonly LinkSnapshot[] {
  const way = new Set(host.links.filter(({ name }) => name === heard.link));
  const vids = new Set(tagsOf(heard).map(({ vid }) => vid));
  // A bridge that looks at VLANs puts tags on.
  const retagged = host.links.some(({ vlanFiltering }) => vlanFiltering !== undefined);
  for (let depth = 0; depth < DEEPEST; depth++)
    for (const link of way)
      for (const above of host.links) {
        const { name, vlan, lower } = above;
        const isTaken = vlan !== null && lower === link.name && (retagged || vids.has(vlan.id));
        if (name === link.master || isTaken) way.add(above);
      }
  for (const below of belowOf(heard, host)) way.add(below);
  return [...way];
}

/** What the link that is asked about stands on: a macvlan, an ipvlan, a VLAN link. */
function belowOf(heard: Heard, host: HostSnapshot): readonly LinkSnapshot[] {
  const below: LinkSnapshot[] = [];
  let one = host.links.find(({ name }) => name === heard.link);
  for (let depth = 0; one && depth < DEEPEST; depth++) {
    const { lower }: LinkSnapshot = one;
    one = host.links.find(({ name }) => name === lower);
    if (one) below.push(one);
  }
  return below;
}

function programDoubts({ name, kind, xdp, tcx }: LinkSnapshot): readonly string[] {
  return [
    ...(xdp === true
      ? [`A program (XDP) on ${name} sees every frame first; it is not read, and may drop the question.`]
      : []),
    ...(tcx === true
      ? [
          `A program (tcx) on ${name} sees what comes in or goes out; it is not read, and may drop question or answer.`,
        ]
      : []),
    ...(kind === 'netkit'
      ? [`What ${name} hears goes through its programs (netkit), which are not read.`]
      : []),
  ];
}

type Asked = { readonly heard: Heard; readonly host: HostSnapshot; readonly answers: boolean };

function memberDoubts(link: LinkSnapshot, master: LinkSnapshot | undefined, asked: Asked): readonly string[] {
  switch (master?.kind) {
    case undefined:
    case 'vrf':
    case 'bond':
      return [];
    case 'bridge':
      return portDoubts(link, master, asked);
    case 'team':
      return [`Which ports of the team ${master.name} hear is decided by its runner, which is not read.`];
    case 'openvswitch':
      return [`What ${link.name} hears goes by the flows of Open vSwitch, which are not read.`];
    default:
      return [
        `What ${master!.name} (${master!.kind ?? 'of a kind of its own'}) takes of what ${link.name} hears is not known.`,
      ];
  }
}

/**
 * While no target of its monitor answers, a bond tries one member after another (bond_main.c bond_ab_arp_probe), or takes
 * them in and out of use by what they hear (bond_loadbalance_arp_mon).
 */
function searchDoubts(bond: LinkSnapshot, { links }: HostSnapshot): readonly string[] {
  const { name, bondMode, arpMonitor, activeMember, carrier } = bond;
  if (arpMonitor !== true) return [];
  if (bondMode === 'active-backup')
    return activeMember === null
      ? [
          `The bond ${name} has no active member and tries one after another, as nobody answers its monitor (arp_ip_target).`,
        ]
      : [];
  if (carrier && !links.some(({ master, backup }) => master === name && backup === true)) return [];
  return [
    `The bond ${name} takes its members in and out of use by who answers its monitor (arp_ip_target): that changes from moment to moment.`,
  ];
}

function bondDoubts({ name, bondMode, broadcastsArp }: LinkSnapshot): readonly string[] {
  if (bondMode === 'balance-alb')
    return [`The bond ${name} (balance-alb) answers with the MACs of its members as it chooses.`];
  if (bondMode === 'broadcast' || broadcastsArp === true)
    return [`The bond ${name} sends each answer out of every member.`];
  return [];
}

function portDoubts(
  port: LinkSnapshot,
  bridge: LinkSnapshot,
  { heard, host, answers }: Asked,
): readonly string[] {
  const beside = host.links.filter(({ master }) => master === bridge.name);
  const unread = port.locked === true && port.knownSenders === undefined;
  return [
    ...(unread
      ? [
          `${port.name} is locked, and which senders the bridge ${bridge.name} was told of is not in the snapshot.`,
        ]
      : []),
    ...(answers && goesByLearned(heard, port, beside)
      ? [
          `The Ethernet source is not the asker, and the answer leaves ${bridge.name} by the port that the asker was last heard on: that is not read.`,
        ]
      : []),
    ...(answersItself(port, beside) && knows(host, bridge, heard)
      ? [
          `The bridge ${bridge.name} may answer in the place of a neighbour, from the table of this host (proxy_arp, neigh_suppress).`,
        ]
      : []),
  ];
}

/** Of another port, unless somebody wrote down where the asker is. */
function goesByLearned(
  { src, sha }: Heard,
  { noFlood }: LinkSnapshot,
  beside: readonly LinkSnapshot[],
): boolean {
  if (src === undefined || src === sha || noFlood === true || beside.length < 2) return false;
  return !beside.some(({ pinned }) => pinned?.some(({ mac }) => parseMac(mac) === sha));
}

/** net/bridge/br_arp_nd_proxy.c br_do_proxy_suppress_arp: not for what a port with neigh_suppress hears. */
function answersItself(port: LinkSnapshot, beside: readonly LinkSnapshot[]): boolean {
  if (port.neighSuppress === true) return false;
  return beside.some(({ proxyArp, neighSuppress }) => proxyArp === true || neighSuppress === true);
}

/** The bridge, or a VLAN link on it, has an entry of the target. */
function knows(host: HostSnapshot, bridge: LinkSnapshot, { tpa }: Heard): boolean {
  const own = new Set(
    host.links.filter((one) => one === bridge || one.lower === bridge.name).map(({ name }) => name),
  );
  return host.neighbours.some(({ link, ip, mac }) => mac !== null && own.has(link) && parseIpv4(ip) === tpa);
}

/** The group every IPv4 host is in, and Linux joins on every link that is up. */
const ALL_HOSTS = 0x01005e000001;

function childDoubts(link: LinkSnapshot, heard: Heard, host: HostSnapshot): readonly string[] {
  const { name, kind, mode } = link;
  if (kind === 'macvtap' || kind === 'ipvtap')
    return [`What ${name} hears goes to the programs that have it open, if any: that is not read.`];
  if (mode === 'source')
    return link.senders === undefined
      ? [`Which senders ${name} hears is a list that is not in the snapshot.`]
      : [];
  const toGroup = isMulticastMac(heard.dst) && heard.dst !== BROADCAST_MAC && heard.dst !== ALL_HOSTS;
  if (!toGroup) return nodstDoubts(link, host);
  if (kind === 'macvlan' || kind === 'ipvlan')
    return [`${name} hears only the multicast groups that somebody joined on it, which are not read.`];
  return [];
}

/** Whose senders are kept from the link, and by which list, is not known. */
function nodstDoubts(link: LinkSnapshot, host: HostSnapshot): readonly string[] {
  return host.links
    .filter(
      ({ lower, takesSenders, senders }) => lower === link.name && takesSenders && senders === undefined,
    )
    .map(({ name }) => `Which senders ${name} keeps for itself is a list that is not in the snapshot.`);
}
