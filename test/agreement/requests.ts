import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import type { NetlinkRequest } from '../../src/linux/netlink-socket.ts';
import {
  addressCodec,
  IFA_F_NOPREFIXROUTE,
  RTM_DELADDR,
  RTM_NEWADDR,
} from '../../src/wire/netlink/address.ts';
import { AF_INET } from '../../src/wire/netlink/field.ts';
import { IFF_NOARP, IFF_UP, linkCodec, RTM_SETLINK } from '../../src/wire/netlink/link.ts';
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_REPLACE } from '../../src/wire/netlink/message.ts';
import {
  NTF_PROXY,
  NTF_USE,
  NUD_PERMANENT,
  neighbourCodec,
  RTM_NEWNEIGH,
} from '../../src/wire/netlink/neighbour.ts';
import {
  RTM_DELROUTE,
  RTM_NEWROUTE,
  RTNH_F_ONLINK,
  routeCodec,
  tableFields,
} from '../../src/wire/netlink/route.ts';
import { FIB_RULE_INVERT, RTM_DELRULE, RTM_NEWRULE, ruleCodec } from '../../src/wire/netlink/rule.ts';
import type { AddressPlan, EntryPlan, NicPlan, RoutePlan, RulePlan } from './plan.ts';

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
      flags: (nic.up ? IFF_UP : 0) | (nic.arp ? 0 : IFF_NOARP),
      change: IFF_UP | IFF_NOARP,
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
    ...(plan.length < 31 && plan.peer === undefined
      ? { broadcast: (local | (0xffffffff >>> plan.length)) >>> 0 }
      : {}),
  });
  return { type: RTM_NEWADDR, flags: NLM_F_CREATE, payload };
}

export function deleteMessage(type: number, payload: Uint8Array): NetlinkRequest {
  return { type, payload };
}

export const DELETE_ADDRESS = RTM_DELADDR;

/** `indexOf` gives a nic's index; a number below zero is lo. */
export function addRoute(plan: RoutePlan, indexOf: (nic: number) => number): NetlinkRequest {
  const hops = plan.hops.map((hop) => ({
    index: indexOf(hop.nic),
    flags: hop.via === undefined ? 0 : RTNH_F_ONLINK,
    weight: hop.weight ?? 1,
    ...(hop.via === undefined ? {} : { gateway: ipOf(hop.via) }),
  }));
  const [only] = hops;
  const usual =
    plan.type === RTN_LOCAL
      ? RT_SCOPE_HOST
      : only && !('gateway' in only) && plan.type === 1
        ? RT_SCOPE_LINK
        : 0;
  const payload = routeCodec.encode({
    family: AF_INET,
    destinationLength: plan.length,
    protocol: RTPROT_BOOT,
    scope: plan.scope ?? usual,
    tos: plan.tos ?? 0,
    type: plan.type,
    ...tableFields(plan.table),
    ...(plan.length === 0 ? {} : { destination: ipOf(plan.to) }),
    ...(plan.metric === 0 ? {} : { priority: plan.metric }),
    ...(plan.source === undefined ? {} : { preferredSource: ipOf(plan.source) }),
    ...(hops.length === 1 && only
      ? {
          index: only.index,
          flags: only.flags,
          ...('gateway' in only ? { gateway: only.gateway } : {}),
        }
      : {}),
    ...(hops.length > 1 ? { multipath: hops } : {}),
  });
  return { type: RTM_NEWROUTE, flags: NLM_F_CREATE | NLM_F_APPEND, payload };
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
    ...(plan.suppress === undefined ? {} : { suppressPrefixLength: plan.suppress }),
  };
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
