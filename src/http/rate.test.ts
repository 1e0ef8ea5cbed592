import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refused } from './problem.ts';
import { Rates } from './rate.ts';

const TWO = { burst: 2, perSecond: 0.5 };

function may(rates: Rates, who: string, now: number): boolean {
  try {
    rates.take(who, TWO, now);
    return true;
  } catch (fault) {
    assert.ok(fault instanceof Refused && fault.problem.status === 429);
    return false;
  }
}

test('some at once, then as many as time gives back, each for himself', () => {
  const rates = new Rates();
  assert.deepEqual(
    [0, 0, 0, 1999, 2000, 2000].map((now) => may(rates, 'vera', now)),
    [true, true, false, false, true, false],
  );
  assert.equal(may(rates, 'paul', 0), true);
});

test('a clock that goes back gives nothing away', () => {
  const rates = new Rates();
  assert.deepEqual(
    [10_000, 10_000, 0, 1000].map((now) => may(rates, 'vera', now)),
    [true, true, false, false],
  );
});

test('who was not there for longest is forgotten, and memory stays bounded', () => {
  const rates = new Rates();
  for (let count = 0; count < 3; count += 1) may(rates, 'vera', 0);
  assert.equal(may(rates, 'vera', 0), false);
  for (let count = 0; count < 10_000; count += 1) may(rates, `n${count}`, 0);
  assert.equal(may(rates, 'vera', 0), true);
});
