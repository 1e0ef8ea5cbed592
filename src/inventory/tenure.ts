import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Strength } from './sighting.ts';
import type { Blind, Network } from './watch-event.ts';

/** An address was claimed by a MAC, from its first claim to its last, without a pause and without another in between. */
export interface Tenure {
  readonly network: Network;
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly from: Instant;
  readonly last: Instant;
  /** claims */
  readonly frames: number;
  /** the strongest of its claims */
  readonly strength: Strength;
}

/** Whoever speaks again this soon was there all the while, whoever else spoke: two that quarrel have it both. */
export const STILL_THERE: Millis = 60_000;

/** A host that is in use is asked for, or asks, more often than this: a longer silence is told as a silence. */
export const PAUSE: Millis = 900_000;

/** Whether a claim at `from` belongs to the tenure that was heard last at `last`; `holds`: nobody else claimed it since. */
export function continues(
  tenure: { readonly last: Instant; readonly holds: boolean },
  from: Instant,
): boolean {
  const silence = from - tenure.last;
  return silence <= STILL_THERE || (tenure.holds && silence <= PAUSE);
}

/** The weakest first. */
export const STRENGTHS: readonly Strength[] = ['asked-as', 'announced', 'answered'];

/** An answer says more than an announcement, and that more than a question. */
export function stronger(one: Strength, other: Strength): Strength {
  return STRENGTHS.indexOf(one) >= STRENGTHS.indexOf(other) ? one : other;
}

/** Who had an address at a moment, and how sure that is. */
export type Held =
  /** Heard before and after, without a pause; several: both had it. */
  | { readonly sure: 'heard'; readonly by: readonly Tenure[] }
  /** Silent at that moment, and the same before and after. */
  | { readonly sure: 'likely'; readonly before: Tenure; readonly after: Tenure }
  /** Another before than after, or one of the two alone. */
  | { readonly sure: 'unknown'; readonly before: Tenure | null; readonly after: Tenure | null }
  /** Nobody listened: `blind` says why. */
  | {
      readonly sure: 'blind';
      readonly blind: Blind;
      readonly before: Tenure | null;
      readonly after: Tenure | null;
    };

/** `tenures` are all of one address on one network, in any order; `blinds` the times in which not everything was heard. */
export function heldAt(at: Instant, tenures: readonly Tenure[], blinds: readonly Blind[]): Held {
  const by = tenures.filter(({ from, last }) => from <= at && at <= last);
  if (by.length > 0) return { sure: 'heard', by };
  const before = latest(
    tenures.filter(({ last }) => last < at),
    ({ last }) => last,
  );
  const after = latest(
    tenures.filter(({ from }) => from > at),
    ({ from }) => -from,
  );
  const blind = blinds.find(({ from, until }) => from <= at && (until === null || at <= until));
  if (blind) return { sure: 'blind', blind, before, after };
  if (before && after && before.mac === after.mac) return { sure: 'likely', before, after };
  return { sure: 'unknown', before, after };
}

function latest(tenures: readonly Tenure[], rank: (one: Tenure) => number): Tenure | null {
  return tenures.reduce<Tenure | null>(
    (best, one) => (best === null || rank(one) > rank(best) ? one : best),
    null,
  );
}
