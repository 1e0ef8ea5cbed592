import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWER_WAIT, ENOUGH, PeerPair, Peer, SECOND_WAIT } from './peers.ts';

const US = 1;
const OWN = 2;
const GATEWAY = 3;
const MAC = 0x020000000001;

type Deed = (pair: PeerPair) => void;

const ask: Deed = (pair) => {
  pair.trials.ask(0);
  if (pair.peer.own !== null) pair.peer.ownTrials.ask(0);
};
const answer: Deed = (pair) => {
  pair.trials.answer();
  pair.prove('echo-answered', 100, -SECOND_WAIT);
};
const answerOwn: Deed = (pair) => pair.peer.ownTrials.answer();
const askedUs: Deed = (pair) => {
  pair.hint = { to: 1, us: true };
};
const askedAnother: Deed = (pair) => {
  pair.hint = { to: 2, us: false };
};
const answeredBeside: Deed = (pair) => {
  pair.foreign = 3;
};
const answeredTwice: Deed = (pair) => {
  pair.doubted = true;
};
const claimed: Deed = (pair) => pair.peer.claim(0x02000000000b);
const overhear: Deed = (pair) => {
  pair.overheard = 0x02000000000a;
};
const times = (count: number, ...deeds: readonly Deed[]): readonly Deed[] =>
  Array.from({ length: count }, () => deeds).flat();

/** What happened, and what is known then: with an address of our own, and without one. */
const CASES: Readonly<Record<string, readonly [deeds: readonly Deed[], withOwn: string, without: string]>> = {
  'nothing was asked': [[], 'unknown untried', 'unknown untried'],
  'two questions are not enough': [times(2, ask, answerOwn), 'unknown untried', 'unknown untried'],
  'it answers us, and not the address': [
    times(ENOUGH, ask, answerOwn),
    'stale own-alone',
    'unknown nothing-to-compare',
  ],
  'it answers nothing': [times(ENOUGH, ask), 'unknown no-answer', 'unknown nothing-to-compare'],
  'it answers': [[ask, answer], 'believed echo-answered', 'believed echo-answered'],
  'one answer got lost later': [
    [ask, answer, ask, answerOwn],
    'believed echo-answered',
    'believed echo-answered',
  ],
  'it answered, and then only us': [
    [ask, answer, ...times(ENOUGH, ask, answerOwn)],
    'stale own-alone',
    'believed echo-answered',
  ],
  'it asked our MAC, and was not asked enough': [[askedUs], 'unknown untried', 'unknown untried'],
  'A2: it asked our MAC, and answers nothing': [
    [askedUs, ...times(ENOUGH, ask)],
    'likely asked-us',
    'likely asked-us',
  ],
  'A2: it asked our MAC, and answers us alone': [
    [askedUs, ...times(ENOUGH, ask, answerOwn)],
    'stale own-alone',
    'likely asked-us',
  ],
  'it asked another MAC, and answers nothing': [
    [askedAnother, ...times(ENOUGH, ask)],
    'unknown asked-another',
    'unknown asked-another',
  ],
  'A2: another MAC answers in its place': [
    [...times(ENOUGH, ask), answeredBeside],
    'unknown other-source',
    'unknown other-source',
  ],
  'A2: one question is answered twice': [
    [ask, answer, answeredTwice],
    'contested answered-twice',
    'contested answered-twice',
  ],
  'A2: two MACs answer for the peer': [[ask, answer, claimed], 'contested two-macs', 'contested two-macs'],
  'its answer went elsewhere': [[ask, overhear], 'stale overheard', 'stale overheard'],
  'and then to us again': [[ask, overhear, answer], 'believed echo-answered', 'believed echo-answered'],
  'it answered us before the last row alone': [
    [...times(ENOUGH, ask, answerOwn), answer, ...times(ENOUGH, ask)],
    'believed echo-answered',
    'believed echo-answered',
  ],
};

for (const [name, [deeds, withOwn, without]] of Object.entries(CASES))
  test(name, () => {
    for (const [own, expected] of [
      [OWN, withOwn],
      [null, without],
    ] as const) {
      const pair = new PeerPair(US, new Peer(GATEWAY, null, own));
      pair.peer.claim(MAC);
      for (const deed of deeds) deed(pair);
      const { belief, code } = pair.judge(ANSWER_WAIT);
      assert.equal(`${belief} ${code}`, expected);
    }
  });

test('an answer that can still come is waited for', () => {
  const pair = new PeerPair(US, new Peer(GATEWAY, MAC, OWN));
  for (const deed of times(ENOUGH, ask, answerOwn)) deed(pair);
  assert.equal(pair.judge(ANSWER_WAIT - 1).code, 'untried');
  ask(pair);
  assert.equal(pair.judge(ANSWER_WAIT - 1).belief, 'stale', 'the first of them had the time');
});

test('A2: what was answered is believed once nobody answered it beside', () => {
  const pair = new PeerPair(US, new Peer(GATEWAY, null, OWN));
  pair.peer.claim(MAC);
  ask(pair);
  pair.prove('echo-answered', 100, 0);
  assert.equal(pair.judge(SECOND_WAIT - 1).code, 'untried');
  assert.equal(pair.judge(SECOND_WAIT).belief, 'believed');
});

test('A2: a MAC that was given is the right one, whoever else claims to be the peer', () => {
  const pair = new PeerPair(US, new Peer(GATEWAY, MAC, OWN));
  pair.peer.claim(0x02000000000b);
  assert.deepEqual([pair.peer.mac, pair.peer.contested], [MAC, false]);
});

test('nobody answers for the peer', () => {
  const pair = new PeerPair(US, new Peer(GATEWAY, null, OWN));
  assert.deepEqual(pair.judge(0), { belief: 'unknown', code: 'absent' });
});

test('what was found before the announcement proves nothing after it', () => {
  const pair = new PeerPair(US, new Peer(GATEWAY, MAC, OWN));
  answer(pair);
  pair.turnPage('believed');
  assert.equal(pair.judge(ANSWER_WAIT).code, 'untried');
  const untold = pair.proof(0, { announcedAt: 100, rival: null });
  assert.deepEqual([untold.before, untold.afterMs], ['believed', null]);
  pair.prove('echo-answered', 103, 0);
  pair.prove('echo-answered', 999, 0);
  assert.equal(pair.proof(0, { announcedAt: 100, rival: null }).afterMs, 3);
});

test('where a stale peer sends: seen, else told by the only other one that answers', () => {
  const pair = new PeerPair(US, new Peer(GATEWAY, MAC, OWN));
  for (const deed of times(ENOUGH, ask, answerOwn)) deed(pair);
  const known = { announcedAt: 0, rival: 0x02000000000b };
  assert.equal(pair.proof(ANSWER_WAIT, known).sendsTo, 0x02000000000b);
  overhear(pair);
  assert.equal(pair.proof(ANSWER_WAIT, known).sendsTo, 0x02000000000a);
  answer(pair);
  assert.equal(pair.proof(ANSWER_WAIT, known).sendsTo, null);
});
