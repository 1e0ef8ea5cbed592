import type { IncomingMessage } from 'node:http';
import { parseIpv4 } from '../base/ipv4.ts';
import { contains, type Prefix } from '../base/prefix.ts';

/** Who is at the other end, as far as that can be believed. */
export interface FarEnd {
  readonly address: string;
  /** The browser speaks TLS. */
  readonly secure: boolean;
}

/** Behind proxies that are trusted the rightmost address that is none of them; what anybody else writes is not read. */
export function peerOf(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  trusted: readonly Prefix[],
): FarEnd {
  const own = bare(socket.remoteAddress ?? '');
  if (!isTrusted(own, trusted)) return { address: own, secure: 'encrypted' in socket };
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => bare(hop.trim()))
    .filter((hop) => hop !== '');
  const address = hops.findLast((hop) => !isTrusted(hop, trusted)) ?? own;
  return { address, secure: headers['x-forwarded-proto'] === 'https' };
}

function isTrusted(address: string, trusted: readonly Prefix[]): boolean {
  const ip = parseIpv4(address);
  return ip !== undefined && trusted.some((one) => contains(one, ip));
}

/** An IPv4 address that an IPv6 socket tells of is one. */
function bare(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
