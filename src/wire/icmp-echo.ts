import { type Ipv4, readIpv4, writeIpv4 } from '../base/ipv4.ts';
import { ok } from '../base/result.ts';
import { readUint16, writeUint16 } from './bits.ts';
import { type Decoded, tooShort, wrongSum } from './malformed.ts';

const IP_HEADER_SIZE = 20;
const ICMP_HEADER_SIZE = 8;
const PROTOCOL_ICMP = 1;
const TYPE_REPLY = 0;
const TYPE_REQUEST = 8;

/** An ICMP echo inside its IPv4 packet, RFC 792. */
export interface IcmpEcho {
  readonly kind: 'request' | 'reply';
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly ttl: number;
  readonly id: number;
  readonly seq: number;
  readonly payload: Uint8Array;
}

/** RFC 1071; 0 over bytes that hold a right checksum. */
export function internetChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** The IPv4 packet, from the IP header on; it asks not to be fragmented. */
export function encodeIcmpEcho(echo: IcmpEcho): Uint8Array {
  const bytes = new Uint8Array(IP_HEADER_SIZE + ICMP_HEADER_SIZE + echo.payload.length);
  bytes[0] = 0x45;
  writeUint16(bytes, 2, bytes.length);
  writeUint16(bytes, 6, 0x4000);
  bytes[8] = echo.ttl;
  bytes[9] = PROTOCOL_ICMP;
  writeIpv4(bytes, 12, echo.src);
  writeIpv4(bytes, 16, echo.dst);
  writeUint16(bytes, 10, internetChecksum(bytes.subarray(0, IP_HEADER_SIZE)));
  const icmp = bytes.subarray(IP_HEADER_SIZE);
  icmp[0] = echo.kind === 'request' ? TYPE_REQUEST : TYPE_REPLY;
  writeUint16(icmp, 4, echo.id);
  writeUint16(icmp, 6, echo.seq);
  icmp.set(echo.payload, ICMP_HEADER_SIZE);
  writeUint16(icmp, 2, internetChecksum(icmp));
  return bytes;
}

/** Undefined for a sound packet that is something else, a fragment too. The payload is a view into `bytes`. */
export function decodeIcmpEcho(bytes: Uint8Array): Decoded<IcmpEcho | undefined> {
  const there = bytes.length;
  if (there < IP_HEADER_SIZE)
    return tooShort('ip-header-cut', 'The IPv4 header', {
      needed: IP_HEADER_SIZE,
      there,
      claimedBy: 'RFC 791',
    });
  if (bytes[0]! >>> 4 !== 4) return ok(undefined);
  const headerSize = (bytes[0]! & 15) * 4;
  const total = readUint16(bytes, 2);
  const needed = Math.max(headerSize, IP_HEADER_SIZE);
  if (headerSize < IP_HEADER_SIZE || total < headerSize)
    return tooShort('ip-length', 'The IPv4 header', {
      needed,
      there: Math.min(headerSize, total),
      claimedBy: 'RFC 791',
    });
  if (there < total)
    return tooShort('ip-cut', 'The IPv4 packet', { needed: total, there, claimedBy: 'its total length' });
  if (internetChecksum(bytes.subarray(0, headerSize)) !== 0)
    return wrongSum('ip-checksum', 'IPv4 header', total);
  if (bytes[9] !== PROTOCOL_ICMP || (readUint16(bytes, 6) & 0x3fff) !== 0) return ok(undefined);
  const icmp = bytes.subarray(headerSize, total);
  if (icmp.length < ICMP_HEADER_SIZE)
    return tooShort('icmp-cut', 'The ICMP message', {
      needed: ICMP_HEADER_SIZE,
      there: icmp.length,
      claimedBy: 'RFC 792',
    });
  if (icmp[0] !== TYPE_REQUEST && icmp[0] !== TYPE_REPLY) return ok(undefined);
  if (internetChecksum(icmp) !== 0) return wrongSum('icmp-checksum', 'ICMP message', icmp.length);
  return ok({
    kind: icmp[0] === TYPE_REQUEST ? 'request' : 'reply',
    src: readIpv4(bytes, 12),
    dst: readIpv4(bytes, 16),
    ttl: bytes[8]!,
    id: readUint16(icmp, 4),
    seq: readUint16(icmp, 6),
    payload: icmp.subarray(ICMP_HEADER_SIZE),
  });
}
