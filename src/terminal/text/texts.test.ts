import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText, stampText } from './clock.ts';
import { paintFor } from './paint.ts';
import { about, count, plural, someOf, tabbed } from './texts.ts';

test('numbers are grouped, and one is one', () => {
  assert.deepEqual([0, 999, 1000, 1_234_567, 1e9, 999.6].map(count), [
    '0',
    '999',
    '1,000',
    '1,234,567',
    '1,000,000,000',
    '1,000',
  ]);
  assert.deepEqual(
    [0, 1, 1.4, 2, 1234].map((value) => plural(value, 'host')),
    ['0 hosts', '1 host', '1 host', '2 hosts', '1,234 hosts'],
  );
  assert.equal(plural(2, 'entry', 'entries'), '2 entries');
});

test('of many names the first are told, and how many more there are', () => {
  const names = Array.from({ length: 40 }, (_, at) => `eth${at}`);
  assert.equal(someOf(names), 'eth0, eth1, eth2 and 37 more');
  assert.equal(someOf(names.slice(0, 4)), 'eth0, eth1, eth2, eth3');
  assert.equal(someOf(names.slice(0, 5)), 'eth0, eth1, eth2 and 2 more');
  assert.equal(someOf(names.slice(0, 3), 2), 'eth0 and 2 more');
  assert.equal(someOf([]), '');
});

test('a plan is told as exactly as it can be', () => {
  assert.deepEqual([0.94, 9.94, 10, 47.4, 59.4].map(about), ['0.9 s', '9.9 s', '10 s', '47 s', '59 s']);
  assert.equal(about(60), about(60.0001));
  assert.match(about(131), /^2 min 11 s$/);
});

test('whatever stands in a cell, a line has as many cells', () => {
  assert.equal(tabbed(['a', 'b\tc', 'd\ne']).split('\t').length, 3);
  assert.equal(tabbed(['a', 'b\tc', 'd\ne']).split('\n').length, 1);
});

test('a moment by the clock, with the date, since the epoch, or not at all', () => {
  const local = new Date(2026, 0, 5, 4, 3, 9);
  const time = { seconds: local.getTime() / 1000, nanoseconds: 1_234_567 };
  assert.equal(clockText(time, 'clock'), '04:03:09.001234');
  assert.equal(clockText(time, 'date'), '2026-01-05 04:03:09.001234');
  assert.equal(clockText(time, 'none'), '');
  assert.equal(clockText(null, 'none'), '');
  assert.equal(clockText(null, 'clock'), '-');
  assert.equal(clockText({ seconds: 5, nanoseconds: 7 }, 'epoch'), '5.000000007');
  assert.match(clockText({ seconds: 1e15, nanoseconds: 0 }, 'clock'), /^1000000000000000/);
  assert.equal(stampText(local.getTime() + 999), '2026-01-05 04:03:09');
  assert.equal(stampText(Number.NaN), '-');
});

test('ink where there is colour, and where there is ink', () => {
  assert.equal(paintFor(true)('red', 'x'), '\u001b[31mx\u001b[0m');
  assert.equal(paintFor(true)('dim', 'x'), '\u001b[2mx\u001b[0m');
  assert.equal(paintFor(false)('red', 'x'), 'x');
  assert.equal(paintFor(true)(undefined, 'x'), 'x');
});
