import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../../change/change.ts';
import type { PlanStep, PlanWarning } from '../../declare/draft.ts';
import type { Plan } from '../../declare/plan.ts';
import type { SilenceTurn } from '../../doctor/silence.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { asAgreed, lostAnswers, objectionTo, type Word } from './offer.ts';

const NONE: Plan = { steps: [], shifts: [], stays: [], silences: [], warnings: [] };
const NOTHING_SAID: Word = { yes: false, confirm: undefined, silence: [] };
const SESSION: PlanWarning = { kind: 'session', sentence: 'It cuts your session.', line: 3 };

const silence = (ip: string, on = 'eth0', wire: readonly string[] = [on]): SilenceTurn => ({
  ip,
  on,
  wire,
  home: true,
  before: [on],
  after: [],
  foreign: false,
});
const step = (change: SystemChange, more: Partial<PlanStep> = {}): PlanStep => ({
  change,
  why: 'it is declared',
  line: 1,
  needs: [],
  undo: [],
  ...more,
});
const UP: SystemChange = { do: 'set-up', link: 'eth0', up: true };
const DOWN: SystemChange = { do: 'set-up', link: 'eth0', up: false };

test('a session that would be cut is agreed to by --yes, or for a while', () => {
  const other = { ...SESSION, sentence: 'It cuts another session.' };
  const plan = { ...NONE, warnings: [{ ...SESSION, kind: 'cannot' }, SESSION, other] } as const;
  assert.deepEqual(objectionTo(plan, NOTHING_SAID), {
    sentence: 'nothing was changed: It cuts your session',
    remedy: 'write --confirm 60, or --yes to do it all the same',
  });
  assert.equal(objectionTo(plan, { ...NOTHING_SAID, yes: true }), null);
  assert.equal(objectionTo(plan, { ...NOTHING_SAID, confirm: 60 }), null);
  assert.equal(objectionTo({ ...NONE, warnings: [{ ...SESSION, kind: 'beyond' }] }, NOTHING_SAID), null);
  const guarded: Plan = { ...NONE, warnings: [{ ...SESSION, kind: 'guard-cuts-off' }] };
  assert.match(objectionTo(guarded, NOTHING_SAID)!.remedy, /--confirm 60/);
});

test('an answer that would be lost is agreed to by name alone', () => {
  const plan = { ...NONE, silences: [silence('10.0.0.5'), silence('10.0.0.9', 'eth1', ['eth1', 'br0'])] };
  const agreed = (...silenced: Word['silence']): string | undefined =>
    objectionTo(plan, { yes: true, confirm: 60, silence: silenced })?.remedy;
  const remedy = (names: string): string =>
    `leave out what does it, or write --silence ${names} if nobody needs that answer (--yes is not enough)`;
  assert.equal(agreed(), remedy('10.0.0.5@eth0,10.0.0.9@eth1'));
  assert.equal(agreed({ ip: '10.0.0.5', on: null }), remedy('10.0.0.9@eth1'));
  assert.equal(
    agreed({ ip: '10.0.0.5', on: 'eth0' }, { ip: '10.0.0.9', on: 'eth0' }),
    remedy('10.0.0.9@eth1'),
  );
  assert.equal(agreed({ ip: '10.0.0.5', on: null }, { ip: '10.0.0.9', on: 'br0' }), undefined);
});

test('of many silences four are named, each once', () => {
  const many = (count: number): Plan => ({
    ...NONE,
    silences: [
      ...Array.from({ length: count }, (_, nth) => silence(`10.0.0.${nth * 2 + 1}`)),
      silence('10.0.0.1'),
    ],
  });
  const four = '10.0.0.1@eth0,10.0.0.3@eth0,10.0.0.5@eth0,10.0.0.7@eth0';
  assert.match(objectionTo(many(4), NOTHING_SAID)!.remedy, new RegExp(`--silence ${four} if`));
  assert.match(objectionTo(many(5), NOTHING_SAID)!.remedy, new RegExp(`--silence ${four},… if`));
});

const agreed: Plan = {
  ...NONE,
  steps: [step(UP)],
  shifts: [{ ip: '10.0.0.5', before: ['eth0'], after: ['eth1'] }],
  silences: [silence('10.0.0.9')],
  warnings: [SESSION],
};
/** What the plan is under the lock, and whether it is what was agreed to. */
const held: readonly (readonly [string, Plan, boolean])[] = [
  ['the same', agreed, true],
  ['said in other words', { ...agreed, steps: [step(UP, { why: 'another', line: 7, undo: [DOWN] })] }, true],
  [
    'its change spelled in another order',
    { ...agreed, steps: [step({ up: true, link: 'eth0', do: 'set-up' })] },
    true,
  ],
  [
    'with another warning that cuts nobody',
    { ...agreed, warnings: [SESSION, { ...SESSION, kind: 'cannot' }] },
    true,
  ],
  ['nothing to do by now', { ...NONE, warnings: [{ ...SESSION, sentence: 'other' }] }, true],
  ['another change', { ...agreed, steps: [step(DOWN)] }, false],
  ['one more change', { ...agreed, steps: [step(UP), step(DOWN)] }, false],
  ['others answer', { ...agreed, shifts: [{ ip: '10.0.0.5', before: ['eth0'], after: [] }] }, false],
  ['another falls silent', { ...agreed, silences: [silence('10.0.0.8')] }, false],
  ['it cuts the session by now', { ...agreed, warnings: [] }, false],
];

for (const [what, now, same] of held)
  test(`the plan under the lock, ${what}: ${same ? 'as agreed' : 'nothing is changed'}`, () => {
    if (same) assert.equal(asAgreed(agreed, now, 'look again'), now.steps);
    else assert.throws(() => asAgreed(agreed, now, 'look again'), /The host changed since the plan was made/);
  });

test('answers that were lost are found by looking', () => {
  const before = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24', '10.0.0.2/24'] } } });
  const now = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } });
  assert.deepEqual(lostAnswers(before, now), ['10.0.0.2 asked on eth0: before eth0 → now: nobody']);
  assert.deepEqual(lostAnswers(now, before), []);
});
