import {
  type NetlinkField,
  type NetworkAddress,
  networkAddress,
  opaque,
  text,
  u16,
  u32,
  u32s,
  u8,
} from './field.ts';
import { HOST_LITTLE } from './byte-order.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { align4 } from './message.ts';
import { type Attributes, attribute, nest, readAttributes, writeAttributes } from './table.ts';
import { RT_TABLE_UNSPEC } from './numbers.ts';

export const RTM_NEWROUTE = 24;
export const RTM_DELROUTE = 25;
export const RTM_GETROUTE = 26;

/** In a look-up (RTM_GETROUTE of one address): tell the entry of the table that was found. */
export const RTM_F_FIB_MATCH = 0x2000;
export const RTM_F_LOOKUP_TABLE = 0x1000;

export const RTNH_F_DEAD = 1;
export const RTNH_F_ONLINK = 4;
export const RTNH_F_LINKDOWN = 16;

/** A gateway of another family than the route (IPv4 over IPv6): struct rtvia { u16 family; u8 address[]; } */
export interface RouteVia {
  readonly family: number;
  readonly address: NetworkAddress;
}

const via: NetlinkField<RouteVia> = {
  read: (reader, bytes) => {
    const family = reader.u16(bytes, 'struct rtvia');
    return { family, address: networkAddress.read(reader, bytes.subarray(2), family) };
  },
  write: (writer, value) => {
    writer.u16(value.family);
    networkAddress.write(writer, value.address);
  },
};

const HOP_ATTRIBUTES = {
  gateway: attribute(5, networkAddress),
  flow: attribute(11, u32),
  via: attribute(18, via),
  encapType: attribute(21, u16),
  encap: attribute(22, opaque),
};

/** One way of a multipath route. `weight` is 1 and more, as people write it; the wire has one less. */
export type NextHop = {
  readonly flags: number;
  readonly weight: number;
  readonly index: number;
} & Attributes<typeof HOP_ATTRIBUTES>;

const HOP_HEADER = 8;

/** Hops one behind the other: struct rtnexthop { u16 len; u8 flags; u8 hops; int ifindex; } and attributes. */
const multipath: NetlinkField<readonly NextHop[]> = {
  read: (reader, bytes, family) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const hops: NextHop[] = [];
    for (let at = 0; at + 2 <= bytes.length; ) {
      const length = view.getUint16(at, HOST_LITTLE);
      const there = bytes.length - at;
      if (length < HOP_HEADER || length > there) {
        reader.fail('struct rtnexthop', Math.max(length, HOP_HEADER), Math.min(length, there));
        break;
      }
      const attributes = bytes.subarray(at + HOP_HEADER, at + length);
      hops.push({
        flags: bytes[at + 2]!,
        weight: bytes[at + 3]! + 1,
        index: view.getInt32(at + 4, HOST_LITTLE),
        ...readAttributes(HOP_ATTRIBUTES, { reader, bytes: attributes, family }),
      });
      at += align4(length);
    }
    return hops;
  },
  write: (writer, hops) => {
    for (const hop of hops) {
      writer.counted(() => {
        writer.u8(hop.flags);
        writer.u8(hop.weight - 1);
        writer.s32(hop.index);
        writeAttributes(HOP_ATTRIBUTES, writer, hop);
      });
    }
  },
};

/** RTAX_* */
const METRICS = {
  lock: attribute(1, u32),
  mtu: attribute(2, u32),
  window: attribute(3, u32),
  rtt: attribute(4, u32),
  advertisedMss: attribute(8, u32),
  hopLimit: attribute(10, u32),
  initialCongestionWindow: attribute(11, u32),
  congestionControl: attribute(16, text),
};

export const routeCodec = messageCodec(
  'rtmsg',
  {
    family: 'u8',
    destinationLength: 'u8',
    sourceLength: 'u8',
    tos: 'u8',
    shortTable: 'u8',
    protocol: 'u8',
    scope: 'u8',
    type: 'u8',
    flags: 'u32',
  },
  {
    destination: attribute(1, networkAddress),
    source: attribute(2, networkAddress),
    inputIndex: attribute(3, u32),
    index: attribute(4, u32),
    gateway: attribute(5, networkAddress),
    priority: attribute(6, u32),
    preferredSource: attribute(7, networkAddress),
    metrics: nest(8, METRICS),
    multipath: attribute(9, multipath),
    flow: attribute(11, u32),
    cacheInfo: attribute(12, u32s),
    /** The table where the header has room for eight bits. */
    longTable: attribute(15, u32),
    mark: attribute(16, u32),
    via: attribute(18, via),
    preference: attribute(20, u8),
    encapType: attribute(21, u16),
    encap: attribute(22, opaque),
    expires: attribute(23, u32),
    uid: attribute(25, u32),
    nextHopId: attribute(30, u32),
  },
);

export type RouteMessage = ValueOfCodec<typeof routeCodec>;

/** The table wherever it stands: the header holds RT_TABLE_COMPAT for those above 255. */
export function tableOf(message: { readonly shortTable: number; readonly longTable?: number }): number {
  return message.longTable ?? message.shortTable;
}

/** The two fields that name a table, for messages to send. */
export function tableFields(table: number): { readonly shortTable: number; readonly longTable: number } {
  return { shortTable: table > 255 ? RT_TABLE_UNSPEC : table, longTable: table };
}
