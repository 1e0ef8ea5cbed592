import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answers, sameByAnswers, sameByClaims } from './same-host.ts';

const [a, b] = [0x020000000001, 0x020000000002];
const nothing: Answers = {
  ip: 5,
  macs: [a, b],
  shared: [],
  apart: undefined,
  speaker: undefined,
  blockOf: () => undefined,
  unfinished: undefined,
  where: 'another address here',
  stack: 'unknown',
};
const apart = { mac: a, ip: 9 };
const blockOf = () => ({ first: 0, last: 15 });

const table: readonly (readonly [string, Partial<Answers>, string, string])[] = [
  ['nothing in common', {}, 'unknown', 'nothing-to-compare'],
  ['another address in common', { shared: [6] }, 'same', 'same-answers'],
  ['silent for what the other answers', { shared: [6], apart }, 'apart', 'different-answers'],
  [
    'asked for too little',
    { shared: [6], unfinished: 'it ended before' },
    'undecided',
    'comparison-unanswered',
  ],
  [
    'asked for too little, and parted already',
    { apart, unfinished: 'it ended before' },
    'apart',
    'different-answers',
  ],
  [
    'D1: both answer for whatever they are asked for',
    { shared: [6], blockOf },
    'undecided',
    'answers-for-all',
  ],
  [
    'D1: one answers for all, the other is silent',
    { shared: [6], blockOf, apart },
    'apart',
    'different-answers',
  ],
  ['R4: one of the two told both', { shared: [6], apart, speaker: a }, 'undecided', 'one-speaker'],
  ['R4: a third card told both', { shared: [6], speaker: 3 }, 'undecided', 'one-speaker'],
  ['behind one repeater, parted by their answers', { apart, speaker: 3 }, 'apart', 'different-answers'],
];

for (const [what, some, word, code] of table)
  test(`${what}: ${word}`, () => {
    const kinship = sameByAnswers({ ...nothing, ...some });
    assert.deepEqual([kinship.word, kinship.why.code], [word, code]);
  });

test('whatever leaves it undecided says what would decide it', () => {
  for (const some of [{ shared: [6], blockOf }, { speaker: a }]) {
    const { why } = sameByAnswers({ ...nothing, ...some });
    assert.match(why.text, /decides it|asking each of them does/);
  }
});

test('claims alone show two MACs to be one host, or leave it open, and never part them', () => {
  const [lower, higher] = ['02:00:00:00:00:01', '02:00:00:00:00:02'];
  const of = (
    shared: readonly number[],
    more: { alone?: { mac: number; ip: number }; speaker?: number } = {},
  ) => {
    const { alone, speaker } = more;
    return sameByClaims({ ip: 5, macs: [b, a], shared, alone, speaker } as Parameters<
      typeof sameByClaims
    >[0]);
  };
  assert.deepEqual(of([5]), {
    word: 'unknown',
    why: {
      code: 'nothing-to-compare',
      text: `neither ${lower} nor ${higher} claims another address of the other, so nothing shows them to be one host`,
    },
  });
  assert.equal(of([]).word, 'unknown');
  assert.deepEqual(of([7, 5, 6, 7]), {
    word: 'same',
    why: {
      code: 'same-answers',
      text: 'the same MACs claim 0.0.0.6, 0.0.0.7 too: one host with several NICs on this segment',
    },
  });
  const differing = of([6], { alone: { mac: b, ip: 9 } });
  assert.equal(differing.word, 'undecided');
  assert.equal(differing.why.code, 'claims-differ');
  assert.match(differing.why.text, /claim 0\.0\.0\.6 too, but 02:00:00:00:00:02 alone claims 0\.0\.0\.9:/);
  const spoken = of([6], { speaker: 3, alone: { mac: b, ip: 9 } });
  assert.deepEqual([spoken.word, spoken.why.code], ['undecided', 'one-speaker']);
  assert.ok(
    spoken.why.text.startsWith(`${lower} and ${higher} were both told by one card, 00:00:00:00:00:03:`),
  );
});
