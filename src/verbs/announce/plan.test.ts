import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetSet } from '../../base/target-set.ts';
import { asksIn, planAnnouncement } from './plan.ts';

const TWO = TargetSet.of([{ first: 0x0a000005, last: 0x0a000006 }]);
type Wishes = Parameters<typeof planAnnouncement>[0];
const WISHES: Wishes = {
  addresses: TWO,
  forms: ['request', 'reply'],
  via: [{ ip: 0x0a0000fe, mac: null }],
  verify: true,
  check: true,
  before: false,
  count: 3,
  interval: 1000,
  patience: 5000,
  rate: 100,
};

test('a row of questions: at once, after 15 ms, then twice as long each time, to once a second', () => {
  for (const [within, asks] of [
    [0, 1],
    [14, 1],
    [15, 2],
    [44, 2],
    [45, 3],
    [105, 4],
    [225, 5],
    [464, 5],
    [465, 6],
    [945, 7],
    [1904, 7],
    [1905, 8],
    [2904, 8],
    [2905, 9],
    [10_905, 17],
  ] as const)
    assert.equal(asksIn(within), asks, `${within} ms`);
});

/** announcements, looks, again, questions, seconds, longest */
const table: readonly (readonly [string, Partial<Wishes>, readonly number[]])[] = [
  // 2 looks at 2 addresses and 1 peer; 3 rounds of 2 forms and 1 peer for 2 addresses; 4 rows in what is left of patience;
  // 4 packets a question, 5 questions in a look and 7 in each of 3 + 4 rows, for 2 pairs.
  ['looked for, told, proven', {}, [18, 6, 8, 4 * 2 * (5 + 7 * 7), 2.4, 5.4]],
  ['not looked for', { check: false }, [18, 0, 8, 4 * 2 * 7 * 7, 2, 5]],
  [
    'what peers believe before is asked, not who has it',
    { check: false, before: true },
    [18, 2, 8, 432, 2.4, 5.4],
  ],
  ['a peer whose MAC was given', { via: [{ ip: 1, mac: 7 }] }, [18, 4, 8, 432, 2.4, 5.4]],
  ['nothing is proven', { verify: false }, [18, 6, 0, 0, 2.4, 2.4]],
  ['nobody to prove it with', { via: [] }, [12, 4, 0, 0, 2.4, 2.4]],
  ['nobody is told', { count: 0, before: true }, [0, 6, 0, 4 * 2 * 5, 0.4, 0.4]],
  ['one round', { count: 1 }, [6, 6, 12, 4 * 2 * (5 + 7 * 7), 0.4, 5.4]],
  ['one form', { forms: ['request'] }, [12, 6, 8, 432, 2.4, 5.4]],
  ['patience of less than the rounds', { count: 10 }, [60, 6, 2, 4 * 2 * (5 + 11 * 7), 9.4, 9.4]],
  ['patience that ends with a round', { patience: 4000 }, [18, 6, 6, 4 * 2 * (5 + 6 * 7), 2.4, 4.4]],
  ['slower than the rounds', { rate: 1 }, [18, 6, 8, 432, 24, 24]],
  ['short rounds', { interval: 100 }, [18, 6, 98, 4 * 2 * (5 + 52 * 3), 0.6, 5.4]],
];

for (const [what, more, expected] of table)
  test(`what will be sent, and how long it takes: ${what}`, () => {
    const { announcements, looks, again, questions, most, seconds, longest } = planAnnouncement({
      ...WISHES,
      ...more,
    });
    assert.deepEqual([announcements, looks, again, questions, seconds, longest], expected);
    assert.equal(most, announcements + looks + again + questions);
  });
