import { type Ipv4, readIpv4 } from '../../base/ipv4.ts';
import { type Mac, readMac } from '../../base/mac.ts';
import { readUint32 } from '../bits.ts';
import type { PacketSender } from './sender.ts';
import { readText } from './text.ts';

const MESSAGES = ['discover', 'offer', 'request', 'decline', 'ack', 'nak', 'release', 'inform'] as const;

export type DhcpMessage = (typeof MESSAGES)[number] | 'other';

/** A message of DHCP (RFC 2131, options of RFC 2132), from a client, a server or a relay. */
export interface Dhcp extends PacketSender {
  readonly kind: 'dhcp';
  /** `other` for BOOTP without a message type, and for types of later RFCs */
  readonly message: DhcpMessage;
  /** `chaddr`: whom the message is about, whoever sent it */
  readonly client: Mac;
  /** What the server gives, else what the client requests, else what it has. */
  readonly address: Ipv4 | null;
  /** option 3, the first ones */
  readonly routers: readonly Ipv4[];
  /** option 54 */
  readonly server: Ipv4 | null;
  /** how long it may keep the address, option 51 */
  readonly seconds: number | null;
  /** option 12; printable ASCII, all else as `?` */
  readonly name: string | null;
}

export const PORT_DHCP_SERVER = 67;
export const PORT_DHCP_CLIENT = 68;

const HTYPE_ETHERNET = 1;
const HLEN_ETHERNET = 6;
const SNAME_AT = 44;
const FILE_AT = 108;
const COOKIE_AT = 236;
const OPTIONS_AT = 240;
/** RFC 2131 3: 99, 130, 83, 99 */
const COOKIE = 0x63825363;
const MOST_ROUTERS = 16;

const PAD = 0;
const ROUTERS = 3;
const HOST_NAME = 12;
const REQUESTED = 50;
const LEASE = 51;
const OVERLOAD = 52;
const MESSAGE_TYPE = 53;
const SERVER = 54;
const END = 255;
/** of option 52 (RFC 2132 9.3) */
const IN_FILE = 1;
const IN_SNAME = 2;

interface Options {
  message: DhcpMessage;
  routers: Ipv4[];
  server: Ipv4 | null;
  seconds: number | null;
  name: string | null;
  requested: Ipv4;
  overload: number;
}

/** Undefined for what is cut, has no cookie, or is not for Ethernet. The UDP payload is `bytes[at]` to `bytes[end - 1]`. */
export function decodeDhcp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): Dhcp | undefined {
  if (end - at < OPTIONS_AT || readUint32(bytes, at + COOKIE_AT) !== COOKIE) return undefined;
  if (bytes[at + 1] !== HTYPE_ETHERNET || bytes[at + 2] !== HLEN_ETHERNET) return undefined;
  const found: Options = {
    message: 'other',
    routers: [],
    server: null,
    seconds: null,
    name: null,
    requested: 0,
    overload: 0,
  };
  readOptions(bytes, [at + OPTIONS_AT, end], found);
  const { overload } = found;
  // In this order: RFC 2131 4.1.
  if ((overload & IN_FILE) !== 0) readOptions(bytes, [at + FILE_AT, at + COOKIE_AT], found);
  if ((overload & IN_SNAME) !== 0) readOptions(bytes, [at + SNAME_AT, at + FILE_AT], found);
  const { message, routers, server, seconds, name, requested } = found;
  const address = readIpv4(bytes, at + 16) || requested || readIpv4(bytes, at + 12) || null;
  const client = readMac(bytes, at + 28);
  return { kind: 'dhcp', message, client, address, routers, server, seconds, name, ...sender };
}

/** What is there before the first option that is cut. */
function readOptions(bytes: Uint8Array, [from, end]: readonly [number, number], into: Options): void {
  for (let at = from; at < end; ) {
    const code = bytes[at]!;
    if (code === END) return;
    if (code === PAD) {
      at++;
      continue;
    }
    if (at + 2 > end) return;
    const next = at + 2 + bytes[at + 1]!;
    if (next > end) return;
    readOption(bytes, [at, next], into);
    at = next;
  }
}

function readOption(bytes: Uint8Array, [at, next]: readonly [number, number], into: Options): void {
  const value = at + 2;
  const size = next - value;
  const code = bytes[at];
  if (code === MESSAGE_TYPE && size === 1) into.message = MESSAGES[bytes[value]! - 1] ?? 'other';
  else if (code === ROUTERS)
    for (let router = value; router + 4 <= next && into.routers.length < MOST_ROUTERS; router += 4)
      into.routers.push(readIpv4(bytes, router));
  else if (code === HOST_NAME && size > 0) into.name = readText(bytes, value, next) || null;
  else if (code === REQUESTED && size === 4) into.requested = readIpv4(bytes, value);
  else if (code === LEASE && size === 4) into.seconds = readUint32(bytes, value);
  else if (code === SERVER && size === 4) into.server = readIpv4(bytes, value);
  else if (code === OVERLOAD && size === 1) into.overload = bytes[value]!;
}
