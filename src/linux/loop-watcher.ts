import type { Descriptor } from './descriptors.ts';
import { type EventLoopPoll, type EventLoopPollHandle } from './ffi/libc.ts';
import type { Watcher } from './wait.ts';

interface Watched {
  readonly handle: EventLoopPollHandle;
  readonly waiting: Set<() => void>;
}

/** Waits in the event loop itself, without another thread. */
export function loopWatcher(poll: EventLoopPoll): Watcher {
  const watched = new Map<Descriptor, Watched>();

  const wake = (entry: Watched): void => {
    entry.handle.stop();
    const waiting = [...entry.waiting];
    entry.waiting.clear();
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
      waiting: new Set(),
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
      for (const { handle, waiting } of entries) {
        waiting.add(once);
        handle.start();
      }
      return () => {
        told = true;
        for (const { handle, waiting } of entries) {
          waiting.delete(once);
          if (waiting.size === 0) handle.stop();
        }
      };
    },
    close() {
      for (const descriptor of watched.keys()) forget(descriptor);
    },
  };
}
