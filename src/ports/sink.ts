import type { Instant } from '../base/time.ts';
import type { Dispatch } from '../inventory/dispatch.ts';
import type { SpoolBatch } from './spool.ts';

/** A batch of a sensor, unpacked; `dispatches` are exactly as many as its numbers, or none when it was dropped. */
export interface SinkBatch extends Pick<SpoolBatch, 'run' | 'store' | 'from' | 'to' | 'was' | 'dropped'> {
  /** `site/sensor`, as its key says. */
  readonly sensor: string;
  readonly sent: Instant;
  readonly dispatches: readonly Dispatch[];
}

/** What became of a batch: all of its run up to `mark` is committed. */
export interface SinkMark {
  readonly mark: number;
  /** Something before it is missing, and it was not taken. */
  readonly gap: boolean;
  /** It was known. */
  readonly double: boolean;
}

/** Where the truth is kept. */
export interface Sink {
  /** All in one transaction, each exactly once; a mark for each, in their order. Throws SystemFault, and then nothing of it is kept. */
  commit(batches: readonly SinkBatch[], now: Instant): Promise<readonly SinkMark[]>;
}

/** Who may write. */
export interface SensorKeys {
  /** `site/sensor`; null: no such key, or not any more. Throws SystemFault. */
  sensorOf(secret: string): Promise<string | null>;
}
