import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stops } from './signal.ts';

const never = new Promise<void>(() => undefined);

test('each wait of a loop ends with what it waits for, or when the signal fires, and nothing stays behind', async () => {
  const stop = new AbortController();
  const heard: string[] = [];
  const { signal } = stop;
  const counted = {
    get aborted() {
      return signal.aborted;
    },
    addEventListener: (kind: 'abort', listener: () => void) => {
      heard.push('on');
      signal.addEventListener(kind, listener);
    },
    removeEventListener: (kind: 'abort', listener: () => void) => {
      heard.push('off');
      signal.removeEventListener(kind, listener);
    },
  };
  const stops = new Stops(counted);
  for (let nth = 0; nth < 5; nth++) await stops.wait(Promise.resolve());
  const last = stops.wait(never);
  stop.abort();
  await last;
  await stops.wait(never);
  stops.close();
  assert.deepEqual(heard, ['on', 'off']);
});

test('a wait that fails is told so, and without a signal it is only waited', async () => {
  const stops = new Stops(undefined);
  await stops.wait(Promise.resolve());
  await assert.rejects(stops.wait(Promise.reject(new Error('no'))), /no/);
});
