import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../base/dice.ts';
import { AskerLimit } from './asker-limit.ts';

const HONEST = 0x020000000001;

test('A12: askers made up anew for every question get half of all answers, those who come back the rest', () => {
  const dice = seededDice(4);
  const limit = new AskerLimit({ perAsker: 2000, inAll: 1000 }, 0.3);
  const got: number[] = [];
  const firstOfSecond: string[] = [];
  for (let second = 0; second < 5; second++) {
    let answered = 0;
    for (let nth = 0; nth < 30_000; nth++) {
      const now = second * 1000 + nth / 30;
      if (limit.allows(0x020000000000 + Math.floor(dice() * 2 ** 40), now) === 'yes') answered++;
      // The flood has used up its share of this second by then.
      if (nth === 25_000) firstOfSecond.push(limit.allows(HONEST, now));
    }
    got.push(answered);
  }
  for (const answered of got) assert.ok(answered <= 510, got.join(' '));
  assert.deepEqual(firstOfSecond, ['all', 'yes', 'yes', 'yes', 'yes'], 'from its second try on');
});

test('A12: without a flood one asker gets what it gets alone, and nobody is held back', () => {
  const limit = new AskerLimit({ perAsker: 2000, inAll: 20_000 }, 0.3);
  let yes = 0;
  for (let nth = 0; nth < 3000; nth++) if (limit.allows(HONEST, 1) === 'yes') yes++;
  assert.equal(yes, 2000);
  const none = new AskerLimit({ perAsker: Number.POSITIVE_INFINITY, inAll: Number.POSITIVE_INFINITY }, 0.3);
  for (let nth = 0; nth < 50_000; nth++) assert.equal(none.allows(nth, 1), 'yes');
});
