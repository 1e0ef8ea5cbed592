import type { Instant, Millis } from '../base/time.ts';

/** A sensor as its centre knows it. */
export interface CentreSensor {
  readonly site: string;
  readonly sensor: string;
  /** null: it never came */
  readonly heard: Instant | null;
  /** Keys that are good. */
  readonly keys: number;
  /** The centre's clock less that of the sensor, and the way of its latest message. */
  readonly skew: Millis | null;
  /** When two machines last spoke with its key; null: never. */
  readonly twice: Instant | null;
  /** What is committed of its present run. */
  readonly mark: number;
  /** Dispatches that had to go unsent, as far as their places are known. */
  readonly dropped: number;
  readonly stations: number;
  readonly open: number;
}
