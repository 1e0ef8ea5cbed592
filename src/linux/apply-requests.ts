import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { prefixOf } from '../base/prefix.ts';
import {
  type AddressPlan,
  type Change,
  type RoutePlan,
  type RulePlan,
  type SystemChange,
  wholeNeighbour,
} from '../change/change.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import { addressCodec, IFA_F_NOPREFIXROUTE, RTM_DELADDR, RTM_NEWADDR } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import {
  encodeVlanInfo,
  IFF_UP,
  linkCodec,
  RTM_DELLINK,
  RTM_NEWLINK,
  RTM_SETLINK,
} from '../wire/netlink/link.ts';
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../wire/netlink/message.ts';
import {
  NTF_PROXY,
  NUD_PERMANENT,
  neighbourCodec,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../wire/netlink/neighbour.ts';
import { RTM_DELROUTE, RTM_NEWROUTE, RTNH_F_ONLINK, routeCodec, tableFields } from '../wire/netlink/route.ts';
import { RTM_DELRULE, RTM_NEWRULE, ruleCodec } from '../wire/netlink/rule.ts';
import type { NetlinkRequest } from './netlink-socket.ts';
import { EXTENDED_FLAGS, FLAGS, NUD_NAMES } from './snapshot-neighbours.ts';
import {
  RTPROT_BOOT,
  RT_SCOPE_LINK,
  RT_SCOPE_NOWHERE,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_LOCAL,
} from '../wire/netlink/numbers.ts';

/** The kinds of change that are one request to rtnetlink. */
export type AskedChange = Exclude<
  SystemChange,
  Change<'set-conf' | 'set-neigh' | 'set-threshold' | 'set-gc-interval' | 'set-sysctl' | 'set-guard'>
>;

const ADD = NLM_F_CREATE | NLM_F_EXCL;
const RTN_UNICAST = 1;
const RTN_LOCAL = 2;
const FR_ACT_TO_TBL = 1;

/** undefined: a link it names is not there, or a word in it is no address. */
export function requestOf(
  change: AskedChange,
  indexOf: ReadonlyMap<string, number>,
): NetlinkRequest | undefined {
  try {
    return encode(change, (link) => known(indexOf.get(link)));
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

class Unknown extends Error {}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Unknown();
  return value;
}

type IndexOf = (link: string) => number;

function encode(change: AskedChange, index: IndexOf): NetlinkRequest {
  switch (change.do) {
    case 'add-address':
      return { type: RTM_NEWADDR, flags: ADD, payload: addressPayload(change, index) };
    case 'remove-address':
      return { type: RTM_DELADDR, payload: addressPayload({ ...change, label: null }, index) };
    case 'add-route':
      return {
        type: RTM_NEWROUTE,
        flags: change.append ? NLM_F_CREATE | NLM_F_APPEND : ADD,
        payload: routePayload(change, index),
      };
    case 'remove-route':
      return { type: RTM_DELROUTE, payload: routeToRemove(change, index) };
    case 'add-rule':
      return { type: RTM_NEWRULE, flags: ADD, payload: rulePayload(change) };
    case 'remove-rule':
      return { type: RTM_DELRULE, payload: rulePayload(change) };
    case 'publish':
      return { type: RTM_NEWNEIGH, flags: ADD, payload: publishedPayload(change, index) };
    case 'unpublish':
      return { type: RTM_DELNEIGH, payload: publishedPayload(change, index) };
    case 'set-neighbour':
      return {
        type: RTM_NEWNEIGH,
        flags: change.how === 'add' ? ADD : NLM_F_CREATE | NLM_F_REPLACE,
        payload: neighbourPayload(change, index),
      };
    case 'remove-neighbour':
      return {
        type: RTM_DELNEIGH,
        payload: neighbourCodec.encode({
          family: AF_INET,
          index: index(change.link),
          address: ip(change.ip),
        }),
      };
    case 'set-mac':
      return setLink({ index: index(change.link), address: known(parseMac(change.mac)) });
    case 'add-vlan':
      return vlanRequest(change, index);
    case 'remove-link':
      return { type: RTM_DELLINK, payload: linkCodec.encode({ index: index(change.link) }) };
    case 'set-up':
      return setLink({ index: index(change.link), ...upOrDown(change.up) });
  }
}

export function setLink(value: Parameters<typeof linkCodec.encode>[0]): NetlinkRequest {
  return { type: RTM_SETLINK, payload: linkCodec.encode(value) };
}

export function upOrDown(up: boolean): { readonly flags: number; readonly change: number } {
  return { flags: up ? IFF_UP : 0, change: IFF_UP };
}

function ip(text: string): number {
  return known(parseIpv4(text));
}

function addressPayload(plan: AddressPlan, index: IndexOf): Uint8Array {
  const { link, local, prefixLength, peer, scope, label, broadcast = null, metric = 0 } = plan;
  return addressCodec.encode({
    family: AF_INET,
    prefixLength,
    scope: scopeNumber(scope),
    index: index(link),
    local: ip(local),
    address: ip(peer ?? local),
    ...(label === null ? {} : { label }),
    ...(broadcast === null ? {} : { broadcast: ip(broadcast) }),
    ...(metric === 0 ? {} : { routePriority: metric }),
    ...(plan.noPrefixRoute ? { longFlags: IFA_F_NOPREFIXROUTE } : {}),
  });
}

function routePayload(plan: RoutePlan, index: IndexOf): Uint8Array {
  const { table, link, via, source, metric = 0, protocol = RTPROT_BOOT, scope, onlink } = plan;
  const natural = via === null ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  return routeCodec.encode({
    ...target(plan),
    ...tableFields(table),
    protocol,
    type: table === RT_TABLE_LOCAL ? RTN_LOCAL : RTN_UNICAST,
    scope: scope === undefined ? natural : scopeNumber(scope),
    flags: onlink ? RTNH_F_ONLINK : 0,
    index: index(link),
    ...(via === null ? {} : { gateway: ip(via) }),
    ...(source === null ? {} : { preferredSource: ip(source) }),
    ...(metric === 0 ? {} : { priority: metric }),
  });
}

/** What is not said matches any: type, scope and protocol are left to the route that is there. */
function routeToRemove(plan: RoutePlan, index: IndexOf): Uint8Array {
  const { table, link, via, metric = 0 } = plan;
  return routeCodec.encode({
    ...target(plan),
    ...tableFields(table),
    scope: RT_SCOPE_NOWHERE,
    index: index(link),
    ...(via === null ? {} : { gateway: ip(via) }),
    ...(metric === 0 ? {} : { priority: metric }),
  });
}

function target({ destination }: RoutePlan): {
  readonly family: number;
  readonly destinationLength: number;
  readonly destination: number;
} {
  const [address, length] = prefixIn(destination);
  return { family: AF_INET, destinationLength: length, destination: prefixOf(address, length).network };
}

function prefixIn(text: string): readonly [number, number] {
  const [address = '', length = '32'] = text.split('/');
  return [ip(address), Number(length)];
}

function rulePayload({ priority, from, table, suppress }: RulePlan): Uint8Array {
  const [source, sourceLength] = prefixIn(from);
  return ruleCodec.encode({
    family: AF_INET,
    sourceLength,
    source,
    priority,
    action: FR_ACT_TO_TBL,
    ...tableFields(table),
    ...(suppress === undefined ? {} : { suppressPrefixLength: suppress }),
  });
}

function publishedPayload(
  { ip: address, link }: { readonly ip: string; readonly link: string | null },
  index: IndexOf,
): Uint8Array {
  return neighbourCodec.encode({
    family: AF_INET,
    index: link === null ? 0 : index(link),
    flags: NTF_PROXY,
    // As iproute2 does: a permanent one survives a loss of carrier.
    state: NUD_PERMANENT,
    address: ip(address),
  });
}

const STATES = new Map(Object.entries(NUD_NAMES).map(([bit, name]) => [name, Number(bit)]));

function neighbourPayload(change: Change<'set-neighbour'>, index: IndexOf): Uint8Array {
  const { link, ip: address, mac, state, flags, protocol } = wholeNeighbour(change);
  const extendedFlags = bitsOf(EXTENDED_FLAGS, flags);
  return neighbourCodec.encode({
    family: AF_INET,
    index: index(link),
    state: STATES.get(state) ?? 0,
    flags: bitsOf(FLAGS, flags),
    address: ip(address),
    ...(mac === null ? {} : { hardware: known(parseMac(mac)) }),
    ...(protocol === null ? {} : { protocol }),
    ...(extendedFlags === 0 ? {} : { extendedFlags }),
  });
}

function bitsOf(names: readonly (readonly [number, string])[], flags: readonly string[]): number {
  return names.reduce((bits, [bit, name]) => (flags.includes(name) ? bits | bit : bits), 0);
}

function vlanRequest({ link, parent, protocol, id }: Change<'add-vlan'>, index: IndexOf): NetlinkRequest {
  return {
    type: RTM_NEWLINK,
    flags: ADD,
    payload: linkCodec.encode({
      name: link,
      link: index(parent),
      info: { kind: 'vlan', data: encodeVlanInfo({ id, protocol }) },
    }),
  };
}
