import type { Instant } from '../base/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Link } from '../ports/link.ts';
import { type Descriptor, descriptorOf } from './descriptors.ts';

/** Tells when descriptors have something to read. Two bodies: the event loop's own poll, and a thread. */
export interface Watcher {
  /** Calls `ready` once as soon as one of them is readable or in error. The returned call takes the wish back. */
  watch(descriptors: readonly Descriptor[], ready: () => void): () => void;
  close(): void;
}

/** The longest setTimeout can do. */
const LONGEST_TIMER = 0x7fffffff;

/** Not `performance`, whose module is loaded on first use, for as long as a whole ping takes. */
function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

const EPOCH = Date.now() - monotonic();

/** Monotonic time in the shape of an epoch time; its steps are not those of the system clock. */
export class SystemClock implements Clock {
  readonly #watcher: () => Watcher;

  constructor(watcher: () => Watcher) {
    this.#watcher = watcher;
  }

  now(): Instant {
    return EPOCH + monotonic();
  }

  wait(until: Instant, links: readonly Link[] = []): Promise<void> {
    const descriptors = links.map(descriptorOf);
    return new Promise((resolve) => {
      if (until <= this.now() || descriptors.some((descriptor) => descriptor.hasNews())) {
        // Through the event loop, so that a caller that never really waits does not lock out signals.
        setImmediate(resolve);
        return;
      }
      this.#sleep(until, descriptors, resolve);
    });
  }

  #sleep(until: Instant, descriptors: readonly Descriptor[], resolve: () => void): void {
    let timer: NodeJS.Timeout | undefined;
    let unwatch: (() => void) | undefined;
    const end = (): void => {
      clearTimeout(timer);
      unwatch?.();
      resolve();
    };
    const arm = (): void => {
      const left = until - this.now();
      if (left <= 0) end();
      // A timer may be early by the part of a millisecond the loop's clock does not keep: look again.
      else timer = setTimeout(arm, Math.min(LONGEST_TIMER, Math.max(1, Math.floor(left))));
    };
    if (descriptors.length > 0) unwatch = this.#watcher().watch(descriptors, end);
    arm();
  }
}
