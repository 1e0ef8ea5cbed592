import { parentPort, workerData } from 'node:worker_threads';
import type { Spool } from '../../ports/spool.ts';
import type { Store } from '../../ports/store.ts';
import { type StoreAnswer, type StoreQuestion, sentFault } from './calls.ts';
import { openLasting } from './lasting.ts';

/** The thread of the one writer: a disk that is slow stands in nobody's way but its own. */
const port = parentPort;
if (port) void serve(port);

async function serve(to: NonNullable<typeof parentPort>): Promise<void> {
  const say = (answer: StoreAnswer): void => to.postMessage(answer);
  let store: Store & Spool;
  try {
    store = await openLasting(String((workerData as { path: unknown }).path), (note) => say({ note }));
  } catch (fault) {
    say({ id: 0, fault: sentFault(fault) });
    to.close();
    return;
  }
  // One after another, in the order in which they were asked.
  let last: Promise<void> = Promise.resolve();
  to.on('message', ({ id, name, args }: StoreQuestion) => {
    last = last.then(async () => {
      try {
        const value: unknown = await Reflect.apply(store[name], store, args);
        say({ id, value });
      } catch (fault) {
        say({ id, fault: sentFault(fault) });
      }
      if (name === 'close') to.close();
    });
  });
  say({ id: 0, value: null });
}
