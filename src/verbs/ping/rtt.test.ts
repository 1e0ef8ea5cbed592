import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RttTally } from './rtt.ts';

function spreadOf(values: readonly number[]): RttTally['spread'] {
  const tally = new RttTally();
  for (const value of values) tally.add(value);
  return tally.spread;
}

test('nothing has no spread, and one value none to speak of', () => {
  assert.equal(spreadOf([]), null);
  assert.deepEqual(spreadOf([0.05]), { min: 0.05, avg: 0.05, max: 0.05, mdev: 0 });
});

test('mdev is the root of the mean square less the square of the mean', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1 }), (values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const spread = spreadOf(values);
      assert.ok(spread);
      assert.equal(spread.min, Math.min(...values));
      assert.equal(spread.max, Math.max(...values));
      assert.ok(Math.abs(spread.avg - mean) < 1e-6);
      assert.ok(Math.abs(spread.mdev - Math.sqrt(square)) < 1e-6);
    }),
  );
});
