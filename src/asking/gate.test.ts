import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gate } from './gate.ts';

test('A6: so many pass in a stretch of time, and the others are counted once', () => {
  const gate = new Gate(2, 10_000);
  const passed = [0, 1, 2, 3, 9999].map((now) => gate.passes(now));
  assert.deepEqual(passed, [true, true, false, false, false]);
  assert.deepEqual([gate.tellAt, gate.take(9999), gate.take(10_000), gate.take(10_001)], [10_000, 0, 3, 0]);
  assert.deepEqual([gate.passes(10_002), gate.passes(10_003), gate.passes(10_004)], [true, true, false]);
  assert.equal(gate.take(10_005, true), 1);
});

test('while some are kept back and not told, no new stretch begins by itself', () => {
  const gate = new Gate(1, 1000);
  assert.equal(gate.passes(0), true);
  assert.equal(gate.passes(10), false);
  assert.equal(gate.passes(1500), false, 'one is to be told of first');
  assert.equal(gate.take(1500), 2);
  assert.equal(gate.passes(1501), true);
});

test('those kept back are told of so long after the first of them, however many follow', () => {
  const gate = new Gate(1, 1000);
  gate.keepBack(0);
  gate.keepBack(900);
  assert.equal(gate.tellAt, 1000);
});
