import { type Ipv4, readIpv4 } from '../../base/ipv4.ts';
import type { Millis } from '../../base/time.ts';
import { readUint16 } from '../bits.ts';
import type { PacketSender } from './sender.ts';

/** An advertisement of VRRP: its sender is the master of a virtual router (RFC 3768 5.1, RFC 9568 5.1). */
export interface Vrrp extends PacketSender {
  readonly kind: 'vrrp';
  readonly version: 2 | 3;
  readonly vrid: number;
  /** 0: the master leaves; 255: it owns the addresses */
  readonly priority: number;
  /** between two advertisements */
  readonly interval: Millis;
  readonly addresses: readonly Ipv4[];
}

export const PROTOCOL_VRRP = 112;
/** 224.0.0.18, RFC 3768 5.2.2 */
export const VRRP_GROUP: Ipv4 = 0xe0000012;
/** Version 2, type 1: VRRPv2 and CARP alike. */
export const VERSION_2_ADVERTISEMENT = 0x21;
const VERSION_3_ADVERTISEMENT = 0x31;
const HEADER_SIZE = 8;

/** Undefined for what is cut or no advertisement. The payload of the IPv4 packet is `bytes[at]` to `bytes[end - 1]`. */
export function decodeVrrp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): Vrrp | undefined {
  if (end - at < HEADER_SIZE) return undefined;
  const first = bytes[at];
  if (first !== VERSION_2_ADVERTISEMENT && first !== VERSION_3_ADVERTISEMENT) return undefined;
  const count = bytes[at + 3]!;
  if (count === 0 || end - at < HEADER_SIZE + 4 * count) return undefined;
  const version = first === VERSION_2_ADVERTISEMENT ? 2 : 3;
  // Seconds in version 2, in version 3 centiseconds in 12 bits.
  const interval = version === 2 ? bytes[at + 5]! * 1000 : (readUint16(bytes, at + 4) & 0xfff) * 10;
  const addresses = Array.from({ length: count }, (_, index) =>
    readIpv4(bytes, at + HEADER_SIZE + 4 * index),
  );
  const [vrid, priority] = [bytes[at + 1]!, bytes[at + 2]!];
  return { kind: 'vrrp', version, vrid, priority, interval, addresses, ...sender };
}
