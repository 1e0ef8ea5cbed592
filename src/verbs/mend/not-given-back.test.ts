import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../../change/change.ts';
import { NOTHING_TOUCHED } from '../../change/touched.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { EntryBy } from '../../ports/journal.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { notGivenBack } from './not-given-back.ts';

const RULE = 'from 10.9.0.0/24 lookup 7';
const ADD_RULE: SystemChange = { do: 'add-rule', priority: 100, from: '10.9.0.0/24', table: 7 };
const host = (customRules: boolean | null, rules: readonly string[] = []): HostSnapshot => {
  const made = hostWith({ links: { eth0: {} }, rules });
  return { ...made, sticky: { ...made.sticky, customRules } };
};

function told(
  changes: readonly SystemChange[],
  now: HostSnapshot,
  hadRules: boolean | null = false,
): readonly string[] {
  const history = new PaperHistory();
  history.begin({
    by: 'state',
    command: 'x',
    changes,
    undo: changes.map(() => null),
    before: { form: 'paper' },
    touched: NOTHING_TOUCHED,
    hadRules,
  });
  return notGivenBack(history.entries()[0] as EntryBy<'state'>, now);
}

test('the mark of a rule that is gone again stays, and is told of the one who made it', () => {
  assert.match(told([ADD_RULE], host(true))[0]!, /^the kernel keeps the mark that there was a policy rule/);
  assert.equal(told([ADD_RULE], host(true), null).length, 1);
  assert.deepEqual(told([ADD_RULE], host(true), true), [], 'it was there before');
  assert.deepEqual(told([ADD_RULE], host(true, [RULE])), [], 'there are others still');
  assert.deepEqual(told([ADD_RULE], host(false)), []);
  assert.deepEqual(told([ADD_RULE], host(null)), [], 'nobody knows');
  assert.deepEqual(told([{ do: 'set-up', link: 'eth0', up: true }], host(true)), []);
});

test('one rule among others is enough, and the mark is told before the links', () => {
  const remove: SystemChange = { do: 'remove-link', link: 'eth0.7' };
  const both = told([remove, ADD_RULE], host(true));
  assert.deepEqual(
    both.map((sentence) => sentence.split(' ').slice(0, 3).join(' ')),
    ['the kernel keeps', 'the kernel made'],
  );
  assert.equal(told([remove], host(true)).length, 1);
});

test('a link that was made anew is told once', () => {
  const remove = (link: string): SystemChange => ({ do: 'remove-link', link });
  assert.deepEqual(told([remove('eth0.7'), remove('eth0.8'), remove('eth0.7')], host(false)), [
    'the kernel made eth0.7, eth0.8 anew: IPv6 settings, counters and learned entries are not as they were',
  ]);
});
