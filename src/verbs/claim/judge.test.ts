import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VerdictWord } from '../../inventory/verdict.ts';
import type { ProbedAddress } from './claim-link.ts';
import type { HolderSign } from './events.ts';
import { judgeCandidate } from './judge.ts';

interface Case {
  readonly answering?: readonly VerdictWord[];
  readonly contenders?: readonly HolderSign[];
  readonly ours?: boolean;
}

/** MACs 1, 2, … answered when they were looked into; 101, 102, … were only heard before. */
function stateOf({ answering = [], contenders = [], ours = false }: Case): string {
  const heard = new Map(contenders.map((sign, at) => [101 + at, sign]));
  const candidate = { ip: 9, probes: 3, contenders: heard, crowded: false } as unknown as ProbedAddress;
  const by = answering.map((verdict, at) => ({ mac: 1 + at, sign: 'answers', verdict, why: [] }) as const);
  return judgeCandidate(candidate, 'claim-used', { answering: by, ours: ours ? 'eth0' : null }).state;
}

const table: readonly (readonly [string, Case, string])[] = [
  ['one owner', { answering: ['ok'] }, 'used'],
  ['one that only spoke', { contenders: ['speaks'] }, 'used'],
  ['K8: two strangers', { contenders: ['answers', 'answers'] }, 'conflict'],
  [
    'K8: an owner and a stranger that was not heard beside it',
    { answering: ['ok'], contenders: ['answers'] },
    'conflict',
  ],
  ['an owner that only spoke, and a proxy', { answering: ['proxy'], contenders: ['speaks'] }, 'used'],
  ['a proxy alone', { answering: ['proxy'] }, 'proxied'],
  ['one host with two cards', { answering: ['flux', 'flux'] }, 'used'],
  ['two hosts', { answering: ['conflict', 'conflict'] }, 'conflict'],
  ['nobody can tell', { answering: ['undecided', 'undecided'] }, 'used'],
  ['an owner, and one that probes', { answering: ['ok'], contenders: ['probes'] }, 'used'],
  ['two that probe', { contenders: ['probes', 'probes'] }, 'conflict'],
  ['ours, and somebody else has it', { answering: ['ok'], ours: true }, 'conflict'],
  ['ours, and a proxy speaks for it', { answering: ['proxy'], ours: true }, 'own'],
];

for (const [what, seen, state] of table)
  test(`${what}: ${state}`, () => {
    assert.equal(stateOf(seen), state);
  });

test('K9: an answer out of the table of this host shows no owner, alone or beside one that is', () => {
  const why = [{ code: 'own-table', text: 'vx0 answers from the neighbour table of this host' }] as const;
  const candidate = { ip: 9, probes: 3, contenders: new Map(), crowded: false } as unknown as ProbedAddress;
  const tabled = { mac: 1, sign: 'answers', verdict: 'undecided', why } as const;
  const owner = { mac: 2, sign: 'answers', verdict: 'ok', why: [] } as const;
  const alone = judgeCandidate(candidate, 'claim-used', { answering: [tabled], ours: null });
  assert.deepEqual([alone.state, alone.why], ['unknown', why]);
  assert.equal(judgeCandidate(candidate, 'claim-used', { answering: [tabled], ours: 'vx0' }).state, 'own');
  assert.equal(
    judgeCandidate(candidate, 'claim-used', { answering: [tabled, owner], ours: null }).state,
    'used',
  );
});

test('cut short, who only probed wants it, who spoke as it has it, and an address of ours stays ours', () => {
  const early = (signs: readonly HolderSign[], ours: string | null): string => {
    const contenders = new Map(signs.map((sign, at) => [101 + at, sign]));
    const candidate = { ip: 9, probes: 3, contenders, crowded: false } as unknown as ProbedAddress;
    return judgeCandidate(candidate, 'claim-contested', { answering: [], ours, early: true }).state;
  };
  assert.equal(early(['probes', 'probes'], null), 'contested');
  assert.equal(early(['probes', 'speaks'], null), 'used');
  assert.equal(early(['speaks'], 'eth0'), 'own');
});

test('that more have it or want it than are named is said', () => {
  const why = (crowded: boolean): string => {
    const candidate = { ip: 9, probes: 3, contenders: new Map([[101, 'answers']]), crowded };
    const seen = { answering: [], ours: null };
    const judged = judgeCandidate(candidate as unknown as ProbedAddress, 'claim-used', seen);
    return judged.why.map(({ text }) => text).join();
  };
  assert.match(why(true), /more than 16 MACs/);
  assert.doesNotMatch(why(false), /more than/);
});
