import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import type { NetlinkRequest } from '../../src/linux/netlink-socket.ts';
import {
  addressCodec,
  IFA_F_NOPREFIXROUTE,
  RTM_DELADDR,
  RTM_NEWADDR,
} from '../../src/wire/netlink/address.ts';
import { AF_INET, networkAddress, u16, u32, u8 } from '../../src/wire/netlink/field.ts';
import { messageCodec } from '../../src/wire/netlink/layout.ts';
import { attribute } from '../../src/wire/netlink/table.ts';
import { IFF_NOARP, IFF_PROMISC, IFF_UP, linkCodec, RTM_SETLINK } from '../../src/wire/netlink/link.ts';
import { nexthopCodec, RTM_DELNEXTHOP, RTM_NEWNEXTHOP } from '../../src/wire/netlink/nexthop.ts';
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_REPLACE } from '../../src/wire/netlink/message.ts';
import {
  NTF_PROXY,
  NTF_USE,
  NUD_PERMANENT,
  neighbourCodec,
  RTM_NEWNEIGH,
} from '../../src/wire/netlink/neighbour.ts';
import {
  type NextHop,
  RTM_DELROUTE,
  RTM_GETROUTE,
  RTM_NEWROUTE,
  RTNH_F_ONLINK,
  routeCodec,
  tableFields,
} from '../../src/wire/netlink/route.ts';
import { FIB_RULE_INVERT, RTM_DELRULE, RTM_NEWRULE, ruleCodec } from '../../src/wire/netlink/rule.ts';
import type { AddressPlan, EntryPlan, HopPlan, NicPlan, ObjectPlan, RoutePlan, RulePlan } from './plan.ts';

const AF_INET6 = 10;
const RTN_LOCAL = 2;
const RT_SCOPE_LINK = 253;
const RT_SCOPE_HOST = 254;
const RT_SCOPE_NOWHERE = 255;
const RTPROT_BOOT = 3;
/** NUD_* by name. */
export const STATES: Readonly<Record<EntryPlan['state'], number>> = {
  none: 0,
  incomplete: 0x01,
  reachable: 0x02,
  stale: 0x04,
  delay: 0x08,
  probe: 0x10,
  failed: 0x20,
  noarp: 0x40,
  permanent: 0x80,
};

export function ipOf(text: string): number {
  const ip = parseIpv4(text);
  if (ip === undefined) throw new Error(`no address: ${text}`);
  return ip;
}

export function setNic(index: number, nic: NicPlan): NetlinkRequest[] {
  const link = (value: Parameters<typeof linkCodec.encode>[0]): NetlinkRequest => ({
    type: RTM_SETLINK,
    payload: linkCodec.encode({ index, ...value }),
  });
  return [
    link({ address: parseMac(nic.mac)! }),
    link({
      flags: (nic.up ? IFF_UP : 0) | (nic.arp ? 0 : IFF_NOARP) | (nic.promiscuous ? IFF_PROMISC : 0),
      change: IFF_UP | IFF_NOARP | IFF_PROMISC,
    }),
  ];
}

export function addAddress(index: number, plan: AddressPlan): NetlinkRequest {
  const local = ipOf(plan.local);
  const address = plan.peer === undefined ? local : ipOf(plan.peer);
  const payload = addressCodec.encode({
    family: AF_INET,
    prefixLength: plan.length,
    scope: plan.scope,
    index,
    local,
    address,
    ...(plan.noPrefixRoute ? { longFlags: IFA_F_NOPREFIXROUTE } : {}),
    ...broadcastOf(plan, local),
    ...(plan.metric === undefined ? {} : { routePriority: plan.metric }),
  });
  return { type: RTM_NEWADDR, flags: NLM_F_CREATE, payload };
}

function broadcastOf(plan: AddressPlan, local: number): { readonly broadcast?: number } {
  if (plan.broadcast === null) return {};
  if (plan.broadcast !== undefined) return { broadcast: ipOf(plan.broadcast) };
  const usual = plan.length > 0 && plan.length < 31 && plan.peer === undefined;
  return usual ? { broadcast: (local | (0xffffffff >>> plan.length)) >>> 0 } : {};
}

export function deleteMessage(type: number, payload: Uint8Array): NetlinkRequest {
  return { type, payload };
}

export const DELETE_ADDRESS = RTM_DELADDR;

/** A next hop as messages have it: its gateway is one of its own family, or stands with the family it has. */
function hopFields(hop: HopPlan): Pick<NextHop, 'gateway' | 'via' | 'flow'> {
  return {
    ...(hop.via === undefined ? {} : { gateway: ipOf(hop.via) }),
    ...(hop.via6 === undefined ? {} : { via: { family: AF_INET6, address: linkLocal(hop.via6) } }),
    ...(hop.realm === undefined ? {} : { flow: hop.realm }),
  };
}

