import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, openWorld, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import type { Field } from '../../asking/field.ts';
import { BROADCAST_MAC } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { askMore } from './asker.ts';
import { hear } from './ear.ts';
import { Lane } from './lane.ts';

const OURS = mac(ROUTER_MAC);
const OTHER = mac('02:0f:00:00:00:01');
const THIRD = mac('02:0f:00:00:00:02');
const OWN = ip('10.77.0.254');
const TARGET = ip('10.77.0.5');

/** A lane that has asked for a few addresses, and not for its own. */
function asking(): Lane {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth1', mac: OURS, addresses: ['10.77.0.254/24'], segment });
  const facts = host.interfaces()[1] ?? assert.fail();
  const link = host.openLink(facts);
  const targets = TargetSet.of([{ first: TARGET, last: TARGET + 3 }]);
  const field: Field = { link: link.facts, vlan: null, targets, offset: 0 };
  const lane = new Lane(link, [field], {
    rate: Number.POSITIVE_INFINITY,
    tries: 1,
    patience: undefined,
    capture: false,
    start: 0,
    ours: new Map(),
  });
  askMore(lane, 0);
  return lane;
}

interface Said {
  readonly dst?: number;
  readonly sha?: number;
  readonly spa?: number;
  readonly tha?: number;
  readonly tpa?: number;
}

/** Stations that a reply made, and replies that were for others. */
function heard({
  dst = OURS,
  sha = OTHER,
  spa = TARGET,
  tha = OURS,
  tpa = 0,
}: Said): readonly [number, number] {
  const lane = asking();
  const bytes = arpFrame({ dst, src: sha, tags: [], op: 2, sha, spa, tha, tpa });
  hear(lane, { bytes, wireLength: bytes.length, at: lane.skew + 1, outgoing: false });
  const stations = [...lane.books.values()].reduce((sum, book) => sum + book.stations, 0);
  return [stations, lane.others];
}

test('an answer to us makes a station; our own MAC, reflected, does not', () => {
  assert.deepEqual(heard({}), [1, 0]);
  assert.deepEqual(heard({ tpa: OWN }), [0, 1], 'nobody was asked as ourselves yet');
  assert.deepEqual(heard({ sha: OURS }), [0, 0]);
});

test('an answer to everybody is ours when it names us or everybody, and no other', () => {
  assert.deepEqual(heard({ dst: BROADCAST_MAC }), [1, 0]);
  assert.deepEqual(heard({ dst: BROADCAST_MAC, tha: BROADCAST_MAC }), [1, 0]);
  assert.deepEqual(heard({ dst: BROADCAST_MAC, tha: THIRD }), [0, 1]);
});

test('an answer to others is counted, an announcement is none', () => {
  assert.deepEqual(heard({ dst: THIRD, tha: THIRD, tpa: ip('10.77.0.9') }), [0, 1]);
  assert.deepEqual(heard({ dst: BROADCAST_MAC, tha: OTHER, tpa: TARGET }), [0, 0]);
});

test('an own address that was not wanted does not count as one that answered', () => {
  const lane = asking();
  for (const spa of [OWN, TARGET]) {
    const bytes = arpFrame({ dst: OURS, src: OTHER, tags: [], op: 2, sha: OTHER, spa, tha: OURS, tpa: 0 });
    hear(lane, { bytes, wireLength: bytes.length, at: lane.skew + 1, outgoing: false });
  }
  assert.equal(lane.heardAddresses, 1);
});

/** A lane that asked as ourselves, too, and a way to answer it. */
function answering() {
  const lane = asking();
  lane.walk.startPass('own');
  lane.phase = 'asking';
  lane.blockedUntil = 0;
  askMore(lane, 1e6);
  const say = (tpa: number, at = lane.skew + 1e6 + 1): void => {
    const bytes = arpFrame({
      dst: OURS,
      src: OTHER,
      tags: [],
      op: 2,
      sha: OTHER,
      spa: TARGET,
      tha: OURS,
      tpa,
    });
    hear(lane, { bytes, wireLength: bytes.length, at, outgoing: false });
  };
  return { lane, say };
}

test('one that answers a probe for the first time is looked at again, and once', () => {
  const { lane, say } = answering();
  say(OWN);
  assert.equal(lane.fresh.length, 1);
  const [station] = lane.fresh;
  lane.fresh = [];
  say(OWN);
  assert.deepEqual(lane.fresh, []);
  say(0);
  assert.deepEqual(lane.fresh, [station]);
  lane.fresh = [];
  say(0);
  assert.deepEqual(lane.fresh, []);
  assert.deepEqual([station?.own, station?.zero], [2, 2]);
});

test('who is asked once more has answered when an answer came behind the question, not before it', () => {
  const { lane, say } = answering();
  say(0);
  const [heard] = lane.fresh;
  assert.ok(heard);
  const again = { heard, askedAt: 2e6, answered: false };
  lane.againOf.set(heard, [again]);
  say(0, 2e6 - 1);
  assert.equal(again.answered, false);
  say(0, 2e6);
  assert.equal(again.answered, true);
});

test('a sure answer teaches how long to wait, one that came late is counted', () => {
  const { lane, say } = answering();
  assert.deepEqual([lane.late, lane.patience.slowest], [0, asking().patience.slowest]);
  say(OWN, lane.skew + 1e6 + 700);
  assert.equal(lane.fresh[0]?.rttMs, 700);
  assert.deepEqual([lane.late, lane.fresh[0].late], [0, false]);
  assert.notEqual(lane.patience.slowest, asking().patience.slowest);
  const slow = answering();
  slow.say(0);
  assert.deepEqual(
    [slow.lane.late, slow.lane.fresh[0]?.late],
    [1, true],
    'asked twice when the first was answered',
  );
});
