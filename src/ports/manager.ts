import type { Millis } from '../base/time.ts';

/** Who started the service and looks after it: sd_notify(3). Without one every call does nothing; none throws. */
export interface ServiceManager {
  /** It listens, and what is remembered is open. */
  ready(status: string): void;
  status(status: string): void;
  /** Until the next `ready`. */
  reloading(): void;
  stopping(): void;
  /** Still alive, by whoever does the work. */
  alive(): void;
  /** How long it waits for `alive`; null: it does not. */
  readonly patience: Millis | null;
}