function linkLocal(last: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) =>
    at === 0 ? 0xfe : at === 1 ? 0x80 : at === 15 ? last : 0,
  );
}

/** `indexOf` gives a nic's index; a number below zero is lo. */
export function addRoute(plan: RoutePlan, indexOf: (nic: number) => number): NetlinkRequest {
  const hops = plan.object === undefined ? plan.hops : [];
  const [only] = hops;
  const flagsOf = ({ via }: HopPlan): number => (via === undefined ? 0 : RTNH_F_ONLINK);
  const payload = routeCodec.encode({
    family: AF_INET,
    destinationLength: plan.length,
    protocol: RTPROT_BOOT,
    scope: plan.scope ?? usualScope(plan),
    tos: plan.tos ?? 0,
    type: plan.type,
    ...tableFields(plan.table),
    ...(plan.length === 0 ? {} : { destination: ipOf(plan.to) }),
    ...(plan.metric === 0 ? {} : { priority: plan.metric }),
    ...(plan.source === undefined ? {} : { preferredSource: ipOf(plan.source) }),
    ...(plan.object === undefined ? {} : { nextHopId: plan.object }),
    ...(hops.length === 1 && only
      ? { index: indexOf(only.nic), flags: flagsOf(only), ...hopFields(only) }
      : {}),
    ...(hops.length > 1
      ? {
          multipath: hops.map((hop) => ({
            index: indexOf(hop.nic),
            flags: flagsOf(hop),
            weight: hop.weight ?? 1,
            ...hopFields(hop),
          })),
        }
      : {}),
    ...(plan.realm === undefined ? {} : { flow: plan.realm }),
  });
  return { type: RTM_NEWROUTE, flags: NLM_F_CREATE | (plan.prepend ? 0 : NLM_F_APPEND), payload };
}

/** As `ip route` has it when none is named. */
function usualScope({ type, object, hops }: RoutePlan): number {
  if (type === RTN_LOCAL) return RT_SCOPE_HOST;
  const [only] = hops;
  const near = only !== undefined && only.via === undefined && only.via6 === undefined;
  return object === undefined && near && type === 1 ? RT_SCOPE_LINK : 0;
}

export function addObject(plan: ObjectPlan, indexOf: (nic: number) => number): NetlinkRequest {
  const { id, hop, group } = plan;
  const is6 = hop?.via6 !== undefined;
  const gateway =
    hop?.via6 !== undefined ? linkLocal(hop.via6) : hop?.via === undefined ? undefined : ipOf(hop.via);
  const payload = nexthopCodec.encode({
    // A group has no family (net/ipv4/nexthop.c nh_check_attr_group).
    family: group ? 0 : is6 ? AF_INET6 : AF_INET,
    protocol: RTPROT_BOOT,
    flags: hop?.via === undefined ? 0 : RTNH_F_ONLINK,
    id,
    ...(hop ? { index: indexOf(hop.nic) } : {}),
    ...(gateway ? { gateway } : {}),
    ...(group ? { group } : {}),
    ...(hop || group ? {} : { blackhole: new Uint8Array() }),
  });
  return { type: RTM_NEWNEXTHOP, flags: NLM_F_CREATE | NLM_F_REPLACE, payload };
}

export function deleteObject(id: number): NetlinkRequest {
  return { type: RTM_DELNEXTHOP, payload: nexthopCodec.encode({ id }) };
}

/** struct rtmsg with what `ip route get` can name of a packet; ports are big-endian. */
const lookUpCodec = messageCodec(
  'rtmsg',
  {
    family: 'u8',
    destinationLength: 'u8',
    sourceLength: 'u8',
    tos: 'u8',
    table: 'u8',
    protocol: 'u8',
    scope: 'u8',
    type: 'u8',
    flags: 'u32',
  },
  {
    destination: attribute(1, networkAddress),
    source: attribute(2, networkAddress),
    mark: attribute(16, u32),
    uid: attribute(25, u32),
    ipProtocol: attribute(27, u8),
    sourcePort: attribute(28, u16),
    destinationPort: attribute(29, u16),
  },
);

