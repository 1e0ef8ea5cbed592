import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Delays } from './delays.ts';

const waiting = (at: number) => ({ at, target: at, mac: 1, ip: 2 });

test('whoever waits is taken when its moment has come, in order', () => {
  const delays = new Delays();
  assert.deepEqual([delays.nextAt, delays.take(1e9), delays.count], [Number.POSITIVE_INFINITY, undefined, 0]);
  for (const at of [10, 20, 30]) assert.equal(delays.add(waiting(at)), true);
  assert.deepEqual([delays.take(9.9), delays.nextAt, delays.count], [undefined, 10, 3]);
  assert.deepEqual([delays.take(10)?.at, delays.take(25)?.at, delays.take(25)], [10, 20, undefined]);
  assert.deepEqual([delays.nextAt, delays.count], [30, 1]);
});

test('32,768 wait at most, also when many went before; none is lost and none comes twice', () => {
  const delays = new Delays();
  let added = 0;
  let taken = 0;
  for (let round = 0; round < 5; round++) {
    while (delays.add(waiting(added))) added++;
    assert.equal(delays.count, 32_768);
    for (let nth = 0; nth < 20_000; nth++) assert.equal(delays.take(1e9)?.at, taken++);
    assert.deepEqual([delays.count, delays.nextAt], [12_768, taken]);
  }
  assert.equal(added, 32_768 + 4 * 20_000);
});
