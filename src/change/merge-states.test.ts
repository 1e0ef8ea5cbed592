import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import type { GuardSnapshot } from '../kernel/host.ts';
import { differencesOf, mergeStates } from './merge-states.ts';
import { type SnapshotState, stateOf } from './snapshot-state.ts';
import { NOTHING_TOUCHED } from './touched.ts';

const guard = (mac: string): GuardSnapshot => ({
  links: ['e0'],
  mode: 'drop',
  guarded: [{ ip: '10.0.0.1', macs: [mac] }],
});
const OURS = guard('02:00:00:00:00:01');
const THEIRS = guard('02:00:00:00:00:02');

function guarded(by: GuardSnapshot | null): SnapshotState {
  return stateOf({ ...hostWith(), guard: by }, { ...NOTHING_TOUCHED, guard: true });
}

test('our guard goes, and what was guarded before comes again', () => {
  assert.equal(mergeStates(guarded(null), guarded(OURS), guarded(OURS)).guard, null);
  assert.deepEqual(mergeStates(guarded(THEIRS), guarded(OURS), guarded(OURS)).guard, THEIRS);
});

test('a guard that somebody else wrote since stays, and so does none', () => {
  assert.deepEqual(mergeStates(guarded(null), guarded(OURS), guarded(THEIRS)).guard, THEIRS);
  assert.equal(mergeStates(guarded(THEIRS), guarded(OURS), guarded(null)).guard, null);
});

test('another guard is a difference, none that was touched is none', () => {
  assert.deepEqual(differencesOf(guarded(null), guarded(OURS)), ['addresses are guarded, and were not']);
  assert.deepEqual(differencesOf(guarded(THEIRS), guarded(OURS)), ['the guard is another one']);
  assert.deepEqual(differencesOf(guarded(OURS), guarded(OURS)), []);
  const untouched = stateOf({ ...hostWith(), guard: OURS }, NOTHING_TOUCHED);
  assert.deepEqual([untouched.guard, differencesOf(untouched, guarded(THEIRS))], [undefined, []]);
});
