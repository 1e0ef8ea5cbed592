import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, batch, IP, MINUTE, T, touch } from '../../../test/contracts/store.ts';
import { MemoryStore } from '../../store/memory.ts';
import { whoHad } from '../history/history.ts';
import { beginAfterGap } from './gap.ts';

async function stopped(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await beginAfterGap(store, T);
  await store.commit(batch(0, { touches: [touch(0, A)] }));
  return store;
}

test('the time in which no watch ran is blind, and not a silence', async () => {
  const store = await stopped();
  assert.deepEqual(await store.blinds(0, T + MINUTE), []);
  await beginAfterGap(store, T + 60 * MINUTE);
  const [there] = await whoHad(store, IP, T + 30 * MINUTE);
  assert.equal(there!.held.sure, 'blind');
  const [after] = await whoHad(store, IP, T + 61 * MINUTE);
  assert.equal(after!.held.sure, 'unknown');
});

test('a start again at once is no gap, and neither is a clock that was set back', async () => {
  for (const late of [1000, -60 * MINUTE]) {
    const store = await stopped();
    await beginAfterGap(store, T + late);
    assert.deepEqual(await store.blinds(0, T + 120 * MINUTE), [], `${late}`);
  }
});
