// What the agreement runs showed of the state machine, measured on 6.18.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Neigh } from './host.ts';
import { type Neighbour, type NeighbourEvent, newNeighbour, step } from './neighbour.ts';
import { timingOf } from './timing.ts';
import { versionOf } from './versions.ts';

const M1 = 0x020000000a01;
const M2 = 0x020000000a02;
const SHORT: Neigh = { base_reachable_time_ms: 600, reachable_time_ms: 700, delay_first_probe_time: 1 };
const LONG: Neigh = { base_reachable_time_ms: 1800, reachable_time_ms: 1800, delay_first_probe_time: 1 };

function after(
  neigh: Neigh,
  happenings: readonly (readonly [at: number, event: NeighbourEvent])[],
): Neighbour {
  let entry = newNeighbour(timingOf(neigh, versionOf('6.18.44')), 0);
  for (const [at, event] of happenings) entry = step(entry, event, at).state;
  return entry;
}

const set = (state: Neighbour['state'], mac = M1): NeighbourEvent => ({ kind: 'set', state, mac });
const TIMER: NeighbourEvent = { kind: 'timer' };

test('a timer that is set anew counts the confirmation as use: unused REACHABLE passes through DELAY', () => {
  const entry = after(SHORT, [
    [0, set('stale')],
    [5000, set('reachable')],
    [5710, TIMER],
  ]);
  assert.deepEqual([entry.state, entry.used], ['delay', 5000]);
});

test('a timer that goes on does not: confirmed again while REACHABLE, an unused entry becomes STALE', () => {
  const reply: NeighbourEvent = { kind: 'hint-reachable', mac: M1, overrides: false };
  const entry = after(LONG, [
    [0, set('reachable')],
    [1500, reply],
    [1801, TIMER],
    [3301, TIMER],
  ]);
  assert.deepEqual([entry.state, entry.used, entry.confirmed], ['stale', 0, 1500]);
});

test('an administrator who names the state that is there confirms REACHABLE and leaves its timer', () => {
  const entry = after(LONG, [
    [0, set('reachable')],
    [900, set('reachable')],
  ]);
  assert.deepEqual([entry.timerAt, entry.confirmed, entry.updated], [1800, 900, 0]);
});

test('with another MAC the timer goes on, too', () => {
  const entry = after(LONG, [
    [0, set('stale')],
    [100, { kind: 'packet', size: 100 }],
    [250, set('delay', M2)],
  ]);
  assert.deepEqual([entry.state, entry.mac, entry.timerAt, entry.updated], ['delay', M2, 1100, 250]);
});

test('DELAY by an administrator probes at once only where the MAC is not a confirmed one', () => {
  const known = after(LONG, [
    [0, set('reachable')],
    [200, set('delay')],
    [204, TIMER],
  ]);
  const other = after(LONG, [
    [0, set('reachable')],
    [200, set('delay', M2)],
    [204, TIMER],
  ]);
  assert.deepEqual([known.state, other.state], ['reachable', 'probe']);
});
