import type { Clock } from '../ports/clock.ts';
import { eventLoopPoll, openLibc } from './ffi/libc.ts';
import { loopWatcher } from './loop-watcher.ts';
import { threadWatcher } from './thread-watcher.ts';
import { SystemClock, type Watcher } from './wait.ts';

export interface ClockOptions {
  /** Wait in a thread of its own even where the event loop could. */
  readonly thread?: boolean;
}

let loop: Watcher | undefined;
let thread: Watcher | undefined;

/** The clock of this machine. Nothing is loaded or started before the first wait for a link. */
export function openClock(options: ClockOptions = {}): Clock {
  return new SystemClock(() => openWatcher(options));
}

/** The one of this process, shared by all who wait. */
export function openWatcher(options: ClockOptions = {}): Watcher {
  const poll = options.thread === true ? undefined : eventLoopPoll();
  if (poll) return (loop ??= loopWatcher(poll));
  return (thread ??= threadWatcher(openLibc()));
}
