import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PeakRate } from './rates.ts';

function peakOf(seconds: readonly number[]): unknown {
  const rate = new PeakRate();
  for (const second of seconds) rate.count(second);
  return rate.peak;
}

test('nothing has no peak', () => assert.equal(peakOf([]), null));

test('the fullest second wins, the first of two equals', () => {
  assert.deepEqual(peakOf([1, 2, 2, 2, 3, 3, 3, 4]), { frames: 3, second: 2 });
});

test('frames a little out of order are counted in their second', () => {
  assert.deepEqual(peakOf([100, 101, 100, 102, 100, 109, 100]), { frames: 4, second: 100 });
});

test('a second that shares its place with another begins at nothing', () => {
  assert.deepEqual(peakOf([0, 0, 16, 32, 48]), { frames: 2, second: 0 });
  assert.deepEqual(peakOf([-1, -1, -1]), { frames: 3, second: -1 });
});
