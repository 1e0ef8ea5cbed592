import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededDice } from '../base/dice.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import {
  type ClaimCourse,
  type ClaimDeed,
  type ClaimHappening,
  type ClaimWish,
  openClaim,
  RFC5227,
  step,
} from './conflict.ts';
import { CLAIM_TRANSITIONS, type ClaimEventKind, type ClaimPhase } from './conflict-table.ts';

const IP = 0x0a000001;
const US = 0x020000000101;
const THEM = 0x020000000202;
const WISH: ClaimWish = { ip: IP, mac: US };
const used: ClaimHappening = { kind: 'heard', op: OP_REQUEST, sha: THEM, spa: IP, tpa: 0x0a000002 };
const usedByReply: ClaimHappening = { kind: 'heard', op: OP_REPLY, sha: THEM, spa: IP, tpa: 0 };
const rival: ClaimHappening = { kind: 'heard', op: OP_REQUEST, sha: THEM, spa: 0, tpa: IP };

class Play {
  claim: ClaimCourse;
  now = 0;
  readonly log: (readonly [number, string])[] = [];

  constructor(wish: ClaimWish = WISH, seed = 1) {
    const opened = openClaim(wish, seededDice(seed), 0);
    this.claim = opened.state;
    assert.deepEqual(opened.deeds, []);
  }

  happen(event: ClaimHappening): this {
    const stepped = step(this.claim, event, this.now);
    this.claim = stepped.state;
    for (const deed of stepped.deeds) this.log.push([this.now, worded(deed)]);
    return this;
  }

  until(end: number): this {
    while (this.claim.wakeAt !== null && this.claim.wakeAt <= end) {
      this.now = this.claim.wakeAt;
      this.happen({ kind: 'wake' });
    }
    this.now = end;
    return this;
  }

  get words(): string[] {
    return this.log.map(([, word]) => word);
  }
}

function worded(deed: ClaimDeed): string {
  return deed.kind === 'say' ? `${deed.reason}${deed.by === null ? '' : ' by them'}` : deed.kind;
}

const GOOD = ['probe', 'probe', 'probe', 'claim-free', 'announce', 'announce'];

test('an address nobody has: three probes, silence, two announcements', () => {
  const play = new Play().until(20_000);
  assert.deepEqual(play.words, GOOD);
  assert.equal(play.claim.phase, 'bound');
  assert.equal(play.claim.wakeAt, null);
});

test('the spacing is that of RFC 5227 for any dice', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const at = new Play(WISH, seed).until(20_000).log.map(([when]) => when);
      const [first, second, third, free, announced, again] = at as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      assert.ok(first >= 0 && first < RFC5227.probeWait);
      for (const gap of [second - first, third - second])
        assert.ok(gap >= RFC5227.probeMin && gap <= RFC5227.probeMax, `${gap}`);
      assert.equal(Math.round(free - third), RFC5227.announceWait);
      assert.equal(free, announced);
      assert.equal(Math.round(again - announced), RFC5227.announceInterval);
    }),
  );
});

for (const [name, event, reason] of [
  ['a question from the address', used, 'claim-used'],
  ['a reply from the address', usedByReply, 'claim-used'],
  ['a rival probe', rival, 'claim-contested'],
] as const) {
  for (const moment of [0, 1500, 4900]) {
    test(`${name} after ${moment} ms of probing ends the claim`, () => {
      const play = new Play().until(moment).happen(event).until(30_000);
      assert.equal(play.claim.phase, 'lost');
      assert.equal(play.words.at(-1), `${reason} by them`);
      assert.ok(!play.words.includes('announce'));
    });
  }
}

