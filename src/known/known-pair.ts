import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';

/** Who may have an address, as somebody wrote it down. */
export interface KnownPair {
  readonly ip: Ipv4;
  /** null: whoever comes */
  readonly mac: Mac | null;
  /** null: the file does not tell, and the pair is known on every network */
  readonly vlan: number | null;
  readonly note: string | null;
  /** From then on it is known no more; in milliseconds since the epoch. null: it stays. */
  readonly expires: Instant | null;
  /** When it was heard last, where the form keeps that. */
  readonly heard: Instant | null;
  /** Of the file, from 1. */
  readonly line: number;
}

/** By VLAN (without a tag first), address and MAC: the same network gives the same file, and one change one line. */
export function byPair(
  a: Pick<KnownPair, 'ip' | 'mac' | 'vlan'>,
  b: Pick<KnownPair, 'ip' | 'mac' | 'vlan'>,
): number {
  return (a.vlan ?? 0) - (b.vlan ?? 0) || a.ip - b.ip || (a.mac ?? -1) - (b.mac ?? -1);
}

export function isExpired({ expires }: Pick<KnownPair, 'expires'>, at: Instant): boolean {
  return expires !== null && at >= expires;
}
