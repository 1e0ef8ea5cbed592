import { readIpv4 } from '../../base/ipv4.ts';
import { readMac } from '../../base/mac.ts';
import { HOST_LITTLE } from './byte-order.ts';
import { AF_INET } from './field.ts';
import type { ByteSpan } from './message.ts';

/** What a table of neighbours is made of, without an object for each message: 10,000 entries are read in a moment. */
export interface NeighbourGlance {
  index: number;
  state: number;
  flags: number;
  extendedFlags: number;
  ip: number;
  /** -1: none of six bytes */
  mac: number;
  /** In 1/100 s; -1: not told, as for published addresses */
  confirmed: number;
  used: number;
  updated: number;
  probes: number;
  /** -1: not told */
  protocol: number;
}

export function newNeighbourGlance(): NeighbourGlance {
  return {
    index: 0,
    state: 0,
    flags: 0,
    extendedFlags: 0,
    ip: 0,
    mac: -1,
    confirmed: -1,
    used: -1,
    updated: -1,
    probes: 0,
    protocol: -1,
  };
}

const NDMSG = 12;
const TYPE_MASK = 0x3fff;
const NDA = { address: 1, hardware: 2, ages: 3, probes: 4, protocol: 12, extendedFlags: 15 } as const;

/** Whether the span is an IPv4 neighbour, whole; then `into` has it (struct ndmsg and NDA_* of linux/neighbour.h). */
export function glanceNeighbour({ bytes, at: from, end }: ByteSpan, into: NeighbourGlance): boolean {
  if (end - from < NDMSG || bytes[from] !== AF_INET) return false;
  into.index = u32(bytes, from + 4) | 0;
  into.state = u16(bytes, from + 8);
  into.flags = bytes[from + 10]!;
  into.extendedFlags = 0;
  into.mac = -1;
  into.confirmed = -1;
  into.used = -1;
  into.updated = -1;
  into.probes = 0;
  into.protocol = -1;
  let found = false;
  for (let at = from + NDMSG; at + 4 <= end; ) {
    const length = u16(bytes, at);
    if (length < 4 || at + length > end) return false;
    const value = at + 4;
    const size = length - 4;
    switch (u16(bytes, at + 2) & TYPE_MASK) {
      case NDA.address:
        if (size < 4) return false;
        into.ip = readIpv4(bytes, value);
        found = true;
        break;
      case NDA.hardware:
        into.mac = size === 6 ? readMac(bytes, value) : -1;
        break;
      case NDA.ages:
        if (size < 16) return false;
        into.confirmed = u32(bytes, value);
        into.used = u32(bytes, value + 4);
        into.updated = u32(bytes, value + 8);
        break;
      case NDA.probes:
        if (size < 4) return false;
        into.probes = u32(bytes, value);
        break;
      case NDA.protocol:
        if (size < 1) return false;
        into.protocol = bytes[value]!;
        break;
      case NDA.extendedFlags:
        if (size < 4) return false;
        into.extendedFlags = u32(bytes, value);
    }
    at += (length + 3) & ~3;
  }
  return found;
}

function u16(bytes: Uint8Array, at: number): number {
  return HOST_LITTLE ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
}

function u32(bytes: Uint8Array, at: number): number {
  const low = HOST_LITTLE ? at : at + 2;
  const high = HOST_LITTLE ? at + 2 : at;
  return u16(bytes, low) + u16(bytes, high) * 0x10000;
}
