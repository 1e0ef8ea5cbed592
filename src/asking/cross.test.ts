import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, seededDice } from '../base/dice.ts';
import { TargetSet } from '../base/target-set.ts';
import { CrossExamination, type CrossQuestion } from './cross.ts';
import type { Field } from './field.ts';

const facts = { name: 'eth0', index: 2, mac: 1, mtu: 1500, addresses: [], speed: null };
const field: Field = { link: facts, vlan: null, targets: TargetSet.of([{ first: 1, last: 9 }]), offset: 0 };
const about = (ip: number, mac = 7) => ({ field, mac, ip, form: 'zero', patience: 100 }) as const;

function sendAll(cross: CrossExamination, now: number, most = 1000): readonly CrossQuestion[] {
  const due = cross.due(now, most);
  for (const question of due) cross.sent(question, now, now);
  return due;
}

test('a question is silent after three tries and the patience of the last, not before', () => {
  const cross = new CrossExamination();
  cross.ask(about(1));
  for (const now of [0, 100, 200]) {
    assert.equal(cross.nextAt(now), now);
    assert.equal(sendAll(cross, now).length, 1);
    assert.equal(cross.resultOf(field, 7, { ip: 1, form: 'zero' }), 'open');
  }
  assert.equal(cross.nextAt(299), 300);
  assert.equal(cross.resultOf(field, 7, { ip: 1, form: 'zero' }), 'open');
  assert.equal(cross.nextAt(300), undefined);
  assert.equal(cross.resultOf(field, 7, { ip: 1, form: 'zero' }), 'silent');
  assert.deepEqual(
    cross.takeSettled().map(({ ip, state }) => [ip, state]),
    [[1, 'silent']],
  );
  assert.ok(cross.hear(field, 7, { ip: 1, form: 'zero' }), 'a late answer still counts');
  assert.equal(cross.resultOf(field, 7, { ip: 1, form: 'zero' }), 'answered');
});

test('one try without an answer is no silence, and is asked on when more is wanted', () => {
  const cross = new CrossExamination();
  cross.ask({ ...about(1), most: 1 });
  sendAll(cross, 0);
  cross.nextAt(100);
  assert.equal(cross.resultOf(field, 7, { ip: 1, form: 'zero' }), 'quiet');
  assert.equal(cross.ask({ ...about(1), most: 1 }), false);
  assert.equal(cross.ask(about(1)), true);
  assert.equal(sendAll(cross, 100).length, 1);
});

test('what did not leave comes again, and an answer to what never left is none', () => {
  const cross = new CrossExamination();
  for (const ip of [1, 2, 3]) cross.ask(about(ip));
  const [first] = cross.due(0, 3);
  cross.sent(first!, 0, 0);
  assert.equal(cross.hear(field, 7, { ip: 2, form: 'zero' }), undefined);
  assert.deepEqual(
    sendAll(cross, 0).map(({ ip }) => ip),
    [2, 3],
  );
});

test('K7: whatever is asked and answered, no more packets leave than the budget has', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const dice = seededDice(seed);
    const budget = between(dice, 0, 40);
    const cross = new CrossExamination(budget);
    let sent = 0;
    for (let now = 0; now < 3000; now += 10) {
      if (dice() < 0.3)
        cross.ask({ ...about(between(dice, 1, 30), between(dice, 1, 4)), most: between(dice, 1, 3) });
      if (dice() < 0.2) cross.hear(field, between(dice, 1, 4), { ip: between(dice, 1, 30), form: 'zero' });
      sent += sendAll(cross, now, between(dice, 1, 5)).length;
      cross.takeSettled();
    }
    assert.ok(sent <= budget, `${sent} of ${budget}`);
    assert.equal(cross.sentPackets, sent);
    assert.equal(cross.nextAt(1e9), undefined, 'it comes to an end');
    assert.ok(cross.isIdle);
  }
});

test('a budget that several share holds for all of them, and what one does not need is there for another', () => {
  const budget = { left: 5 };
  const [one, other] = [new CrossExamination(budget), new CrossExamination(budget)];
  one.ask(about(1));
  for (const ip of [1, 2, 3, 4, 5, 6]) other.ask(about(ip));
  assert.equal(sendAll(one, 0).length, 1);
  assert.equal(sendAll(other, 0).length, 4);
  assert.equal(budget.left, 0);
  assert.equal(one.ask(about(2)), false);
  assert.equal(sendAll(other, 1000).length, 0);
});
