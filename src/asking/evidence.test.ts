import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceFor } from './evidence.ts';

test('evidence has a least and a most, and goes with the size between', () => {
  const cases: readonly (readonly [size: number, rate: number, packets: number])[] = [
    [1, 1000, 288],
    [1, 50, 50],
    [1, 5, 24],
    [1000, 50, 1000],
    [8192, 1000, 8192],
    [65_536, 1000, 8192],
    [1, Number.POSITIVE_INFINITY, 288],
    [1, 24.9, 24],
  ];
  for (const [size, rate, packets] of cases)
    assert.equal(evidenceFor(size, rate), packets, `${size} at ${rate}`);
});
