import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROADCAST_MAC } from '../../base/mac.ts';
import { newGlance } from '../../wire/glance.ts';
import { AskedPairs } from './asked-pairs.ts';

const ask = (
  pairs: AskedPairs,
  at: number,
  { spa = 1, tpa = 9, dst = BROADCAST_MAC, network = 0 } = {},
): void => pairs.ask({ ...newGlance(), spa, tpa, dst }, network, at);
const answer = (pairs: AskedPairs, at: number, { sha = 7, spa = 9, tpa = 1, network = 0 } = {}): string => {
  const { asked, beside, toAll } = pairs.answer({ ...newGlance(), sha, spa, tpa }, network, at);
  return [asked && 'asked', beside && 'beside', toAll && 'to all'].filter(Boolean).join(' ');
};

test('an answer was asked for within five seconds, once a MAC', () => {
  for (const [at, said] of [
    [0, 'asked to all'],
    [5000, 'asked to all'],
    [5001, 'to all'],
  ] as const) {
    const pairs = new AskedPairs();
    ask(pairs, 0);
    assert.equal(answer(pairs, at), said, `${at}`);
  }
  const pairs = new AskedPairs();
  ask(pairs, 0, { dst: 7 });
  assert.deepEqual([answer(pairs, 1), answer(pairs, 2)], ['asked', '']);
  ask(pairs, 3, { dst: 7 });
  assert.equal(answer(pairs, 4), 'asked', 'asked anew');
});

test('a second MAC within a second answers beside the first; later it answers nobody, and a third is one too many', () => {
  for (const [at, said] of [
    [1000, 'asked beside to all'],
    [1001, 'to all'],
  ] as const) {
    const pairs = new AskedPairs();
    ask(pairs, 0);
    answer(pairs, 1);
    assert.equal(answer(pairs, at, { sha: 8 }), said, `${at}`);
    assert.equal(answer(pairs, at, { sha: 8 }), 'to all', 'the same again');
    assert.equal(answer(pairs, at, { sha: 7 }), 'to all');
  }
});

test('nobody asked: another asker, another address, another network', () => {
  const pairs = new AskedPairs();
  ask(pairs, 0);
  for (const other of [{ tpa: 2 }, { spa: 8 }, { network: 1 }])
    assert.equal(answer(pairs, 1, other), '', JSON.stringify(other));
  assert.deepEqual(
    [
      pairs.knows(1, 9, 0),
      pairs.knows(2, 9, 0),
      pairs.knows(1, 8, 0),
      pairs.knows(1, 9, 1),
      pairs.knows(0, 0, 0),
    ],
    [true, false, false, false, false],
  );
});

test('what was forgotten while it was fresh may have been asked for: nobody is accused for five seconds', () => {
  const pairs = new AskedPairs();
  for (let tpa = 0; tpa < 300_000; tpa++) ask(pairs, 0, { tpa: 1000 + tpa });
  const unasked = (at: number): string => answer(pairs, at, { spa: 5, tpa: 77 });
  assert.deepEqual([unasked(5000), unasked(5001)], ['asked', '']);
  const calm = new AskedPairs();
  for (let tpa = 0; tpa < 300_000; tpa++) ask(calm, tpa * 6000, { tpa: 1000 + tpa });
  assert.equal(answer(calm, 300_000 * 6000, { spa: 5, tpa: 77 }), '', 'what is old may go');
});

test('the same question in thousands of networks is one in each', () => {
  const pairs = new AskedPairs();
  for (let network = 0; network < 4000; network++) ask(pairs, 0, { network });
  let known = 0;
  for (let network = 0; network < 4000; network++) if (pairs.knows(1, 9, network)) known++;
  assert.ok(known > 3950, `${known}`);
});
