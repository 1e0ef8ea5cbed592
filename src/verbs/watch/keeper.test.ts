import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, IP, OFFICE, T, told } from '../../../test/contracts/store.ts';
import type { Store, StoreBatch } from '../../ports/store.ts';
import { Keeper } from './keeper.ts';

function keeper(): {
  readonly keeper: Keeper;
  readonly kept: StoreBatch[];
  readonly fail: (yes: boolean) => void;
} {
  const kept: StoreBatch[] = [];
  let fails = false;
  const commit = (batch: StoreBatch): Promise<void> => {
    if (fails) return Promise.reject(new Error('no room'));
    kept.push(batch);
    return Promise.resolve();
  };
  return { keeper: new Keeper({ commit } as Store), kept, fail: (yes) => (fails = yes) };
}

const BLIND = { code: 'dropped', text: '', from: T, until: null, interface: 'eth0', frames: 1 };

test('nothing gathered, nothing written', async () => {
  const { keeper: one, kept } = keeper();
  await one.commit(T);
  assert.deepEqual(kept, []);
});

test('what was gathered is written once, together', async () => {
  const { keeper: one, kept } = keeper();
  one.take([told('a-1')]);
  one.blind(BLIND);
  one.touches.claim({ spa: IP, sha: A }, 'answered', { number: 0, network: OFFICE, at: T });
  await one.commit(T + 1);
  await one.commit(T + 2);
  assert.equal(kept.length, 1);
  const [{ at, touches, events, blinds }] = kept as [StoreBatch];
  assert.deepEqual([at, touches.length, events.length, blinds], [T + 1, 1, 1, [BLIND]]);
});

test('what could not be written is written in its order when it can, with a bound', async () => {
  const { keeper: one, kept, fail } = keeper();
  fail(true);
  one.take([told('a-1')]);
  one.blind(BLIND);
  await assert.rejects(one.commit(T), /no room/);
  one.take([told('a-2')]);
  await assert.rejects(one.commit(T), /no room/);
  one.take(Array.from({ length: 70_000 }, (_, at) => told(`b-${at}`)));
  assert.equal(one.left, 70_002 - 65_536);
  fail(false);
  await one.commit(T);
  assert.deepEqual(
    kept[0]!.events.slice(0, 3).map(({ id }) => id),
    ['a-1', 'a-2', 'b-0'],
  );
  assert.deepEqual(kept[0]!.blinds, [BLIND]);
});

test('a commit is due when much is gathered', () => {
  const { keeper: one } = keeper();
  one.take(Array.from({ length: 8191 }, () => told('a-1')));
  assert.ok(!one.isFull);
  one.touches.claim({ spa: IP, sha: A }, 'answered', { number: 0, network: OFFICE, at: T });
  assert.ok(one.isFull);
});

test('something critical that begins is urgent until it is written; what ends is not', async () => {
  const { keeper: one } = keeper();
  one.take([told('a-1', { state: 'close' }), told('a-2', { severity: 'warning' })]);
  assert.ok(!one.isUrgent);
  one.take([told('a-3')]);
  assert.ok(one.isUrgent);
  await one.commit(T);
  assert.ok(!one.isUrgent);
});

test('a watch of now writes down that it listens once a minute, and until when', async () => {
  const { kept } = keeper();
  const alive = new Keeper({ commit: async (batch) => void kept.push(batch) }, { alive: true });
  for (const second of [0, 1, 59, 60, 61]) await alive.commit(T + second * 1000);
  await alive.commit(T + 62_000, { end: true });
  assert.deepEqual(
    kept.map(({ at }) => at - T),
    [0, 60_000, 62_000],
  );
});
