import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Prefix } from '../base/prefix.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { HeldBefore } from './held-before.ts';

/** An address of which it is known who may have it. */
export interface ExpectedPair {
  readonly ip: Ipv4;
  /** null: whoever has it */
  readonly mac: Mac | null;
  /** Of the outermost tag; null: on every network. */
  readonly vlan: number | null;
  /** In words of whoever wrote it down; '' without. */
  readonly note: string;
  /** null: for ever */
  readonly expires: Instant | null;
}

/** An address that is about to go, or was said to go, to another machine. */
export interface ExpectedMove {
  readonly ip: Ipv4;
  /** null: to whoever takes it */
  readonly mac: Mac | null;
  readonly from: Instant | null;
  readonly until: Instant | null;
}

/** What a DHCP server handed out. */
export interface Lease {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly name: string | null;
  readonly until: Instant | null;
}

/** What is meant to be, from whoever knows: none of it is ever taken for having been heard. */
export interface Expected {
  /** Gateways and virtual addresses; several entries of one address may all have it. */
  readonly gateways: readonly ExpectedPair[];
  /** Senders of other networks are told; none known: those that can be nobody's address. */
  readonly networks: readonly Prefix[];
  /** A baseline, ethers: these are no news, and another MAC for one of them is. */
  readonly pairs: readonly ExpectedPair[];
  /** Of the machine that listens. */
  readonly ownMacs: readonly Mac[];
  readonly ownAddresses: readonly Ipv4[];
  readonly moves: readonly ExpectedMove[];
  readonly leases: readonly Lease[];
  /** For so long from the first frame on new stations are no news. */
  readonly learn: Millis;
  /** Of an earlier run; absent: nothing is remembered. */
  readonly before?: HeldBefore;
}

export const NOTHING_EXPECTED: Expected = {
  gateways: [],
  networks: [],
  pairs: [],
  ownMacs: [],
  ownAddresses: [],
  moves: [],
  leases: [],
  learn: 0,
};
