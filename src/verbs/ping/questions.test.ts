import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Form } from '../../asking/ledger.ts';
import { Questions } from './questions.ts';

const [A, B] = [0x020000000001, 0x020000000002];

/** One question at each of these moments, each in a system call of 1 ms. */
function asked(moments: readonly number[], form: Form = 'zero'): Questions {
  const questions = new Questions();
  for (const at of moments) questions.add({ form, unicast: false, between: [at, at + 1] });
  return questions;
}

/** Which question, after how long, and what of it. */
function told(questions: Questions, mac: number, at: number, form: Form = 'zero'): string {
  const cause = questions.causeOf(mac, form, at);
  if (cause === undefined) return 'none';
  const { question, rttMs, certain, repeated } = cause;
  return `${question.number} ${rttMs}${certain ? ' certain' : ''}${repeated ? ' repeated' : ''}`;
}

test('one question: its answer is certain, a second of the same MAC repeats it, one of another is its first', () => {
  const questions = asked([100]);
  assert.equal(questions.asked, 1);
  assert.equal(told(questions, A, 103), '1 3 certain');
  assert.equal(told(questions, A, 104), '1 4 repeated');
  assert.equal(told(questions, B, 130), '1 30 certain');
  assert.equal(questions.last?.answeredBy.size, 2);
});

test('nothing answers a question of the other form, or one that left later; stamps are half a millisecond coarse', () => {
  const questions = asked([100]);
  assert.equal(told(questions, A, 103, 'own'), 'none');
  assert.equal(told(questions, A, 99.4), 'none');
  assert.equal(told(questions, A, 99.5), '1 0 certain', 'and nothing answers before it is asked');
});

test('of several open ones the newest, when it came promptly after it; else the oldest', () => {
  assert.equal(told(asked([0, 1000, 2000]), A, 2010), '3 10');
  assert.equal(told(asked([0, 1000, 2000]), A, 2010.5), '1 2010.5');
});

test('a MAC that was certain once answers as it did then', () => {
  for (const [usual, at, question] of [
    [1500, 3500, 2],
    [1500, 2600, 1],
    [3, 3005, 3],
    [2400, 3500, 1],
  ] as const) {
    const later = new Questions();
    later.add({ form: 'own', unicast: false, between: [0, 1] });
    assert.equal(later.causeOf(A, 'own', usual)?.certain, true);
    for (const when of [1000, 2000, 3000])
      later.add({ form: 'zero', unicast: false, between: [when, when + 1] });
    assert.equal(later.causeOf(A, 'zero', at)?.question.number, question + 1, `${usual} ${at}`);
  }
});

test('one that was told of two answers is not sure of either, and learns nothing from it', () => {
  const questions = asked([0, 1000]);
  assert.equal(told(questions, A, 1500), '1 1500');
  assert.equal(told(questions, A, 1501), '2 501 certain');
  questions.add({ form: 'zero', unicast: false, between: [2000, 2001] });
  questions.add({ form: 'zero', unicast: false, between: [3000, 3001] });
  assert.equal(told(questions, A, 3400), '4 400', 'as it took the one time that is known');
});

test('an answer of which nobody knows whose it is teaches nothing', () => {
  const questions = asked([0, 1000, 2000]);
  assert.equal(told(questions, A, 1500), '1 1500');
  assert.equal(told(questions, A, 2005), '3 5', 'promptly behind the newest');
});

test('of all that were answered the newest is repeated, when it had left', () => {
  const questions = asked([0, 1000]);
  questions.causeOf(A, 'zero', 5);
  questions.causeOf(A, 'zero', 1005);
  assert.equal(told(questions, A, 1006), '2 6 repeated');
  assert.equal(told(questions, A, 900), '1 900 repeated');
});

test('the last sixty-four can still be answered', () => {
  const questions = asked(Array.from({ length: 65 }, (_, at) => at * 1000));
  assert.equal(questions.asked, 65);
  assert.equal(told(questions, A, 64_500), '2 63500');
  assert.equal(told(asked(Array.from({ length: 64 }, (_, at) => at * 1000)), A, 64_500), '1 64500');
});

test('the stamp of a frame that left is that of a question under way, once', () => {
  for (const [at, left] of [
    [99.4, 100],
    [99.5, 99.5],
    [100.7, 100.7],
    [101.5, 101.5],
    [101.6, 100],
  ] as const) {
    const questions = asked([100]);
    questions.stamp('zero', at);
    assert.equal(questions.last?.leftAt, left, `${at}`);
  }
  const questions = asked([100]);
  questions.stamp('own', 100.5);
  assert.equal(questions.last?.leftAt, 100, 'another form');
  questions.stamp('zero', 100.5);
  questions.stamp('zero', 100.8);
  assert.equal(questions.last?.leftAt, 100.5, 'the first is it');
});
