import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, openWorld, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import type { BookEntry } from '../../asking/book.ts';
import type { Field } from '../../asking/field.ts';
import { TargetSet } from '../../base/target-set.ts';
import { conclude, proxyRanges, tellAll, tellReady } from './conclude.ts';
import { Lane } from './lane.ts';

const NET = ip('10.77.0.0');
const PROXY = mac('02:0f:00:00:00:01');
const OWNER = mac('02:0f:00:00:00:02');

/** A lane that asks these, untagged unless it says a VLAN, with an address of its own: 10.77.0.254. */
function lane(
  ranges: readonly (readonly [number, number])[] = [[1, 10]],
  vlans: readonly (number | null)[] = [null],
): Lane {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth1', mac: mac(ROUTER_MAC), addresses: ['10.77.0.254/24'], segment });
  const link = host.openLink(host.interfaces()[1] ?? assert.fail());
  const targets = TargetSet.of(ranges.map(([first, last]) => ({ first: NET + first, last: NET + last })));
  const fields = vlans.map(
    (vlan, at): Field => ({ link: link.facts, vlan, targets, offset: at * targets.size }),
  );
  return new Lane(link, fields, {
    rate: Number.POSITIVE_INFINITY,
    tries: 1,
    patience: undefined,
    capture: false,
    start: 0,
    ours: new Map(),
  });
}

function entry(one: Lane, last: number, by: number, more: Partial<BookEntry> = {}): BookEntry {
  const field = one.walk.fields[0]!;
  const heard: BookEntry = {
    field,
    ip: NET + last,
    mac: by,
    rttMs: 1,
    tries: 1,
    late: false,
    from: by,
    zero: 1,
    own: 0,
    byBroadcast: false,
    silentToProbe: false,
    told: undefined,
    ...more,
  };
  one.book(field).add(heard);
  return heard;
}

const proxied = { zero: 0, own: 1, silentToProbe: true, told: { verdict: 'proxy', why: [] } } as const;
const told = (one: Lane): readonly string[] =>
  one.events.flatMap((event) =>
    event.type === 'station' ? [`${event.station.ip - NET} ${event.station.verdict}`] : [],
  );

test('what a proxy answers for is folded over gaps of up to four, and not over what somebody owns', () => {
  const one = lane();
  for (const last of [10, 14, 19, 21, 23]) entry(one, last, PROXY, proxied);
  entry(one, 22, OWNER);
  entry(one, 40, OWNER);
  entry(one, 41, PROXY, { zero: 0, own: 1 });
  const ranges = proxyRanges(one);
  assert.deepEqual(
    ranges.map(({ first, last, count, mac: by, owner, vlan }) => [
      first - NET,
      last - NET,
      count,
      by,
      owner,
      vlan,
    ]),
    [
      [10, 14, 2, PROXY, null, null],
      [19, 21, 2, PROXY, null, null],
      [23, 23, 1, PROXY, null, null],
    ],
  );
  entry(one, 50, PROXY, { told: { verdict: 'ok', why: [] } });
  assert.equal(proxyRanges(one)[0]?.owner, NET + 50);
});

test('who answers a probe, alone, is told at once; who is not known well enough is not', () => {
  const one = lane();
  one.fresh.push(
    entry(one, 1, OWNER),
    entry(one, 2, OWNER, { zero: 0, own: 1 }),
    entry(one, 3, OWNER + 1, { zero: 0, own: 1, silentToProbe: true }),
    entry(one, 4, OWNER),
    entry(one, 4, OWNER + 2),
  );
  tellReady(one);
  assert.deepEqual(
    told(one).map((words) => words.split(' ')[0]),
    ['1', '3'],
  );
  assert.deepEqual(one.fresh, []);
});

test('a thousand and twenty-four are looked at in one go', () => {
  for (const [many, left] of [
    [1024, 0],
    [1025, 1],
  ] as const) {
    const one = lane();
    for (let nth = 0; nth < many; nth++) one.fresh.push(entry(one, nth, OWNER + nth));
    tellReady(one);
    assert.deepEqual([one.fresh.length, told(one).length], [left, 1024]);
    const waiting = lane();
    waiting.phase = 'waiting';
    for (let nth = 0; nth < many + 1000; nth++) entry(waiting, nth, OWNER + nth);
    conclude(waiting, 1e9);
    assert.deepEqual([told(waiting).length, waiting.phase, waiting.wakeAt], [1024, 'waiting', 1e9]);
    conclude(waiting, 1e9);
    assert.deepEqual([told(waiting).length, waiting.phase], [many + 1000, 'done']);
  }
});

test('what was told and did not change is not told again', () => {
  const one = lane();
  one.fresh.push(entry(one, 1, OWNER));
  tellReady(one);
  one.phase = 'waiting';
  for (let turns = 0; turns < 9; turns++) conclude(one, 1e9);
  assert.deepEqual([told(one), one.phase], [['1 ok'], 'done']);
});

test('it is not concluded before the last answer may be here, or while somebody is looked at', () => {
  const one = lane();
  one.phase = 'waiting';
  one.lastAskAt = 1000;
  conclude(one, 1000);
  assert.equal(one.phase, 'waiting');
  const { wakeAt } = one;
  assert.ok(wakeAt > 1000, `${wakeAt}`);
  conclude(one, wakeAt - 1);
  assert.equal(one.phase, 'waiting');
  one.fresh.push(entry(one, 1, OWNER));
  conclude(one, wakeAt);
  assert.deepEqual([one.phase, one.wakeAt], ['waiting', wakeAt], 'there is one to be told');
  tellReady(one);
  conclude(one, wakeAt);
  assert.equal(one.phase, 'done');
});

test('ended early, 16,384 are told, and the others counted', () => {
  const one = lane();
  one.events.push({ type: 'note', code: 'bound', text: '' } as never);
  for (let nth = 0; nth < 16_390; nth++) entry(one, nth, OWNER + nth);
  tellAll(one);
  assert.deepEqual([told(one).length, one.untold, one.cut], [16_384, 6, true]);
  const few = lane();
  entry(few, 1, OWNER);
  tellAll(few);
  assert.deepEqual([told(few), few.untold], [['1 ok'], 0]);
});

test('a frame belongs to the field of its tag; two tags to none, a priority alone to the untagged', () => {
  const one = lane([[1, 10]], [null, 7]);
  const vlanOf = (vid: number, tags: number): number | null | undefined => one.fieldOf(vid, tags)?.vlan;
  assert.deepEqual(
    [vlanOf(-1, 0), vlanOf(0, 1), vlanOf(7, 1), vlanOf(8, 1), vlanOf(7, 2)],
    [null, null, 7, undefined, undefined],
  );
  assert.equal(one.frames.batch().size, 46, 'all of one size');
  assert.equal(lane().frames.batch().size, 42);
});

test('nobody is silent when all wanted answered, our own address left out', () => {
  const one = lane([
    [1, 3],
    [254, 254],
  ]);
  assert.equal(one.walk.wanted, 4);
  for (const [heard, silent] of [
    [2, true],
    [3, false],
  ] as const) {
    one.heardAddresses = heard;
    assert.equal(one.silent, silent, `${heard}`);
  }
});

test('questions leave in batches of up to 1,024, of few addresses in smaller ones', () => {
  assert.deepEqual(
    [
      lane([[1, 10]]),
      lane([
        [0, 255],
        [256, 500],
      ]),
      lane([[0, 5000]]),
    ].map(({ frames }) => frames.capacity),
    [64, 501, 1024],
  );
});
