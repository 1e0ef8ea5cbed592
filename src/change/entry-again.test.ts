import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryAgain, isByHand, isMade, type KnownEntry, undoOfRemoval, undoOfSet } from './entry-again.ts';

const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';
const entry = (more: Partial<KnownEntry> = {}): KnownEntry => ({
  link: 'eth0',
  ip: '10.0.0.7',
  mac: M1,
  state: 'permanent',
  flags: [],
  ...more,
});
const AGAIN = { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.7', mac: M1 } as const;
const GONE = { do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.7' };

test('a static entry comes again as it was, with its flags and its program', () => {
  assert.deepEqual(entryAgain(entry()), AGAIN);
  assert.deepEqual(entryAgain(entry({ flags: ['router'], protocol: 18 })), {
    ...AGAIN,
    flags: ['router'],
    protocol: 18,
  });
  assert.deepEqual(entryAgain(entry({ state: 'noarp' })), { ...AGAIN, state: 'noarp' });
});

test('one that was learned is doubted, one that was asked for comes by itself', () => {
  for (const state of ['reachable', 'stale', 'delay', 'probe'] as const)
    assert.deepEqual(entryAgain(entry({ state })), { ...AGAIN, state: 'stale' }, state);
  assert.equal(entryAgain(entry({ mac: null, state: 'incomplete' })), null);
});

test('the kernel finds the MAC of a managed one itself', () => {
  const managed = { ...AGAIN, mac: null, state: 'none', flags: ['managed'] };
  assert.deepEqual(entryAgain(entry({ state: 'reachable', flags: ['managed'] })), managed);
  assert.deepEqual(entryAgain(entry({ mac: null, state: 'none', flags: ['extern_learn'] })), {
    ...managed,
    flags: ['extern_learn'],
  });
});

test('set anew: where nothing stood it goes, else what stood there comes again; so already: nothing', () => {
  const plan = { link: 'eth0', ip: '10.0.0.7', mac: M2 };
  assert.deepEqual(undoOfSet(plan, undefined), GONE);
  assert.deepEqual(undoOfSet(plan, entry()), AGAIN);
  assert.deepEqual(undoOfSet(plan, entry({ mac: null, state: 'failed' })), GONE);
  assert.equal(undoOfSet(plan, entry({ mac: M2 })), null);
  assert.deepEqual(undoOfSet({ ...plan, how: 'add' }, entry({ mac: M2 })), { ...AGAIN, mac: M2 });
  assert.deepEqual(undoOfSet(plan, entry({ mac: M2, flags: ['router'] })), {
    ...AGAIN,
    mac: M2,
    flags: ['router'],
  });
});

test('taken away: what a person or program made comes again, what was learned by itself', () => {
  assert.deepEqual(undoOfRemoval(entry()), AGAIN);
  assert.equal(undoOfRemoval(entry({ state: 'reachable' })), null);
  assert.equal(undoOfRemoval(undefined), null);
  assert.deepEqual(undoOfRemoval(entry({ state: 'noarp' })), { ...AGAIN, state: 'noarp' });
});

test('the kernel makes noarp entries of its own: they are by hand, but nobody is known to have made them', () => {
  assert.deepEqual([isByHand(entry({ state: 'noarp' })), isMade(entry({ state: 'noarp' }))], [true, false]);
  for (const flags of [['extern_learn'], ['managed']])
    assert.ok(isMade(entry({ state: 'reachable', flags })), flags.join());
  assert.equal(isByHand(entry({ state: 'stale', flags: ['router'] })), false);
});
