import { readIpv4 } from '../../base/ipv4.ts';
import type { PacketSender } from './sender.ts';
import { VERSION_2_ADVERTISEMENT } from './vrrp.ts';

/**
 * An advertisement of CARP or ucarp: its sender is the master of a virtual host (sys/netinet/ip_carp.h). The next one comes
 * after `base` seconds and `skew` 256ths of one. It names no addresses: they are in its hash alone.
 */
export interface Carp extends PacketSender {
  readonly kind: 'carp';
  readonly vhid: number;
  /** seconds; 255 with a skew of 255: the master leaves (FreeBSD's and OpenBSD's bow out) */
  readonly base: number;
  readonly skew: number;
  readonly demotion: number;
}

/** Header, counter and SHA-1 digest. */
const SIZE = 36;
/** Of the counter and the digest, in words of 32 bits: always so in version 2. */
const AUTHENTICATION_WORDS = 7;

/**
 * CARP has the protocol number and the first byte of VRRPv2. Its length is fixed, and where VRRP counts addresses it says
 * 7; a VRRPv2 that has 7 addresses and no authentication data is as long, but they lie in the network of its sender.
 */
export function isCarp(
  bytes: Uint8Array,
  [at, end]: readonly [number, number],
  sender: PacketSender,
): boolean {
  if (end - at !== SIZE || bytes[at] !== VERSION_2_ADVERTISEMENT || bytes[at + 3] !== AUTHENTICATION_WORDS)
    return false;
  for (let word = at + 8; word < end; word += 4)
    if (readIpv4(bytes, word) >>> 24 !== sender.from >>> 24) return true;
  return false;
}

/** Undefined for what is none. The payload of the IPv4 packet is `bytes[at]` to `bytes[end - 1]`. */
export function decodeCarp(
  bytes: Uint8Array,
  place: readonly [number, number],
  sender: PacketSender,
): Carp | undefined {
  if (!isCarp(bytes, place, sender)) return undefined;
  const [at] = place;
  const [vhid, skew, demotion, base] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 4]!, bytes[at + 5]!];
  return { kind: 'carp', vhid, base, skew, demotion, ...sender };
}
