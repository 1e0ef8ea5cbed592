import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readChunks } from './chunks.ts';

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

test('A5: what was read is not kept, however long a signal lives that never fires', async () => {
  const collect = collector();
  const read: WeakRef<Uint8Array>[] = [];
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 50; at++) {
      // A turn of the loop ends what WeakRef keeps for the current one.
      await new Promise((resolve) => setImmediate(resolve));
      const chunk = new Uint8Array(1000);
      read.push(new WeakRef(chunk));
      yield chunk;
    }
  }
  const stop = new AbortController();
  for await (const part of readChunks(source(), stop.signal).parts) assert.equal(part.length, 1000);
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const kept = read.filter((one) => one.deref() !== undefined).length;
  assert.ok(kept <= 2, `${kept} of 50 chunks are still there`);
  stop.abort();
});

test('A5: nothing stays behind on the signal, and a source that waits is left when it fires', async () => {
  let listening = 0;
  let heard = (): void => {};
  const signal = {
    aborted: false,
    addEventListener(_: 'abort', stop: () => void) {
      listening++;
      heard = stop;
    },
    removeEventListener: () => void listening--,
  };
  const source = {
    at: 0,
    [Symbol.asyncIterator]: () => ({
      next: () =>
        source.at++ < 3
          ? Promise.resolve({ value: new Uint8Array(1), done: false as const })
          : new Promise<never>(() => {}),
    }),
  };
  let parts = 0;
  for await (const part of readChunks(source, signal).parts) {
    parts += part.length;
    assert.equal(listening, 0);
    if (parts === 3)
      setImmediate(() => {
        signal.aborted = true;
        heard();
      });
  }
  assert.equal(parts, 3);
});
