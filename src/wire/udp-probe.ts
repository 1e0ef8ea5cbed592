import { type Ipv4, readIpv4, writeIpv4 } from '../base/ipv4.ts';
import { ok } from '../base/result.ts';
import { readUint16, writeUint16 } from './bits.ts';
import { internetChecksum } from './icmp-echo.ts';
import { type Decoded, tooShort, wrongSum } from './malformed.ts';

const IP_HEADER_SIZE = 20;
const UDP_HEADER_SIZE = 8;
const ICMP_HEADER_SIZE = 8;
const PROTOCOL_ICMP = 1;
const PROTOCOL_UDP = 17;
const TYPE_UNREACHABLE = 3;
/** Code 3 of RFC 792: this port. */
const PORT_UNREACHABLE = 3;

/** A datagram that is to be refused; RFC 768 over IPv4. */
export interface UdpProbe {
  readonly src: Ipv4;
  readonly dst: Ipv4;
  readonly ttl: number;
  /** Of the IP header. */
  readonly id: number;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly payload: Uint8Array;
}

/** Who refused which datagram. */
export interface PortRefusal {
  readonly from: Ipv4;
  readonly to: Ipv4;
  /** 3 is "port unreachable", RFC 792 */
  readonly code: number;
  readonly refused: Pick<UdpProbe, 'src' | 'dst' | 'srcPort' | 'dstPort'>;
  /** Of the refused datagram what came back, from its IP header on: a view into the bytes, 28 of them or more. */
  readonly quote: Uint8Array;
}

/** The IPv4 packet, with its UDP checksum: 16 bits more that a quote of 8 bytes must repeat. */
export function encodeUdpProbe(probe: UdpProbe): Uint8Array {
  const { payload } = probe;
  const length = UDP_HEADER_SIZE + payload.length;
  const bytes = new Uint8Array(IP_HEADER_SIZE + length);
  bytes[0] = 0x45;
  writeUint16(bytes, 2, bytes.length);
  writeUint16(bytes, 4, probe.id);
  writeUint16(bytes, 6, 0x4000);
  bytes[8] = probe.ttl;
  bytes[9] = PROTOCOL_UDP;
  writeIpv4(bytes, 12, probe.src);
  writeIpv4(bytes, 16, probe.dst);
  writeUint16(bytes, 10, internetChecksum(bytes.subarray(0, IP_HEADER_SIZE)));
  const udp = bytes.subarray(IP_HEADER_SIZE);
  writeUint16(udp, 0, probe.srcPort);
  writeUint16(udp, 2, probe.dstPort);
  writeUint16(udp, 4, length);
  udp.set(payload, UDP_HEADER_SIZE);
  writeUint16(udp, 6, udpChecksum(bytes.subarray(12, IP_HEADER_SIZE), udp));
  return bytes;
}

/** RFC 768: over the addresses, the protocol and the length too; what comes out as 0 is sent as all ones. */
function udpChecksum(addresses: Uint8Array, udp: Uint8Array): number {
  const summed = new Uint8Array(addresses.length + 4 + udp.length);
  summed.set(addresses);
  summed[addresses.length + 1] = PROTOCOL_UDP;
  writeUint16(summed, addresses.length + 2, udp.length);
  summed.set(udp, addresses.length + 4);
  return internetChecksum(summed) || 0xffff;
}

/** The ICMP message by which `from` says that no program has the port of `datagram`, an IPv4 packet; it quotes all of it. */
export function encodeRefusal(
  said: { readonly from: Ipv4; readonly to: Ipv4; readonly ttl: number },
  datagram: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(IP_HEADER_SIZE + ICMP_HEADER_SIZE + datagram.length);
  bytes[0] = 0x45;
  writeUint16(bytes, 2, bytes.length);
  bytes[8] = said.ttl;
  bytes[9] = PROTOCOL_ICMP;
  writeIpv4(bytes, 12, said.from);
  writeIpv4(bytes, 16, said.to);
  writeUint16(bytes, 10, internetChecksum(bytes.subarray(0, IP_HEADER_SIZE)));
  const icmp = bytes.subarray(IP_HEADER_SIZE);
  icmp[0] = TYPE_UNREACHABLE;
  icmp[1] = PORT_UNREACHABLE;
  icmp.set(datagram, ICMP_HEADER_SIZE);
  writeUint16(icmp, 2, internetChecksum(icmp));
  return bytes;
}

/**
 * An ICMP unreachable that quotes the head of a datagram (RFC 792: its IP header and 8 bytes more; RFC 1812 4.3.2.3: as much
 * as fits into 576). Undefined for a packet that is something else.
 */
export function decodeRefusal(bytes: Uint8Array): Decoded<PortRefusal | undefined> {
  const outer = headerOf(bytes, 'The IPv4 header');
  if (!outer.ok || outer.value === undefined) return outer as Decoded<undefined>;
  const { size } = outer.value;
  if (bytes[9] !== PROTOCOL_ICMP || (readUint16(bytes, 6) & 0x3fff) !== 0) return ok(undefined);
  if (bytes[size] !== TYPE_UNREACHABLE) return ok(undefined);
  const total = readUint16(bytes, 2);
  if (bytes.length < total || total < size)
    return tooShort('ip-cut', 'The IPv4 packet', {
      needed: total,
      there: bytes.length,
      claimedBy: 'its total length',
    });
  if (internetChecksum(bytes.subarray(0, size)) !== 0) return wrongSum('ip-checksum', 'IPv4 header', total);
  const icmp = bytes.subarray(size, total);
  if (internetChecksum(icmp) !== 0) return wrongSum('icmp-checksum', 'ICMP message', icmp.length);
  const quote = icmp.subarray(ICMP_HEADER_SIZE);
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
    quote,
  });
}

/**
 * Whether `quote` is the beginning of `sent`, in all that no router and no receiver may change on the way: not the service
 * type, the time to live and the header's checksum over them.
 */
export function quotes(quote: Uint8Array, sent: Uint8Array): boolean {
  const size = Math.min(quote.length, sent.length);
  if (size < IP_HEADER_SIZE + UDP_HEADER_SIZE) return false;
  for (let at = 0; at < size; at++) {
    if (at === 1 || at === 8 || at === 10 || at === 11) continue;
    if (quote[at] !== sent[at]) return false;
  }
  return true;
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
