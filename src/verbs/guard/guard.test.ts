import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from './guard.ts';

const GUARD = {
  links: ['e0'],
  mode: 'drop',
  guarded: [{ ip: '10.0.0.1', macs: ['02:00:00:00:00:01'] }],
} as const;
const LIE = { ip: '10.0.0.1', mac: '02:00:00:00:00:66', frames: 3 };

test('lies that nobody is remembered for are counted, and never fewer than none', () => {
  const told = (refused: number): number =>
    reportOf({ guard: GUARD, foreign: null, lies: [LIE], refused, since: null }).unnamed;
  assert.deepEqual([told(5), told(3), told(2)], [2, 0, 0]);
});

test('nothing guarded: nothing told', () => {
  assert.deepEqual(reportOf({ guard: null, foreign: null, lies: [LIE], refused: 9, since: null }), {
    rows: [],
    unnamed: 0,
  });
});
