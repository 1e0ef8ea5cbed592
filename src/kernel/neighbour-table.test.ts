import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NudState } from './host.ts';
import {
  EVENT_KINDS,
  isValid,
  type Neighbour,
  type NeighbourEvent,
  newNeighbour,
  step,
} from './neighbour.ts';
import { type Act, type Guard, TRANSITIONS } from './neighbour-table.ts';
import { timingOf } from './timing.ts';

const STATES = Object.keys(TRANSITIONS) as NudState[];
const TIMED: ReadonlySet<NudState> = new Set(['incomplete', 'reachable', 'delay', 'probe']);

for (const state of STATES) {
  for (const kind of EVENT_KINDS) {
    test(`${state} × ${kind}: rows end with one that always holds, and none is behind it`, () => {
      const rows = TRANSITIONS[state][kind];
      assert.ok(rows.length > 0);
      assert.deepEqual(rows.at(-1)!.when, []);
      for (const row of rows.slice(0, -1)) assert.notDeepEqual(row.when, []);
      assert.equal(new Set(rows.map((row) => row.when.join())).size, rows.length);
    });
  }
}

test('every guard and every act is used, and every state can be reached and left', () => {
  const rows = STATES.flatMap((state) => EVENT_KINDS.flatMap((kind) => TRANSITIONS[state][kind]));
  const guards = new Set<Guard>(rows.flatMap((row) => row.when));
  const acts = new Set<Act>(rows.flatMap((row) => row.does));
  assert.equal(guards.size, 13);
  assert.equal(acts.size, 23);
  const reached = new Set(rows.map((row) => row.to));
  for (const state of ['incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed'] as const)
    assert.ok(reached.has(state), state);
});

test('a row that leads to a state with a timer starts one, any other stops it', () => {
  for (const state of STATES) {
    for (const kind of EVENT_KINDS) {
      for (const { to, does } of TRANSITIONS[state][kind]) {
        if (to === 'same' || to === 'asked' || to === state) continue;
        const starts = does.some((act) => act.startsWith('wait-'));
        assert.equal(starts, TIMED.has(to), `${state} × ${kind} → ${to}`);
        if (!TIMED.has(to) && TIMED.has(state)) assert.ok(does.includes('stop-timer'), `${state} × ${kind}`);
      }
    }
  }
});

const mac = fc.constantFrom(0x020000000a01, 0x020000000a02);
const event: fc.Arbitrary<NeighbourEvent> = fc.oneof(
  fc.record({ kind: fc.constant('packet' as const), size: fc.integer({ min: 0, max: 3000 }) }),
  fc.record({ kind: fc.constantFrom('use' as const, 'confirm' as const, 'timer' as const) }),
  fc.record({
    kind: fc.constantFrom('hint-stale' as const, 'hint-reachable' as const),
    mac,
    overrides: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('set' as const), state: fc.constantFrom(...STATES), mac }),
);
const neigh = fc.record({
  mcast_solicit: fc.integer({ min: 0, max: 3 }),
  ucast_solicit: fc.integer({ min: 0, max: 3 }),
  app_solicit: fc.integer({ min: 0, max: 2 }),
  mcast_resolicit: fc.integer({ min: 0, max: 2 }),
  unres_qlen_bytes: fc.integer({ min: 0, max: 5000 }),
});

test('whatever happens: valid states have a MAC, only asked entries hold packets, timers run where they must', () => {
  fc.assert(
    fc.property(
      neigh,
      fc.array(fc.tuple(event, fc.integer({ min: 0, max: 20_000 })), { maxLength: 40 }),
      (settings, events) => {
        let entry: Neighbour = newNeighbour(timingOf(settings, 0), 0);
        let now = 0;
        for (const [happened, wait] of events) {
          now += wait;
          const before = entry;
          const stepped = step(entry, happened, now);
          entry = stepped.state;
          assert.equal(stepped.wakeAt, entry.timerAt);
          if (happened.kind === 'set') continue;
          if (isValid(entry.state)) assert.notEqual(entry.mac, null);
          if (entry.queue.length > 0) assert.equal(entry.state, 'incomplete');
          if (before.state === 'permanent' || before.state === 'noarp')
            assert.equal(entry.state, before.state);
          if (entry.state === 'delay' || entry.state === 'reachable') assert.notEqual(entry.timerAt, null);
        }
      },
    ),
  );
});

test('the same step from the same state is the same', () => {
  fc.assert(
    fc.property(event, fc.constantFrom(...STATES), (happened, state) => {
      const entry = { ...newNeighbour(timingOf({}, 0), 0), state, mac: 0x020000000a01 };
      assert.deepEqual(step(entry, happened, 5), step(entry, happened, 5));
    }),
  );
});
