import { type Ipv4, readIpv4 } from '../../base/ipv4.ts';
import type { Millis } from '../../base/time.ts';
import { readUint16, readUint32 } from '../bits.ts';
import type { PacketSender } from './sender.ts';

export type HsrpOp = 'hello' | 'coup' | 'resign' | 'other';

/** A message of HSRP: version 1 is RFC 2281, version 2 what Cisco made of it and Wireshark's packet-hsrp.c describes. */
export interface Hsrp extends PacketSender {
  readonly kind: 'hsrp';
  readonly version: 1 | 2;
  readonly op: HsrpOp;
  readonly state: 'active' | 'standby' | 'other';
  readonly group: number;
  readonly priority: number;
  /** between two hellos */
  readonly interval: Millis;
  /** how long without a hello until another takes over */
  readonly hold: Millis;
  /** null while the sender has not learned it, and for IPv6 */
  readonly address: Ipv4 | null;
}

export const PORT_HSRP = 1985;
const OPS: readonly HsrpOp[] = ['hello', 'coup', 'resign'];
const SIZE_1 = 20;
const GROUP_STATE = 1;
const GROUP_STATE_SIZE = 40;
/** The lowest operation code whose message of version 1 has another form (an interface's state). */
const ADVERTISE = 3;

/** Undefined for what is cut and for messages of no group. The UDP payload is `bytes[at]` to `bytes[end - 1]`. */
export function decodeHsrp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): Hsrp | undefined {
  if (end - at < 2) return undefined;
  if (bytes[at] === 0) return end - at < SIZE_1 ? undefined : version1(bytes, at, sender);
  for (let tlv = at; tlv + 2 <= end; tlv += 2 + bytes[tlv + 1]!) {
    if (bytes[tlv] !== GROUP_STATE || bytes[tlv + 1] !== GROUP_STATE_SIZE) continue;
    return tlv + 2 + GROUP_STATE_SIZE > end ? undefined : version2(bytes, tlv + 2, sender);
  }
  return undefined;
}

function version1(bytes: Uint8Array, at: number, sender: PacketSender): Hsrp | undefined {
  const op = bytes[at + 1]!;
  if (op === ADVERTISE) return undefined;
  const state = bytes[at + 2];
  return {
    kind: 'hsrp',
    version: 1,
    op: OPS[op] ?? 'other',
    state: state === 16 ? 'active' : state === 8 ? 'standby' : 'other',
    group: bytes[at + 6]!,
    priority: bytes[at + 5]!,
    interval: bytes[at + 3]! * 1000,
    hold: bytes[at + 4]! * 1000,
    address: readIpv4(bytes, at + 16) || null,
    ...sender,
  };
}

function version2(bytes: Uint8Array, at: number, sender: PacketSender): Hsrp {
  const state = bytes[at + 2];
  return {
    kind: 'hsrp',
    version: 2,
    op: OPS[bytes[at + 1]!] ?? 'other',
    state: state === 6 ? 'active' : state === 5 ? 'standby' : 'other',
    group: readUint16(bytes, at + 4),
    priority: readUint32(bytes, at + 12),
    interval: readUint32(bytes, at + 16),
    hold: readUint32(bytes, at + 20),
    address: bytes[at + 3] === 4 ? readIpv4(bytes, at + 24) || null : null,
    ...sender,
  };
}
