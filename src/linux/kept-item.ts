import {
  type AddressMessage,
  addressCodec,
  addressFlags,
  RTM_DELADDR,
  RTM_NEWADDR,
} from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_REPLACE } from '../wire/netlink/message.ts';
import {
  NTF_EXT_LEARNED,
  NTF_EXT_MANAGED,
  NTF_PROXY,
  NUD_PERMANENT,
  neighbourCodec,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../wire/netlink/neighbour.ts';
import {
  RTM_DELROUTE,
  RTM_NEWROUTE,
  RTNH_F_ONLINK,
  type RouteMessage,
  routeCodec,
  tableOf,
} from '../wire/netlink/route.ts';
import { FIB_RULE_INVERT, RTM_DELRULE, RTM_NEWRULE, ruleCodec } from '../wire/netlink/rule.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import type { Item, ItemKind } from '../change/state.ts';
import type { NetlinkRequest } from './netlink-socket.ts';

/** As the kernel told it, ready to be asked for again or to be taken away. */
export interface KeptItem extends Item {
  readonly payload: Uint8Array;
  /** It needs others to be there before it. */
  readonly leans: boolean;
}

/** null: no entry that a person or program made; it comes and goes by itself. */
export function itemOf(kind: ItemKind, payload: Uint8Array): KeptItem | null {
  return READERS[kind](payload);
}

const READERS: { readonly [K in ItemKind]: (payload: Uint8Array) => KeptItem | null } = {
  address: addressItem,
  route: routeItem,
  rule: ruleItem,
  neighbour: neighbourItem,
  published: publishedItem,
};

/** Brings the entry in, as the last of its equals. */
export function adding(kind: ItemKind, { payload }: KeptItem): NetlinkRequest {
  switch (kind) {
    case 'address':
      return { type: RTM_NEWADDR, flags: NLM_F_CREATE, payload };
    case 'route':
      return { type: RTM_NEWROUTE, flags: NLM_F_CREATE | NLM_F_APPEND, payload };
    case 'rule':
      return { type: RTM_NEWRULE, flags: NLM_F_CREATE, payload };
    default:
      return { type: RTM_NEWNEIGH, flags: NLM_F_CREATE | NLM_F_REPLACE, payload };
  }
}

export function removing(kind: ItemKind, { payload }: KeptItem): NetlinkRequest {
  const types = {
    address: RTM_DELADDR,
    route: RTM_DELROUTE,
    rule: RTM_DELRULE,
    neighbour: RTM_DELNEIGH,
    published: RTM_DELNEIGH,
  };
  return { type: types[kind], payload };
}

function addressItem(payload: Uint8Array): KeptItem | null {
  const read = addressCodec.decode(payload);
  if (!read.ok || read.value.family !== AF_INET) return null;
  const { cacheInfo, ...rest } = read.value;
  const { index, local, prefixLength } = rest;
  return {
    key: hex(addressCodec.encode(rest)),
    group: String(index),
    indexes: [index],
    spoken: `${typeof local === 'number' ? formatIpv4(local) : '?'}/${prefixLength}`,
    payload: addressCodec.encode(timed(rest, cacheInfo)),
    leans: false,
  };
}

const FOREVER = 0xffffffff;

/** Lifetimes as they were left; the kernel's stamps are its own. */
function timed(rest: AddressMessage, cacheInfo: readonly number[] | undefined): AddressMessage {
  const [preferred = FOREVER, valid = FOREVER] = cacheInfo ?? [];
  return valid === FOREVER ? rest : { ...rest, cacheInfo: [preferred, valid, 0, 0] };
}

function routeItem(payload: Uint8Array): KeptItem | null {
  const read = routeCodec.decode(payload);
  if (!read.ok || read.value.family !== AF_INET) return null;
  const { cacheInfo: _, ...route } = read.value;
  const hops = route.multipath;
  const indexes = hops?.map(({ index }) => index) ?? (route.index === undefined ? [] : [route.index]);
  const encoded = routeCodec.encode(asAsked(route));
  const leans =
    route.gateway !== undefined ||
    route.via !== undefined ||
    (hops?.some(({ gateway }) => gateway !== undefined) ?? false);
  const { destination = 0, destinationLength, tos, priority = 0 } = route;
  return {
    key: hex(encoded),
    group: `${tableOf(route)} ${String(destination)}/${destinationLength} ${tos} ${priority}`,
    indexes,
    spoken: null,
    payload: encoded,
    leans,
  };
}

function asAsked(route: Omit<RouteMessage, 'cacheInfo'>): Omit<RouteMessage, 'cacheInfo'> {
  const flags = route.flags & RTNH_F_ONLINK;
  if (route.nextHopId === undefined) {
    if (!route.multipath) return route.flags === flags ? route : { ...route, flags };
    const multipath = route.multipath.map((hop) => ({ ...hop, flags: hop.flags & RTNH_F_ONLINK }));
    return { ...route, flags, multipath };
  }
  // A route over a next-hop object is told with what the object stands for, and must be asked for without.
  const { index: _index, gateway: _gateway, via: _via, multipath: _multipath, ...byObject } = route;
  return { ...byObject, flags };
}

/** For the model of the order: is it a secondary one. */
export function addressOf(item: KeptItem): AddressMessage & { readonly flags: number } {
  const read = addressCodec.decode(item.payload);
  if (!read.ok) throw new TypeError(read.error.text);
  return { ...read.value, flags: addressFlags(read.value) };
}

/** The source a route prefers, the table it is in, where it leads, and whether the kernel says no more than its object. */
export function routeFacts(item: KeptItem): {
  readonly source: number | null;
  readonly table: number;
  readonly destination: string;
  readonly bare: boolean;
} {
  const read = routeCodec.decode(item.payload);
  if (!read.ok) throw new TypeError(read.error.text);
  const { preferredSource, destination = 0, destinationLength } = read.value;
  return {
    source: typeof preferredSource === 'number' ? preferredSource : null,
    table: tableOf(read.value),
    bare: read.value.nextHopId !== undefined && item.indexes.length === 0,
    destination: `${typeof destination === 'number' ? formatIpv4(destination) : '?'}/${destinationLength}`,
  };
}

function ruleItem(payload: Uint8Array): KeptItem | null {
  const read = ruleCodec.decode(payload);
  if (!read.ok || read.value.family !== AF_INET) return null;
  const { priority = 0, flags } = read.value;
  const encoded = ruleCodec.encode({ ...read.value, flags: flags & FIB_RULE_INVERT });
  return {
    key: hex(encoded),
    group: String(priority),
    indexes: [],
    spoken: null,
    payload: encoded,
    leans: false,
  };
}

function neighbourItem(payload: Uint8Array): KeptItem | null {
  const read = neighbourCodec.decode(payload);
  if (!read.ok || read.value.family !== AF_INET) return null;
  const { ages: _, probes: __, ...entry } = read.value;
  const managed = ((entry.extendedFlags ?? 0) & NTF_EXT_MANAGED) !== 0;
  const made = entry.state === NUD_PERMANENT || (entry.flags & NTF_EXT_LEARNED) !== 0 || managed;
  if (!made) return null;
  const kept = managed ? { ...entry, state: 0, hardware: undefined } : entry;
  return entryItem(neighbourCodec.encode(kept as typeof entry), entry);
}

function publishedItem(payload: Uint8Array): KeptItem | null {
  const read = neighbourCodec.decode(payload);
  if (!read.ok || read.value.family !== AF_INET || (read.value.flags & NTF_PROXY) === 0) return null;
  const { index, address, flags, protocol } = read.value;
  const encoded = neighbourCodec.encode({
    family: AF_INET,
    index,
    flags,
    // The kernel does not tell how it was published; iproute2 does it so, and it survives a loss of carrier.
    state: NUD_PERMANENT,
    ...(address === undefined ? {} : { address }),
    ...(protocol === undefined ? {} : { protocol }),
  });
  return entryItem(encoded, read.value);
}

function entryItem(
  payload: Uint8Array,
  { index, address }: { readonly index: number; readonly address?: unknown },
): KeptItem {
  return {
    key: hex(payload),
    group: `${index} ${String(address)}`,
    indexes: [index],
    spoken: null,
    payload,
    leans: false,
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
