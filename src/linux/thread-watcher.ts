import type { Descriptor } from './descriptors.ts';
import type { Libc } from './ffi/libc.ts';
import { openPollThread } from './ffi/poll-thread.ts';
import type { Watcher } from './wait.ts';

interface Waiting {
  readonly descriptors: ReadonlySet<Descriptor>;
  readonly ready: () => void;
}

/** Waits in one thread for all descriptors of the process: the second way, where the event loop's own poll is missing. */
export function threadWatcher(libc: Libc): Watcher {
  const thread = openPollThread(libc);
  const waiting = new Set<Waiting>();
  const known = new WeakSet<Descriptor>();

  const wake = (those: readonly Waiting[]): void => {
    for (const one of those) {
      if (waiting.delete(one)) one.ready();
    }
  };
  const wish = (): void => {
    const fds = new Set([...waiting].flatMap(({ descriptors }) => [...descriptors].map(({ fd }) => fd)));
    thread.wish([...fds], (ready) => {
      const told = new Set(ready);
      wake([...waiting].filter(({ descriptors }) => [...descriptors].some(({ fd }) => told.has(fd))));
      if (waiting.size > 0) wish();
    });
  };

  return {
    watch(descriptors, ready) {
      const one: Waiting = { descriptors: new Set(descriptors), ready };
      for (const descriptor of one.descriptors) {
        if (known.has(descriptor)) continue;
        known.add(descriptor);
        descriptor.onClose(() => {
          wake([...waiting].filter((each) => each.descriptors.has(descriptor)));
          wish();
        });
      }
      waiting.add(one);
      wish();
      return () => {
        if (waiting.delete(one)) wish();
      };
    },
    close() {
      wake([...waiting]);
      thread.close();
    },
  };
}
