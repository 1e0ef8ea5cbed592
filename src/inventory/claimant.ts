import type { Ipv4 } from '../base/ipv4.ts';
import { type Mac } from '../base/mac.ts';
import type { Answering } from './proxy.ts';

/** A MAC that is said to have an address, by an answer or by a claim nobody asked for, and who said so. */
export interface Claimant {
  readonly mac: Mac;
  /** The Ethernet source of the frames that say so; null: several. An owner's is its own MAC. */
  readonly from: Mac | null;
}

/** One that answered a question of ours. */
export interface Answerer extends Claimant, Answering {
  readonly ip: Ipv4;
  readonly rttMs: number;
  readonly late: boolean;
  /** An answer came as an Ethernet broadcast (farpd does that; an owner answers by unicast). */
  readonly byBroadcast: boolean;
}

/** Who spoke for all of them, when it was one and there are several: one card, whatever MACs it named. */
export function soleSpeaker(claimants: readonly Claimant[]): Mac | undefined {
  const [first, ...others] = claimants;
  if (first === undefined || first.from === null || others.length === 0) return undefined;
  return others.every(({ from }) => from === first.from) ? first.from : undefined;
}

/** A MAC that nobody speaks with, one bit from that of the card its frames come from: damaged on the way, or by memory. */
export function isDamaged({ mac, from }: Claimant): boolean {
  if (from === null || from === mac) return false;
  // A MAC has 48 bits, and the operators of the language take 32.
  const [high, low] = [Math.floor(mac / 2 ** 32) ^ Math.floor(from / 2 ** 32), (mac ^ from) >>> 0];
  return bitsOf(high) + bitsOf(low) === 1;
}

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
