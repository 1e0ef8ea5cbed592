import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spreadOver } from './spread.ts';

test('every index comes exactly once, and positionOf is the way back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (size, start) => {
        const spread = spreadOver(size, start);
        const seen = new Set<number>();
        for (let position = 0; position < size; position++) {
          const index = spread.indexAt(position);
          assert.ok(index >= 0 && index < size);
          assert.equal(spread.positionOf(index), position);
          seen.add(index);
        }
        assert.equal(seen.size, size);
      },
    ),
  );
});

test('the way back holds for the whole of IPv4', () => {
  const spread = spreadOver(2 ** 32, 0.3);
  for (const index of [0, 1, 2 ** 31, 2 ** 32 - 1, 123456789]) {
    assert.equal(spread.indexAt(spread.positionOf(index)), index);
  }
});

test('addresses asked in a row are no neighbours', () => {
  const spread = spreadOver(254);
  for (let position = 1; position < 254; position++) {
    assert.ok(Math.abs(spread.indexAt(position) - spread.indexAt(position - 1)) > 10);
  }
});
