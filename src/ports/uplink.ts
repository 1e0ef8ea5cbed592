import type { Instant } from '../base/time.ts';
import type { SpoolBatch } from './spool.ts';

/** What the centre's database holds of a run. */
export interface UplinkMark {
  readonly run: string;
  /** All numbers up to it are committed. */
  readonly mark: number;
  /** Something before what was sent is missing: it has to begin again behind `mark`. */
  readonly gap: boolean;
  /** The centre's clock. */
  readonly now: Instant;
}

/** `away`: nobody answered, or not now; `refused`: as it is, it will never be taken. */
export type UplinkAnswer =
  | { readonly ok: true; readonly mark: UplinkMark }
  | { readonly ok: false; readonly kind: 'away' | 'refused'; readonly why: string };

/** The way to a centre. */
export interface Uplink {
  /** For people: where it leads. */
  readonly to: string;
  /** Whom the key names: `berlin/core-1`. */
  readonly sensor: string;
  /** In their order, of one run; answered when they are committed. Never throws. */
  send(batches: readonly SpoolBatch[]): Promise<UplinkAnswer>;
  close(): Promise<void>;
}
