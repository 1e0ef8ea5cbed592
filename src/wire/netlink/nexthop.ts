import { type NetlinkField, networkAddress, opaque, u16, u32 } from './field.ts';
import { HOST_LITTLE } from './byte-order.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { attribute } from './table.ts';

export const RTM_NEWNEXTHOP = 104;
export const RTM_DELNEXTHOP = 105;
export const RTM_GETNEXTHOP = 106;

/** A next-hop object of a group. `weight` is 1 and more; the wire has one less. */
export interface GroupMember {
  readonly id: number;
  readonly weight: number;
}

const MEMBER_SIZE = 8;

/** struct nexthop_grp { u32 id; u8 weight; u8 weight_high; u16 resvd2; }, one behind the other. */
const members: NetlinkField<readonly GroupMember[]> = {
  read: (_, bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: Math.floor(bytes.length / MEMBER_SIZE) }, (__, nth) => {
      const at = nth * MEMBER_SIZE;
      return {
        id: view.getUint32(at, HOST_LITTLE),
        weight: ((bytes[at + 5]! << 8) | bytes[at + 4]!) + 1,
      };
    });
  },
  write: (writer, group) => {
    for (const { id, weight } of group) {
      writer.u32(id);
      writer.u8((weight - 1) & 0xff);
      writer.u8((weight - 1) >> 8);
      writer.u16(0);
    }
  },
};

/** NHA_* of include/uapi/linux/nexthop.h, as far as routes go by them. */
export const nexthopCodec = messageCodec(
  'nhmsg',
  { family: 'u8', scope: 'u8', protocol: 'u8', _reserved: 'u8', flags: 'u32' },
  {
    id: attribute(1, u32),
    group: attribute(2, members),
    groupType: attribute(3, u16),
    blackhole: attribute(4, opaque),
    index: attribute(5, u32),
    gateway: attribute(6, networkAddress),
    encapType: attribute(7, u16),
    encap: attribute(8, opaque),
  },
);

export type NexthopMessage = ValueOfCodec<typeof nexthopCodec>;
