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
