import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planPing, questionsOf } from './plan.ts';

const WISHES = { count: 3, interval: 1000, deadline: null, examine: true, until: 'count' } as const;
const ENDLESS = Number.POSITIVE_INFINITY;

test('questions: as many as are wanted and as fit before the deadline, one at least; without either no number', () => {
  for (const [count, interval, deadline, questions] of [
    [3, 1000, null, 3],
    [ENDLESS, 1000, null, null],
    [ENDLESS, 1000, 0, 1],
    [ENDLESS, 1000, 1000, 1],
    [ENDLESS, 1000, 1001, 2],
    [ENDLESS, 1000, 5500, 6],
    [3, 1000, 5500, 3],
    [9, 1000, 5500, 6],
    [0, 1000, null, 0],
  ] as const)
    assert.equal(questionsOf({ count, interval, deadline }), questions, `${count} ${deadline}`);
});

test('evidence stands beside the questions where it is looked for', () => {
  assert.deepEqual(planPing(WISHES), { questions: 3, evidence: 288, most: 291, rate: 1000 });
  assert.deepEqual(planPing({ ...WISHES, rate: 50 }), { questions: 3, evidence: 50, most: 53, rate: 50 });
  assert.equal(planPing({ ...WISHES, evidence: 7 }).most, 10);
  assert.equal(planPing({ ...WISHES, evidence: { left: 9 } }).most, 12);
  assert.equal(planPing({ ...WISHES, examine: false }).most, 3);
  assert.equal(planPing({ ...WISHES, until: 'first' }).evidence, 0);
  assert.equal(planPing({ ...WISHES, until: 'answered' }).evidence, 288);
  const endless = planPing({ ...WISHES, count: ENDLESS });
  assert.deepEqual([endless.questions, endless.most, endless.evidence], [null, null, 288]);
});