test('own frames that come back, and frames about others, are no conflict', () => {
  const own: ClaimHappening = { kind: 'heard', op: OP_REQUEST, sha: US, spa: 0, tpa: IP };
  const other: ClaimHappening = { kind: 'heard', op: OP_REQUEST, sha: THEM, spa: 0, tpa: IP + 1 };
  const question: ClaimHappening = { kind: 'heard', op: OP_REQUEST, sha: THEM, spa: IP + 5, tpa: IP };
  const play = new Play({ ...WISH, alsoOurs: [THEM + 1] });
  for (const event of [own, other, question, { ...own, sha: THEM + 1, spa: IP }]) play.happen(event);
  assert.deepEqual(play.until(20_000).words, GOOD);
});

test('an address of ours is defended once in 10 s, then given up', () => {
  const play = new Play().until(20_000).happen(usedByReply);
  assert.deepEqual(play.words.slice(GOOD.length), ['announce', 'claim-defended by them']);
  play.until(31_000).happen(used).until(33_000).happen(used);
  assert.deepEqual(play.words.slice(GOOD.length + 2), [
    'announce',
    'claim-defended by them',
    'claim-lost by them',
  ]);
  assert.equal(play.claim.phase, 'lost');
});

test('a rival probe for an address of ours is a question, not a conflict', () => {
  assert.deepEqual(new Play().until(20_000).happen(rival).words, GOOD);
});

test('who never defends gives up at once; who always defends keeps it and stays quiet within 10 s', () => {
  const never = new Play({ ...WISH, defence: 'never' }).until(20_000).happen(used);
  assert.deepEqual(never.words.slice(GOOD.length), ['claim-lost by them']);
  const always = new Play({ ...WISH, defence: 'always' }).until(20_000);
  for (const at of [20_000, 22_000, 31_000]) always.until(at).happen(used);
  const said = [
    'announce',
    'claim-defended by them',
    'claim-kept by them',
    'announce',
    'claim-defended by them',
  ];
  assert.deepEqual(always.words.slice(GOOD.length), said);
  assert.equal(always.claim.phase, 'bound');
});

test('a link that went down is probed anew', () => {
  const play = new Play().until(20_000).happen({ kind: 'link-down' });
  assert.deepEqual(
    [play.claim.phase, play.claim.wakeAt, play.words.at(-1)],
    ['down', null, 'claim-link-lost'],
  );
  play
    .until(25_000)
    .happen({ kind: 'link-up', dice: seededDice(5) })
    .until(60_000);
  assert.deepEqual(play.words.slice(GOOD.length + 1), GOOD);
});

test('after ten conflicts the next claim waits a minute', () => {
  const play = new Play({ ...WISH, conflictsBefore: 10 });
  assert.ok(play.claim.wakeAt! >= RFC5227.rateLimitInterval);
  assert.ok(new Play({ ...WISH, conflictsBefore: 9 }).claim.wakeAt! < RFC5227.probeWait);
});

test('a wake before its time does nothing', () => {
  const play = new Play();
  assert.deepEqual(play.happen({ kind: 'wake' }).words, []);
});

const PHASES = Object.keys(CLAIM_TRANSITIONS) as ClaimPhase[];
const KINDS: readonly ClaimEventKind[] = ['wake', 'used', 'contested', 'link-down', 'link-up'];
for (const phase of PHASES) {
  test(`${phase}: every event has rows, and the last always holds`, () => {
    assert.deepEqual(Object.keys(CLAIM_TRANSITIONS[phase]).toSorted(), KINDS.toSorted());
    for (const kind of KINDS) {
      const rows = CLAIM_TRANSITIONS[phase][kind];
      assert.deepEqual(rows.at(-1)!.when, []);
      for (const row of rows.slice(0, -1)) assert.notDeepEqual(row.when, []);
    }
  });
}

test('every phase but the first can be reached from another', () => {
  const reached = new Set(
    PHASES.flatMap((phase) => KINDS.flatMap((kind) => CLAIM_TRANSITIONS[phase][kind].map((row) => row.to))),
  );
  for (const phase of PHASES) assert.ok(reached.has(phase), phase);
});
