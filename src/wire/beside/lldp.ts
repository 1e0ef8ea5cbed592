import { formatIpv4, readIpv4 } from '../../base/ipv4.ts';
import { formatMac, readMac } from '../../base/mac.ts';
import { readUint16 } from '../bits.ts';
import type { FrameSender } from './sender.ts';
import { readText } from './text.ts';

/** What a switch or a host says of itself (IEEE 802.1AB-2016 8.5); texts are printable ASCII, all else in them `?`. */
export interface Lldp extends FrameSender {
  readonly kind: 'lldp';
  readonly chassis: string;
  readonly port: string;
  /** the system's name, if told */
  readonly name: string | null;
  /** seconds; 0: the sender leaves */
  readonly ttl: number;
}

export const ETHERTYPE_LLDP = 0x88cc;
const END = 0;
const CHASSIS = 1;
const PORT = 2;
const TTL = 3;
const SYSTEM_NAME = 5;
/** The subtypes of chassis and port number MAC and network address differently: 802.1AB tables 8-2 and 8-3. */
const CHASSIS_MAC = 4;
const CHASSIS_NETWORK = 5;
const PORT_MAC = 3;
const PORT_NETWORK = 4;
/** IANA address family number */
const FAMILY_IPV4 = 1;

/** Undefined without a chassis, a port and a time to live. `bytes[at]` to `bytes[end - 1]` follow the EtherType. */
export function decodeLldp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: FrameSender,
): Lldp | undefined {
  let [chassis, port, name]: (string | null)[] = [null, null, null];
  let ttl = -1;
  for (let tlv = at; tlv + 2 <= end; ) {
    const head = readUint16(bytes, tlv);
    const type = head >>> 9;
    const value = tlv + 2;
    const next = value + (head & 0x1ff);
    if (type === END || next > end) break;
    if (type === CHASSIS) chassis ??= identity(bytes, [value, next], [CHASSIS_MAC, CHASSIS_NETWORK]);
    else if (type === PORT) port ??= identity(bytes, [value, next], [PORT_MAC, PORT_NETWORK]);
    else if (type === TTL && next - value >= 2 && ttl < 0) ttl = readUint16(bytes, value);
    else if (type === SYSTEM_NAME) name ??= readText(bytes, value, next) || null;
    tlv = next;
  }
  if (typeof chassis !== 'string' || typeof port !== 'string' || ttl < 0) return undefined;
  return { kind: 'lldp', chassis, port, name: name ?? null, ttl, ...sender };
}

function identity(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  [mac, network]: readonly [number, number],
): string | null {
  if (end - at < 2) return null;
  const subtype = bytes[at];
  const value = at + 1;
  if (subtype === mac && end - value === 6) return formatMac(readMac(bytes, value));
  if (subtype === network && bytes[value] === FAMILY_IPV4 && end - value === 5)
    return formatIpv4(readIpv4(bytes, value + 1));
  return readText(bytes, value, end);
}
