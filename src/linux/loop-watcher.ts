import type { Descriptor } from './descriptors.ts';
import { type EventLoopPoll, type EventLoopPollHandle } from './ffi/libc.ts';
import type { Watcher } from './wait.ts';

interface Watched {
  readonly handle: EventLoopPollHandle;
  /**
   * No Set: V8 chains the table a Set gave up to the one that follows, and one such table that grew old keeps all later
   * ones, with their promises, through every minor collection: pauses of 10 ms and more at 10,000 wakes a second.
   */
  waiting: readonly (() => void)[];
}

/** Waits in the event loop itself, without another thread. */
export function loopWatcher(poll: EventLoopPoll): Watcher {
  const watched = new Map<Descriptor, Watched>();

  const wake = (entry: Watched): void => {
    entry.handle.stop();
    const { waiting } = entry;
    entry.waiting = [];
    // The poll callback does not run promise reactions after itself; an immediate does.
    if (waiting.length > 0) setImmediate(() => waiting.forEach((ready) => ready()));
  };
  const forget = (descriptor: Descriptor): void => {
    const entry = watched.get(descriptor);
    if (!entry) return;
    watched.delete(descriptor);
    wake(entry);
    entry.handle.close();
  };
  const entryOf = (descriptor: Descriptor): Watched => {
    const known = watched.get(descriptor);
    if (known) return known;
    const entry: Watched = {
      handle: poll(descriptor.fd, () => wake(entry)),
      waiting: [],
    };
    watched.set(descriptor, entry);
    descriptor.onClose(() => forget(descriptor));
    return entry;
  };

  return {
    watch(descriptors, ready) {
      let told = false;
      const once = (): void => {
        if (told) return;
        told = true;
        ready();
      };
      const entries = [...new Set(descriptors)].map(entryOf);
      for (const entry of entries) {
        entry.waiting = [...entry.waiting, once];
        entry.handle.start();
      }
      return () => {
        told = true;
        for (const entry of entries) {
          entry.waiting = entry.waiting.filter((one) => one !== once);
          if (entry.waiting.length === 0) entry.handle.stop();
        }
      };
    },
    close() {
      for (const descriptor of watched.keys()) forget(descriptor);
    },
  };
}
