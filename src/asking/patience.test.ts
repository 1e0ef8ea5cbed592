import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LONGEST_WAIT, Patience } from './patience.ts';

test('a quick network is not waited for long, a slow answer lengthens the wait, six seconds are the end', () => {
  const patience = new Patience();
  const quick = patience.lastWait(true, 254);
  patience.learn(0.2);
  assert.equal(patience.lastWait(true, 254), quick);
  patience.learn(700);
  assert.equal(patience.lastWait(true, 254), 2100);
  patience.learn(5000);
  assert.equal(patience.lastWait(true, 254), LONGEST_WAIT);
});

test('when all have answered only second answers are waited for; a few named addresses get a second', () => {
  const patience = new Patience();
  assert.ok(patience.lastWait(false, 254) < patience.lastWait(true, 254));
  assert.ok(patience.lastWait(true, 1) > 1000);
});

test('a wait that was asked for is kept', () => {
  const patience = new Patience(50);
  patience.learn(3000);
  assert.equal(patience.lastWait(true, 1), 50);
});

test('the slowest answer is remembered when faster ones follow', () => {
  const patience = new Patience();
  patience.learn(500);
  patience.learn(2);
  assert.equal(patience.slowest, 500);
});
