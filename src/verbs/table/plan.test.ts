import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { entry, publishedEntry } from '../../../test/cli/paper-table.ts';
import { type Change, type NeighbourPlan, wholeNeighbour } from '../../change/change.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { Before, type EntryWish, planPublish, planRemoval, planSet } from './plan.ts';

const IP = '10.0.0.7';
const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';

const wish = (more: Partial<EntryWish> = {}): EntryWish => ({
  how: 'replace',
  link: 'eth0',
  ip: ip(IP),
  mac: mac(M1),
  state: 'permanent',
  flags: [],
  protocol: null,
  ...more,
});
const change = (more: Partial<NeighbourPlan> = {}): Change<'set-neighbour'> => ({
  do: 'set-neighbour',
  ...wholeNeighbour({ link: 'eth0', ip: IP, mac: M1, ...more }),
});
const restored = (more: Partial<NeighbourPlan>): Change<'set-neighbour'> => change({ mac: M2, ...more });
/** With what may be left out. */
const whole = (undo: unknown): unknown =>
  (undo as Change<'set-neighbour'> | null)?.do === 'set-neighbour'
    ? change(undo as Change<'set-neighbour'>)
    : undo;
const there = (more: Partial<NeighbourEntry>, hardware: string | null = M2): Before =>
  new Before([entry(IP, hardware, more)]);
const GONE = { do: 'remove-neighbour', link: 'eth0', ip: IP };

test('where nothing is, the undo takes the new entry away', () => {
  assert.deepEqual(planSet(wish(), new Before([])), {
    change: change(),
    undo: GONE,
    same: false,
    line: null,
  });
  assert.equal(planSet(wish(), new Before([]), 7).line, 7);
});

test('what stands on another link, or is published, is not what was there', () => {
  const before = new Before([entry(IP, M2, { link: 'eth1' }), publishedEntry(IP, 'eth0')]);
  assert.deepEqual(planSet(wish(), before).undo, GONE);
});

for (const [state, back] of [
  ['reachable', 'stale'],
  ['stale', 'stale'],
  ['delay', 'stale'],
  ['probe', 'stale'],
  ['permanent', 'permanent'],
  ['noarp', 'noarp'],
] as const) {
  test(`a ${state} entry is brought back as ${back}, with its flags and its program`, () => {
    const { undo } = planSet(wish(), there({ state, flags: ['router'], protocol: 18 }));
    assert.deepEqual(whole(undo), restored({ state: back, flags: ['router'], protocol: 18 }));
  });
}

test('what the kernel was asking for comes by itself: the new entry is taken away', () => {
  for (const state of ['incomplete', 'failed'] as const)
    assert.deepEqual(planSet(wish(), there({ state }, null)).undo, GONE, state);
});

test('managed entries are brought back without their MAC, which the kernel finds out; so are those of a program that has none', () => {
  const managed = planSet(wish(), there({ state: 'reachable', flags: ['managed'], protocol: 11 }));
  assert.deepEqual(
    whole(managed.undo),
    restored({ mac: null, state: 'none', flags: ['managed'], protocol: 11 }),
  );
  const learned = planSet(wish(), there({ state: 'none', flags: ['extern_learn'], protocol: 11 }, null));
  assert.deepEqual(
    whole(learned.undo),
    restored({ mac: null, state: 'none', flags: ['extern_learn'], protocol: 11 }),
  );
});

test('so already: nothing is asked, and nothing undone', () => {
  const before = there({ state: 'permanent' }, M1);
  assert.deepEqual(planSet(wish(), before), { change: change(), undo: null, same: true, line: null });
  assert.equal(planSet(wish({ how: 'add' }), before).same, false, 'add is refused by the kernel');
});

for (const [what, more] of [
  ['another MAC', { mac: mac(M2) }],
  ['another state', { state: 'reachable' }],
  ['a flag that is wished and not there', { flags: [] }],
  ['another flag', { flags: ['managed'] }],
  ['one flag more', { flags: ['router', 'extern_learn'] }],
  ['another program', { protocol: 16 }],
  ['no program', { protocol: null }],
] as const) {
  test(`not so already: the entry has ${what}`, () => {
    const wanted = wish({ flags: ['router'], protocol: 18 });
    const so = entry(IP, M1, { state: 'permanent', flags: ['router'], protocol: 18 });
    assert.equal(planSet(wanted, new Before([so])).same, true);
    assert.equal(planSet(wanted, new Before([{ ...so, ...more }])).same, false);
  });
}

test('who wishes no program takes any', () => {
  assert.equal(planSet(wish(), there({ state: 'permanent', protocol: 18 }, M1)).same, true);
});

test('removed by hand is what comes again by hand alone', () => {
  const undoOf = (more: Partial<NeighbourEntry>): unknown => whole(planRemoval(entry(IP, M2, more)).undo);
  for (const state of ['reachable', 'stale', 'delay', 'probe'] as const)
    assert.equal(undoOf({ state }), null, state);
  assert.deepEqual(undoOf({ state: 'permanent' }), restored({ state: 'permanent' }));
  assert.deepEqual(undoOf({ state: 'noarp' }), restored({ state: 'noarp' }));
  assert.deepEqual(
    undoOf({ state: 'reachable', flags: ['extern_learn'], protocol: 11 }),
    restored({ state: 'stale', flags: ['extern_learn'], protocol: 11 }),
  );
  assert.deepEqual(
    undoOf({ state: 'reachable', flags: ['managed'] }),
    restored({ mac: null, state: 'none', flags: ['managed'] }),
  );
});

test('a published entry is unpublished where it stands, on its link or on all', () => {
  for (const link of ['eth0', null]) {
    const { change, undo } = planRemoval(publishedEntry(IP, link));
    assert.deepEqual(change, { do: 'unpublish', link, ip: IP });
    assert.deepEqual(undo, { do: 'publish', link, ip: IP });
  }
});

test('published already on that link alone counts', () => {
  const before = new Before([publishedEntry(IP, 'eth0')]);
  const same = (link: string | null): boolean => planPublish({ ip: ip(IP), link }, before).same;
  assert.deepEqual([same('eth0'), same('eth1'), same(null)], [true, false, false]);
  assert.equal(planPublish({ ip: ip(IP), link: 'eth0' }, before).undo, null);
  assert.equal(planPublish({ ip: ip(IP), link: 'eth0' }, new Before([entry(IP, M1)])).same, false);
});
