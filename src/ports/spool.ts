import type { Instant, Millis } from '../base/time.ts';

/** What is told to a centre at once: numbers `from` to `to` of a run, without a hole; `to` = `from` - 1: nothing, a heartbeat. */
export interface SpoolBatch {
  readonly run: string;
  /** Of the store that numbers episodes: `StoreFacts.id`. */
  readonly store: string;
  readonly from: number;
  readonly to: number;
  /** The numbers it had in a run before this one; null: none. */
  readonly was: { readonly run: string; readonly from: number } | null;
  /** Its contents had to go, and this is their place; null: they are there. */
  readonly dropped: string | null;
  readonly form: 'zstd' | 'deflate';
  /** A JSON list of `Dispatch`, compressed; empty when dropped, and in a heartbeat. */
  readonly body: Uint8Array;
}

/** How a spool does. */
export interface SpoolFacts {
  readonly run: string;
  readonly store: string;
  /** All up to here stands in the centre's database. */
  readonly confirmed: number;
  /** The highest number that was given. */
  readonly last: number;
  readonly bytes: number;
  /** Dispatches that had to go before the centre had them, in all. */
  readonly dropped: number;
  /** Of the oldest that is not confirmed; null: all are. */
  readonly oldest: Instant | null;
}

export interface SpoolLimits {
  readonly bytes: number;
  /** What is confirmed is kept for so long, for a centre that was brought back from a backup. */
  readonly keep: Millis;
}

/** What waits for the centre, in the same file and the same transactions as what the store keeps. */
export interface Spool {
  /** From now on each commit is spooled, too. Begins a run where there is none, or where the store was brought back from a backup. */
  openSpool(limits: SpoolLimits, now: Instant): Promise<SpoolFacts>;
  /** In their order, after the number given. */
  spooled(
    after: number,
    most: number,
  ): Promise<{ readonly facts: SpoolFacts; readonly batches: readonly SpoolBatch[] }>;
  /** The centre has all of `run` up to `mark`; a lower one than before: it was brought back. Of another run: nothing happens. */
  confirm(run: string, mark: number, now: Instant): Promise<SpoolFacts>;
  /** Another run: what is not confirmed is numbered anew, behind what is known of stations and open episodes. */
  renewRun(now: Instant): Promise<SpoolFacts>;
}
