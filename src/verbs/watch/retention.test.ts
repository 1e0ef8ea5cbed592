import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import type { Pruned } from '../../ports/store.ts';
import { KEEP_BY_DEFAULT, Retention } from './retention.ts';

const NONE: Pruned = { events: 0, episodes: 0, tenures: 0, stations: 0, frames: 0 };
const HOUR = 3_600_000;
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('once an hour, a step at a time while something goes, and never two at once', async () => {
  let left = 3;
  const asked: number[] = [];
  const store = {
    prune: async (_: unknown, now: number) => {
      asked.push(now);
      return left-- > 0 ? { ...NONE, events: 1 } : NONE;
    },
  };
  const retention = new Retention(store, () => KEEP_BY_DEFAULT);
  for (const at of [0, 1, 2, 3, 4, 5]) {
    retention.pass(at);
    retention.pass(at);
    await turn();
  }
  assert.deepEqual(asked, [0, 1, 2, 3]);
  retention.pass(HOUR + 2);
  await turn();
  assert.equal(asked.length, 4);
  retention.pass(HOUR + 3);
  await turn();
  assert.equal(asked.length, 5);
});

test('a store that cannot be written is asked again in an hour; a clock set back by a day stops nothing', async () => {
  const asked: number[] = [];
  const store = {
    prune: async (_: unknown, now: number): Promise<Pruned> => {
      asked.push(now);
      throw new SystemFault('disk-full', 'full', { operation: 'write', remedy: '' });
    },
  };
  const retention = new Retention(store, () => KEEP_BY_DEFAULT);
  for (const at of [100 * HOUR, 100.5 * HOUR, 101 * HOUR, 77 * HOUR, 77.5 * HOUR]) {
    retention.pass(at);
    await turn();
  }
  assert.deepEqual(asked, [100 * HOUR, 101 * HOUR, 77 * HOUR]);
});
