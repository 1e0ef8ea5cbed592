import { type Ipv4, readIpv4 } from '../../base/ipv4.ts';
import { type Mac, readMac } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import { readUint16, readUint32 } from '../bits.ts';
import type { PacketSender } from './sender.ts';

/** A message of GLBP, which has no open specification: as Wireshark's packet-glbp.c describes it. */
export interface Glbp extends PacketSender {
  readonly kind: 'glbp';
  readonly group: number;
  /** Of the sender as the gateway that answers ARP for the group; null in a message without a hello. */
  readonly state: 'active' | 'standby' | 'other' | null;
  readonly priority: number;
  /** between two hellos; 0 without one */
  readonly interval: Millis;
  /** how long without a hello until another takes over; 0 without one */
  readonly hold: Millis;
  readonly address: Ipv4 | null;
  /** The virtual MACs it speaks of. */
  readonly forwarders: readonly Mac[];
}

export const PORT_GLBP = 3222;
const VERSION = 1;
const HEADER_SIZE = 12;
const HELLO = 1;
const HELLO_SIZE = 24;
const FORWARDER = 2;
const FORWARDER_SIZE = 20;
const IPV4 = 1;

/** Undefined for what is cut, and without a hello or a forwarder. The UDP payload is `bytes[at]` to `bytes[end - 1]`. */
export function decodeGlbp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): Glbp | undefined {
  if (end - at < HEADER_SIZE || bytes[at] !== VERSION) return undefined;
  const forwarders: Mac[] = [];
  let hello: Hello | undefined;
  for (let tlv = at + HEADER_SIZE; tlv + 2 <= end; ) {
    const size = bytes[tlv + 1]!;
    if (size < 2 || tlv + size > end) break;
    if (bytes[tlv] === HELLO && size >= HELLO_SIZE) hello ??= readHello(bytes, tlv, size);
    if (bytes[tlv] === FORWARDER && size >= FORWARDER_SIZE) forwarders.push(readMac(bytes, tlv + 14));
    tlv += size;
  }
  if (hello === undefined && forwarders.length === 0) return undefined;
  return { kind: 'glbp', group: readUint16(bytes, at + 2), ...(hello ?? NO_HELLO), forwarders, ...sender };
}

type Hello = Pick<Glbp, 'state' | 'priority' | 'interval' | 'hold' | 'address'>;
const NO_HELLO: Hello = { state: null, priority: 0, interval: 0, hold: 0, address: null };

function readHello(bytes: Uint8Array, tlv: number, size: number): Hello {
  const state = bytes[tlv + 3];
  const ipv4 = bytes[tlv + 22] === IPV4 && bytes[tlv + 23] === 4 && size >= HELLO_SIZE + 4;
  return {
    state: state === 0x20 ? 'active' : state === 0x10 ? 'standby' : 'other',
    priority: bytes[tlv + 5]!,
    interval: readUint32(bytes, tlv + 8),
    hold: readUint32(bytes, tlv + 12),
    address: ipv4 ? readIpv4(bytes, tlv + 24) || null : null,
  };
}
