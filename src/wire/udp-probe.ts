import { type Ipv4, readIpv4, writeIpv4 } from '../base/ipv4.ts';
import { ok } from '../base/result.ts';
import { readUint16, writeUint16 } from './bits.ts';
import { internetChecksum } from './icmp-echo.ts';
import { type Decoded, tooShort } from './malformed.ts';

const IP_HEADER_SIZE = 20;
const UDP_HEADER_SIZE = 8;
const ICMP_HEADER_SIZE = 8;
const PROTOCOL_ICMP = 1;
const PROTOCOL_UDP = 17;
const TYPE_UNREACHABLE = 3;

/** An empty datagram that is to be refused; RFC 768 over IPv4. */
export interface UdpProbe {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly ttl: number;
  readonly srcPort: number;
  readonly dstPort: number;
}

/** Who refused which datagram. */
export interface Refusal {
  readonly from: Ipv4;
  readonly to: Ipv4;
  /** 3 is "port unreachable", RFC 792 */
  readonly code: number;
  readonly refused: Pick<UdpProbe, 'src' | 'dst' | 'srcPort' | 'dstPort'>;
}

/** The IPv4 packet; a checksum of 0 says that there is none (RFC 768). */
export function encodeUdpProbe(probe: UdpProbe): Uint8Array {
  const bytes = new Uint8Array(IP_HEADER_SIZE + UDP_HEADER_SIZE);
  bytes[0] = 0x45;
  writeUint16(bytes, 2, bytes.length);
  writeUint16(bytes, 6, 0x4000);
  bytes[8] = probe.ttl;
  bytes[9] = PROTOCOL_UDP;
  writeIpv4(bytes, 12, probe.src);
  writeIpv4(bytes, 16, probe.dst);
  writeUint16(bytes, 10, internetChecksum(bytes.subarray(0, IP_HEADER_SIZE)));
  writeUint16(bytes, IP_HEADER_SIZE, probe.srcPort);
  writeUint16(bytes, IP_HEADER_SIZE + 2, probe.dstPort);
  writeUint16(bytes, IP_HEADER_SIZE + 4, UDP_HEADER_SIZE);
  return bytes;
}

/**
 * An ICMP unreachable that quotes the head of a datagram (RFC 792: its IP header and 8 bytes more). Undefined for a packet
 * that is something else.
 */
export function decodeRefusal(bytes: Uint8Array): Decoded<Refusal | undefined> {
  const outer = headerOf(bytes, 'The IPv4 header');
  if (!outer.ok || outer.value === undefined) return outer as Decoded<undefined>;
  const { size } = outer.value;
  if (bytes[9] !== PROTOCOL_ICMP || bytes[size] !== TYPE_UNREACHABLE) return ok(undefined);
  const quote = bytes.subarray(size + ICMP_HEADER_SIZE);
  const inner = headerOf(quote, 'The quoted IPv4 header');
  if (!inner.ok || inner.value === undefined) return inner as Decoded<undefined>;
  if (quote[9] !== PROTOCOL_UDP) return ok(undefined);
  const needed = inner.value.size + UDP_HEADER_SIZE;
  if (quote.length < needed)
    return tooShort('quote-cut', 'The quoted datagram', {
      needed,
      there: quote.length,
      claimedBy: 'RFC 792',
    });
  return ok({
    from: readIpv4(bytes, 12),
    to: readIpv4(bytes, 16),
    code: bytes[size + 1]!,
    refused: {
      src: readIpv4(quote, 12),
      dst: readIpv4(quote, 16),
      srcPort: readUint16(quote, inner.value.size),
      dstPort: readUint16(quote, inner.value.size + 2),
    },
  });
}

function headerOf(bytes: Uint8Array, what: string): Decoded<{ readonly size: number } | undefined> {
  const there = bytes.length;
  if (there < IP_HEADER_SIZE)
    return tooShort('ip-header-cut', what, { needed: IP_HEADER_SIZE, there, claimedBy: 'RFC 791' });
  if (bytes[0]! >>> 4 !== 4) return ok(undefined);
  const size = (bytes[0]! & 15) * 4;
  const needed = Math.max(size, IP_HEADER_SIZE);
  if (size < IP_HEADER_SIZE || there < size)
    return tooShort('ip-length', what, { needed, there: Math.min(size, there), claimedBy: 'RFC 791' });
  return ok({ size });
}
