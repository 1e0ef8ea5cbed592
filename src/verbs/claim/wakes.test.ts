import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Wakes } from './wakes.ts';

test('whoever is due comes out in order, and nobody before the time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 })),
      fc.integer({ min: 0, max: 50 }),
      (moments, now) => {
        const wakes = new Wakes<number>();
        for (const at of moments) wakes.add(at, at);
        const taken: number[] = [];
        for (let wake = wakes.take(now); wake; wake = wakes.take(now)) taken.push(wake.who);
        const sorted = moments.toSorted((a, b) => a - b);
        assert.deepEqual(
          taken,
          sorted.filter((at) => at <= now),
        );
        assert.equal(
          wakes.next,
          sorted.find((at) => at > now),
        );
      },
    ),
  );
});
