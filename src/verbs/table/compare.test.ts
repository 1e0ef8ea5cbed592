import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mac, station } from '../../../test/cli/stations.ts';
import { entry, publishedEntry } from '../../../test/cli/paper-table.ts';
import type { NudState } from '../../kernel/host.ts';
import { compareEntry } from './compare.ts';

type Compared = Parameters<typeof compareEntry>;
type Answers = Compared[1];
type Verdict = Answers[number]['verdict'];

const IP = '10.0.0.7';
const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';

/** Who answers, with the last verdict on it. */
type Answer = readonly [hardware: string, verdict?: Verdict];

function answers(...of: readonly Answer[]): Answers {
  return of.map(([hardware, verdict = 'ok']) => {
    const event = station(IP, hardware, { verdict });
    assert.equal(event.type, 'station');
    return event.station;
  });
}

function word(state: NudState, ...of: readonly Answer[]): string {
  return compareEntry(
    entry(IP, state === 'failed' || state === 'incomplete' ? null : M1, { state }),
    answers(...of),
  ).word;
}

test('the MAC of the entry answers: ok, whatever the kernel thinks of it', () => {
  for (const state of ['reachable', 'stale', 'delay', 'probe', 'permanent', 'noarp'] as const)
    assert.equal(word(state, [M1]), 'ok', state);
});

for (const [state, expected] of [
  ['reachable', 'wrong'],
  ['noarp', 'wrong'],
  ['stale', 'stale'],
  ['delay', 'stale'],
  ['probe', 'stale'],
  ['permanent', 'permanent-wrong'],
] as const) {
  test(`another MAC answers for a ${state} entry: ${expected}, and the truth is told`, () => {
    const compared = compareEntry(entry(IP, M1, { state }), answers([M2]));
    assert.deepEqual([compared.word, compared.truth], [expected, mac(M2)]);
  });
}

test('nobody answers: an entry with a MAC is silent, one without is as it should be', () => {
  assert.deepEqual(
    (['reachable', 'stale', 'permanent', 'incomplete', 'failed'] as const).map((state) => word(state)),
    ['silent', 'silent', 'silent', 'ok', 'ok'],
  );
});

test('an old MAC that a failed entry still shows does not count', () => {
  const failed = entry(IP, M1, { state: 'failed' });
  assert.equal(compareEntry(failed, []).word, 'ok');
  assert.deepEqual(compareEntry(failed, answers([M2])).word, 'stale');
});

test('somebody answers by now, and the table has no MAC: stale', () => {
  const compared = compareEntry(entry(IP, null, { state: 'incomplete' }), answers([M2]));
  assert.deepEqual([compared.word, compared.truth], ['stale', mac(M2)]);
});

test('several hosts answer: duplicate, and no truth is told, even where the entry is one of them', () => {
  for (const verdict of ['conflict', 'own-conflict'] as const) {
    const compared = compareEntry(entry(IP, M1), answers([M1], [M2, verdict]));
    assert.deepEqual([compared.word, compared.truth], ['duplicate', null], verdict);
  }
});

test('it is not said whether several MACs are one host: undecided', () => {
  assert.equal(word('reachable', [M1, 'undecided'], [M2, 'undecided']), 'undecided');
  assert.equal(word('reachable', [M1, 'undecided'], [M2, 'conflict']), 'duplicate', 'a conflict weighs more');
});

test('several MACs of one host: ok with any of them, and the others are named', () => {
  const compared = compareEntry(entry(IP, M1), answers([M1, 'flux'], [M2, 'flux']));
  assert.equal(compared.word, 'ok');
  assert.ok(compared.why.includes(M2), compared.why);
});

test('the MAC of a proxy is wrong only where the owner answers, too', () => {
  assert.equal(word('reachable', [M1, 'proxy']), 'ok');
  const both = compareEntry(entry(IP, M1), answers([M1, 'proxy'], [M2]));
  assert.deepEqual([both.word, both.truth], ['wrong', mac(M2)]);
  assert.match(both.why, /proxy/);
  assert.equal(compareEntry(entry(IP, M2), answers([M1, 'proxy'], [M2])).word, 'ok');
});

test('a published address is a duplicate where an owner answers; a proxy beside us is none', () => {
  const published = publishedEntry(IP, 'eth0');
  assert.equal(compareEntry(published, []).word, 'ok');
  assert.equal(compareEntry(published, answers([M2, 'proxy'])).word, 'ok');
  const owned = compareEntry(published, answers([M2]));
  assert.deepEqual([owned.word, owned.truth], ['duplicate', mac(M2)]);
});

test('who made a wrong entry is named', () => {
  const made = compareEntry(entry(IP, M1, { state: 'permanent', protocol: 18 }), answers([M2]));
  assert.match(made.why, /keepalived made it/);
  assert.match(compareEntry(entry(IP, M1, { protocol: 18 }), []).why, /keepalived made it/);
});

test('1.2 row 8: the evidence has codes, that of who answered among them, and why is its first sentence', () => {
  const event = station(IP, M2, {
    verdict: 'ok',
    why: [{ code: 'answered-probe', text: 'it answers a probe' }],
  });
  assert.ok(event.type === 'station');
  const told = compareEntry(entry(IP, M1), [event.station]);
  assert.deepEqual(
    told.evidence.map(({ code }) => code),
    ['other-answers', 'answered-probe'],
  );
  assert.equal(told.why, told.evidence[0]!.text);
  assert.equal(compareEntry(entry(IP, M1), []).evidence[0]!.code, 'nobody-answers');
});
