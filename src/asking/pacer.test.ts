import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

test('1,000 a second: one each millisecond, and what a late timer missed is caught up', () => {
  const pacer = new Pacer(1000);
  let sent = 0;
  for (let now = 0; now < 1000; now += 3) {
    const allowed = pacer.allowed(now);
    pacer.left(allowed);
    sent += allowed;
  }
  assert.ok(sent >= 998 && sent <= 1001, String(sent));
});

test('a long stall is not followed by a burst', () => {
  const pacer = new Pacer(1000);
  pacer.left(pacer.allowed(0));
  assert.ok(pacer.allowed(60_000) <= 5);
});

test('a rate below one a second still waits between packets', () => {
  const pacer = new Pacer(0.5);
  assert.equal(pacer.allowed(0), 1);
  pacer.left(1);
  assert.equal(pacer.allowed(1000), 0);
  assert.equal(pacer.allowed(2000), 1);
});

test('without a limit everything may go', () => {
  assert.equal(new Pacer(Number.POSITIVE_INFINITY).allowed(0), Number.POSITIVE_INFINITY);
});
