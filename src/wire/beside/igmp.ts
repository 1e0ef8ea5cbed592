import { type Ipv4, readIpv4 } from '../../base/ipv4.ts';
import { readUint16 } from '../bits.ts';
import type { PacketSender } from './sender.ts';

/** A message of IGMP (RFC 2236, RFC 3376): routers of VRRP join 224.0.0.18 before they speak. */
export interface Igmp extends PacketSender {
  readonly kind: 'igmp';
  readonly message: 'query' | 'report' | 'leave' | 'other';
  /** the groups it names, the first ones; none in a general query */
  readonly groups: readonly Ipv4[];
}

export const PROTOCOL_IGMP = 2;
const QUERY = 0x11;
const REPORT_1 = 0x12;
const REPORT_2 = 0x16;
const LEAVE = 0x17;
const REPORT_3 = 0x22;
const HEADER_SIZE = 8;
const MOST_GROUPS = 16;
/** RFC 3376 4.2.12: with no sources in these, the group is left */
const NOTHING_BUT = [1, 3];

/** Undefined for what is cut. The payload of the IPv4 packet is `bytes[at]` to `bytes[end - 1]`. */
export function decodeIgmp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): Igmp | undefined {
  if (end - at < HEADER_SIZE) return undefined;
  const type = bytes[at];
  if (type === REPORT_3) return report3(bytes, [at, end], sender);
  const group = readIpv4(bytes, at + 4);
  const message =
    type === QUERY
      ? 'query'
      : type === REPORT_1 || type === REPORT_2
        ? 'report'
        : type === LEAVE
          ? 'leave'
          : 'other';
  return { kind: 'igmp', message, groups: message === 'other' || group === 0 ? [] : [group], ...sender };
}

/** `leave` when each of its records leaves a group. */
function report3(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): Igmp | undefined {
  const groups: Ipv4[] = [];
  let staying = 0;
  const count = readUint16(bytes, at + 6);
  let record = at + HEADER_SIZE;
  for (let index = 0; index < count && groups.length < MOST_GROUPS; index++) {
    if (record + 8 > end) return undefined;
    const sources = readUint16(bytes, record + 2);
    groups.push(readIpv4(bytes, record + 4));
    if (!NOTHING_BUT.includes(bytes[record]!) || sources > 0) staying++;
    record += 8 + 4 * sources + 4 * bytes[record + 1]!;
    if (record > end) return undefined;
  }
  const message = groups.length > 0 && staying === 0 ? 'leave' : 'report';
  return { kind: 'igmp', message, groups, ...sender };
}
