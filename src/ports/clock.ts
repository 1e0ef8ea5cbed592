import type { Instant } from '../base/time.ts';
import type { Link } from './link.ts';

/** Time as a verb sees it: never goes back. Its moments must not be compared with those a link stamps. */
export interface Clock {
  /** Milliseconds since a moment that is the same for all of one clock. */
  now(): Instant;
  /** Ends at `until`, or earlier as soon as one of `links` has something to drain (frames, or that it is down). */
  wait(until: Instant, links?: readonly Link[]): Promise<void>;
}
