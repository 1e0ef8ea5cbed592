import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../base/ipv4.ts';
import type { Answerer } from './claimant.ts';
import { type AnswerCase, comparedOf, isCopy, judgeAnswer, quarrelOf, verdictOf } from './judge.ts';
import type { Kinship } from './same-host.ts';

const IP = parseIpv4('10.0.0.7') ?? assert.fail();
const [A, B, C] = [0x020000000001, 0x020000000002, 0x020000000013] as const;
/** One bit from A. */
const DAMAGED = 0x020000000101;

const answerer = (mac: number, more: Partial<Answerer> = {}): Answerer => ({
  ip: IP,
  mac,
  from: mac,
  zero: 1,
  own: 0,
  silentToProbe: false,
  rttMs: 1,
  late: false,
  byBroadcast: false,
  ...more,
});
const kin = (word: Kinship['word'], text: string = word): Kinship => ({
  word,
  why: { code: word === 'apart' ? 'different-answers' : 'same-answers', text },
});
const PROXY = { code: 'proxies-many', text: 'a proxy' } as const;

function judged(one: Answerer, more: Partial<AnswerCase<Answerer>> = {}) {
  const rivals = more.rivals ?? [one];
  const seen = { ownOn: null, proxy: undefined, macs: rivals.length, quarrel: undefined, cut: false };
  const { verdict, why } = judgeAnswer(one, { ...seen, rivals, ...more });
  return [verdict, ...why.map(({ code }) => code)];
}

test('two hosts when one pair is, whatever is open of the others; one host when every pair is and none is left', () => {
  assert.equal(verdictOf([kin('same'), kin('undecided'), kin('apart')]), 'conflict');
  assert.equal(verdictOf([kin('same'), kin('undecided'), kin('unknown')]), 'undecided');
  assert.equal(verdictOf([kin('same'), kin('unknown')]), 'conflict');
  assert.equal(verdictOf([kin('same')]), 'flux');
  assert.equal(verdictOf([kin('same')], 1), 'undecided');
});

test('a MAC out of a damaged frame is no other host where the card that sent it answers, and casts no shadow', () => {
  const whole = answerer(A);
  const copy = answerer(DAMAGED, { from: A });
  assert.equal(isCopy(copy, [whole, copy]), true);
  assert.deepEqual(judged(copy, { rivals: [whole, copy] }).slice(0, 2), ['ok', 'damaged']);
  assert.deepEqual(judged(whole, { rivals: [whole, copy] }), ['ok', 'answered-probe']);
  // Of a card that does not answer itself nothing shows it to be a copy.
  assert.equal(isCopy(copy, [copy, answerer(B)]), false);
  assert.deepEqual(judged(copy), ['ok', 'answered-probe', 'sender-differs']);
});

test('a proxy beside the owner is told to shadow it, and the owner that it is shadowed', () => {
  const [owner, proxy] = [answerer(A), answerer(B, { zero: 0, own: 1 })];
  const quarrel = quarrelOf(IP, { compared: [owner], more: 0, kinships: [] });
  const rivals = [owner, proxy];
  assert.deepEqual(judged(proxy, { rivals, quarrel, proxy: PROXY }), [
    'proxy',
    'proxies-many',
    'shadows-owner',
  ]);
  assert.deepEqual(judged(owner, { rivals, quarrel }), ['ok', 'answered-probe', 'shadowed-by-proxy']);
});

test('neither a proxy nor a copy is compared', () => {
  const [owner, proxy, copy] = [answerer(A), answerer(B), answerer(DAMAGED, { from: A })];
  assert.deepEqual(
    comparedOf([owner, proxy, copy], ({ mac }) => mac === B).map(({ mac }) => mac),
    [A],
  );
});

test('more MACs than are kept, and what was cut short, leave it open', () => {
  const deaf = answerer(A, { zero: 0, own: 1 });
  assert.deepEqual(judged(answerer(A), { macs: 3 }), ['undecided', 'several-macs', 'answered-probe']);
  assert.deepEqual(judged(deaf, { cut: true }), ['undecided', 'answered-request', 'unfinished']);
  assert.deepEqual(judged({ ...deaf, silentToProbe: true }, { cut: true }), [
    'ok',
    'answered-request',
    'silent-to-probe',
  ]);
});

test('one that came too late to be compared is in conflict where two others are two hosts, else it is open', () => {
  const [one, other, late] = [answerer(A), answerer(B), answerer(C)];
  const rivals = [one, other, late];
  const with_ = (kinship: Kinship) =>
    judged(late, {
      rivals,
      quarrel: quarrelOf(IP, { compared: [one, other], more: 1, kinships: [kinship] }),
    });
  assert.deepEqual(with_(kin('apart')), ['conflict', 'several-macs', 'not-compared', 'different-answers']);
  assert.deepEqual(with_(kin('same')), ['undecided', 'several-macs', 'not-compared']);
});