/** What a packet has besides its addresses. */
export interface PacketPlan {
  readonly tos?: number;
  readonly mark?: number;
  readonly uid?: number;
  readonly ipProtocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

export function lookUp(
  { to, from }: { readonly to: string; readonly from: string | null },
  { sourcePort, destinationPort, ...packet }: PacketPlan,
  flags: number,
): NetlinkRequest {
  const payload = lookUpCodec.encode({
    family: AF_INET,
    flags,
    destinationLength: 32,
    destination: ipOf(to),
    ...(from === null ? {} : { sourceLength: 32, source: ipOf(from) }),
    ...packet,
    ...(sourcePort === undefined ? {} : { sourcePort: swapped(sourcePort) }),
    ...(destinationPort === undefined ? {} : { destinationPort: swapped(destinationPort) }),
  });
  return { type: RTM_GETROUTE, payload };
}

function swapped(port: number): number {
  return ((port & 0xff) << 8) | (port >>> 8);
}

export function disown(ip: string): NetlinkRequest {
  const payload = routeCodec.encode({
    family: AF_INET,
    destinationLength: 32,
    scope: RT_SCOPE_NOWHERE,
    type: RTN_LOCAL,
    ...tableFields(255),
    destination: ipOf(ip),
  });
  return { type: RTM_DELROUTE, payload };
}

const RULE_TABLE = 1;
const RULE_GOTO = 2;

function ruleValue(plan: RulePlan): Parameters<typeof ruleCodec.encode>[0] {
  return {
    family: AF_INET,
    action: plan.action,
    flags: plan.not ? FIB_RULE_INVERT : 0,
    priority: plan.priority,
    ...(plan.action === RULE_TABLE ? tableFields(plan.table) : {}),
    ...(plan.action === RULE_GOTO ? { goto: plan.goto ?? 0 } : {}),
    ...(plan.from ? { source: ipOf(plan.from[0]), sourceLength: plan.from[1] } : {}),
    ...(plan.to ? { destination: ipOf(plan.to[0]), destinationLength: plan.to[1] } : {}),
    ...(plan.iif === undefined ? {} : { inputName: plan.iif }),
    ...(plan.oif === undefined ? {} : { outputName: plan.oif }),
    ...(plan.mark === undefined ? {} : { mark: plan.mark }),
    ...(plan.mask === undefined ? {} : { markMask: plan.mask }),
    ...(plan.suppress === undefined ? {} : { suppressPrefixLength: plan.suppress }),
    ...(plan.suppressGroup === undefined ? {} : { suppressGroup: plan.suppressGroup }),
    ...(plan.tos === undefined ? {} : { tos: plan.tos }),
    ...(plan.dscp === undefined ? {} : { dscp: plan.dscp }),
    ...(plan.dscpMask === undefined ? {} : { dscpMask: plan.dscpMask }),
    ...(plan.uids === undefined ? {} : { uidRange: { first: plan.uids[0], last: plan.uids[1] } }),
    ...(plan.ipProtocol === undefined ? {} : { ipProtocol: plan.ipProtocol }),
    ...(plan.sourcePort === undefined ? {} : { sourcePorts: justOne(plan.sourcePort) }),
    ...(plan.destinationPort === undefined
      ? {}
      : {
          destinationPorts: {
            first: plan.destinationPort,
            last: plan.destinationLast ?? plan.destinationPort,
          },
        }),
    ...(plan.destinationMask === undefined ? {} : { destinationPortMask: plan.destinationMask }),
    ...(plan.tunnel === undefined ? {} : { tunnelId: plan.tunnel * 2 ** 56 }),
    ...(plan.realm === undefined ? {} : { flow: plan.realm }),
  };
}

function justOne(port: number): { readonly first: number; readonly last: number } {
  return { first: port, last: port };
}

export function addRule(plan: RulePlan): NetlinkRequest {
  return { type: RTM_NEWRULE, flags: NLM_F_CREATE, payload: ruleCodec.encode(ruleValue(plan)) };
}

export function deleteRule(plan: RulePlan): NetlinkRequest {
  return { type: RTM_DELRULE, payload: ruleCodec.encode(ruleValue(plan)) };
}

export function publish(ip: string, index: number): NetlinkRequest {
  const payload = neighbourCodec.encode({
    family: AF_INET,
    index,
    state: NUD_PERMANENT,
    flags: NTF_PROXY,
    address: ipOf(ip),
  });
  return { type: RTM_NEWNEIGH, flags: NLM_F_CREATE, payload };
}

export function setEntry(index: number, entry: EntryPlan): NetlinkRequest {
  const payload = neighbourCodec.encode({
    family: AF_INET,
    index,
    state: STATES[entry.state],
    flags: entry.flags ?? 0,
    address: ipOf(entry.ip),
    ...(entry.mac === null ? {} : { hardware: parseMac(entry.mac)! }),
  });
  return { type: RTM_NEWNEIGH, flags: NLM_F_CREATE | NLM_F_REPLACE, payload };
}

/** `ip neigh add … use`: the kernel asks as if a packet were sent. */
export function useEntry(index: number, ip: string): NetlinkRequest {
  const payload = neighbourCodec.encode({ family: AF_INET, index, flags: NTF_USE, address: ipOf(ip) });
  return { type: RTM_NEWNEIGH, flags: NLM_F_CREATE, payload };
}
