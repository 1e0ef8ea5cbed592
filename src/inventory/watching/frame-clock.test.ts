import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameClock } from './frame-clock.ts';

test('time goes on with the frames, and a little disorder is none of its business', () => {
  const clock = new FrameClock();
  assert.equal(clock.told(5), null);
  assert.deepEqual(clock.hear(100, 0), { now: 100, back: 0 });
  assert.equal(clock.hear(150, 100), undefined);
  assert.equal(clock.hear(8000, 10_000), undefined, 'two seconds back');
  assert.deepEqual([clock.first, clock.last, clock.reckoned(500), clock.told(500)], [100, 8000, 500, 500]);
});

test('a clock that was set back does not set time back; both ways are known from then on', () => {
  const clock = new FrameClock();
  clock.hear(100_000, 0);
  assert.deepEqual(clock.hear(7999, 10_000), { now: 10_000, back: 2001 });
  assert.deepEqual([clock.reckoned(7999), clock.told(10_000)], [10_000, 7999]);
  assert.equal(clock.hear(8100, 10_000), undefined);
  assert.deepEqual(clock.hear(1000, 20_000), { now: 20_000, back: 16_999 });
  assert.deepEqual([clock.reckoned(1000), clock.told(20_000), clock.last], [20_000, 1000, 1000]);
});
