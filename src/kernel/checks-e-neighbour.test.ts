// The state machine with its times, flushes and collection: the directed checks D20 to D29, E and V of the specification.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../base/time.ts';
import type { Neigh, NudState } from './host.ts';
import { type Collectable, flushOf, isStaleForGc, makeRoom, survives } from './flush.ts';
import { asKernel } from './kernel.ts';
import { labHost } from './lab.ts';
import {
  latest,
  type Neighbour,
  type NeighbourDeed,
  type NeighbourEvent,
  newNeighbour,
  step,
} from './neighbour.ts';
import { timingOf } from './timing.ts';
import { versionOf } from './versions.ts';

const M1 = 0x020000000a01;
const M2 = 0x020000000a02;
const KERNEL = versionOf('6.18.44');

type Log = { readonly at: Instant; readonly what: string };

/** Plays timers exactly when they are due, until `end`. */
class Play {
  entry: Neighbour;
  now: Instant = 0;
  readonly log: Log[] = [];

  constructor(neigh: Neigh = {}, from?: Partial<Neighbour>) {
    this.entry = { ...newNeighbour(timingOf(neigh, KERNEL), 0), ...from };
  }

  happen(event: NeighbourEvent): this {
    const { state, deeds, wakeAt } = step(this.entry, event, this.now);
    this.entry = state;
    assert.equal(wakeAt, state.timerAt);
    for (const deed of deeds) this.log.push({ at: this.now, what: worded(deed) });
    return this;
  }

  until(end: Instant): this {
    while (this.entry.timerAt !== null && this.entry.timerAt + 1 <= end) {
      this.now = this.entry.timerAt + 1;
      this.happen({ kind: 'timer' });
    }
    this.now = end;
    return this;
  }

  packet(size = 900): this {
    return this.happen({ kind: 'packet', size });
  }

  of(...kinds: readonly string[]): string[] {
    return this.log.filter(({ what }) => kinds.some((kind) => what.startsWith(kind))).map(({ what }) => what);
  }

  times(kind: string): number[] {
    return this.log.filter(({ what }) => what.startsWith(kind)).map(({ at }) => Math.round(at / 100) / 10);
  }
}

function worded(deed: NeighbourDeed): string {
  switch (deed.kind) {
    case 'solicit':
      return deed.to === 'broadcast' ? 'ask all' : 'ask one';
    case 'ask-application':
      return 'ask application';
    case 'transmit':
      return `send ${deed.size}`;
    case 'drop':
      return `drop ${deed.packets} ${deed.why}`;
    case 'notify':
      return `tell ${deed.state}`;
  }
}

const known = (state: NudState, more: Partial<Neighbour> = {}): Partial<Neighbour> => ({
  state,
  mac: M1,
  ...more,
});

test('D20, D21: a silent peer is asked for at 0, 1 and 2 s, and given up at 3 s', () => {
  const play = new Play().packet().until(10_000);
  assert.deepEqual(play.times('ask all'), [0, 1, 2]);
  assert.deepEqual(play.times('drop'), [3]);
  assert.deepEqual(play.of('drop', 'tell'), ['drop 1 unreachable', 'tell failed']);
  assert.equal(play.entry.state, 'failed');
});

test('D22: constant traffic to a silent peer asks once a second for ever', () => {
  const play = new Play();
  for (let at = 0; at <= 6500; at += 40) play.until(at).packet(10);
  assert.deepEqual(play.times('ask all').map(Math.round), [0, 1, 2, 3, 4, 5, 6]);
});

test('D23: mcast_solicit and retrans_time are obeyed', () => {
  const play = new Play({ mcast_solicit: 5, retrans_time_ms: 200 }).packet().until(5000);
  assert.deepEqual(play.times('ask all'), [0, 0.2, 0.4, 0.6, 0.8]);
});

test('D24: with nobody to ask the entry fails at once, silently', () => {
  const play = new Play({ mcast_solicit: 0 }).packet();
  assert.deepEqual(
    play.log.map(({ what }) => what),
    ['drop 1 no-asking'],
  );
  assert.equal(play.entry.state, 'failed');
});

test('D25: programs are asked before the wire', () => {
  const play = new Play({ app_solicit: 2, mcast_solicit: 2 }).packet().until(9000);
  assert.deepEqual(play.of('ask', 'tell'), [
    'ask application',
    'ask application',
    'ask all',
    'ask all',
    'tell failed',
  ]);
});

test('D26, D26b: an entry that is not confirmed is probed by unicast, then by broadcast', () => {
  const neigh = { delay_first_probe_time: 1, mcast_resolicit: 2, retrans_time_ms: 200 };
  const play = new Play(neigh, known('stale')).packet().until(9000);
  assert.deepEqual(play.of('ask'), ['ask one', 'ask one', 'ask one', 'ask all', 'ask all']);
  assert.deepEqual(play.times('ask'), [1, 1.2, 1.4, 1.6, 1.8]);
  assert.deepEqual(play.of('tell'), ['tell probe', 'tell failed']);
  assert.deepEqual(play.times('tell'), [1, 2]);
});

test('D27: with no probes at all the entry fails without one', () => {
  const play = new Play({ ucast_solicit: 0, delay_first_probe_time: 1 }, known('stale')).packet().until(9000);
  assert.deepEqual(play.of('ask', 'tell'), ['tell failed']);
});

test('D28, D29: the oldest waiting packets make room, the newest always fits', () => {
  const full = new Play({ unres_qlen_bytes: 3000 });
  for (let size = 900; size < 910; size++) full.packet(size);
  assert.deepEqual(full.entry.queue, [907, 908, 909]);
  const none = new Play({ unres_qlen_bytes: 0 }).packet(1).packet(2).packet(3);
  assert.deepEqual(none.entry.queue, [3]);
});

test('E02: idle and REACHABLE becomes STALE after reachable_time', () => {
  const play = new Play({ reachable_time_ms: 940 }, known('reachable', { used: -9000, timerAt: 940 }));
  play.until(5000);
  assert.deepEqual([play.entry.state, play.times('tell stale')], ['stale', [0.9]]);
});

test('E03, E03b: used lately it goes through DELAY and PROBE', () => {
  const neigh = { reachable_time_ms: 1290, delay_first_probe_time: 2, retrans_time_ms: 200 };
  const play = new Play(neigh, known('reachable', { timerAt: 1290 })).packet();
  play.until(2000);
  assert.equal(play.entry.state, 'delay');
  play.until(9000);
  assert.deepEqual(play.of('tell'), ['tell probe', 'tell failed']);
  assert.deepEqual(play.times('tell'), [3.3, 3.9]);
});

test('E04, E04b, E05: a confirmation counts when the delay is over, not at once', () => {
  const play = new Play({}, known('stale')).packet();
  play.now = 1000;
  play.happen({ kind: 'confirm' });
  assert.equal(play.entry.state, 'delay');
  play.until(6000);
  assert.equal(play.entry.state, 'reachable');
  assert.deepEqual(play.of('ask', 'tell'), ['tell reachable']);
  const idle = new Play({}, known('stale')).happen({ kind: 'confirm' });
  assert.equal(idle.entry.state, 'stale');
});

test('N84, N84b: a busy entry falls to STALE, because its packets pass by the table', () => {
  const play = new Play(
    { reachable_time_ms: 2530, delay_first_probe_time: 1 },
    known('reachable', { timerAt: 2530 }),
  );
  for (let at = 0; at < 3000; at += 30) {
    play.until(at);
    if (play.entry.state !== 'reachable') break;
    play.packet();
  }
  assert.deepEqual(play.of('tell'), ['tell stale']);
  play.packet();
  assert.equal(play.entry.state, 'delay');
});

test('E07, N40: what listeners are told', () => {
  const told = (from: Partial<Neighbour> | undefined, ...events: NeighbourEvent[]): string[] => {
    const play = new Play({}, from);
    for (const event of events) play.happen(event);
    return play.of('tell');
  };
  const packet: NeighbourEvent = { kind: 'packet', size: 1 };
  assert.deepEqual(told(undefined, packet), [], 'N40h: a new INCOMPLETE entry');
  assert.deepEqual(told(known('stale'), packet), [], 'N40e: STALE to DELAY');
  assert.deepEqual(told(known('reachable'), { kind: 'confirm' }), [], 'N40d');
  const stale: NeighbourEvent = { kind: 'set', state: 'stale', mac: M1 };
  assert.deepEqual(told(undefined, stale), ['tell stale'], 'N40');
  assert.deepEqual(told(undefined, stale, stale), ['tell stale'], 'N40b: the same set again');
  assert.deepEqual(
    told(known('stale'), { kind: 'set', state: 'reachable', mac: M1 }),
    ['tell reachable'],
    'N40c',
  );
  assert.deepEqual(
    told(known('stale'), { kind: 'set', state: 'failed', mac: null }),
    ['tell failed'],
    'N40f',
  );
  const hint = (mac: number): NeighbourEvent => ({ kind: 'hint-stale', mac, overrides: true });
  assert.deepEqual(told(known('stale'), hint(M1)), [], 'E08: the same MAC');
  assert.deepEqual(told(known('stale'), hint(M2)), ['tell stale'], 'E08: another MAC');
  assert.deepEqual(told(undefined, hint(M1)), ['tell stale'], 'N40i');
});

test('D22 again: a FAILED entry starts anew with the next packet', () => {
  const play = new Play({}, known('failed')).packet();
  assert.deepEqual([play.entry.state, play.of('ask')], ['incomplete', ['ask all']]);
});

test('N25b: a validated entry falls back to STALE', () => {
  const play = new Play({}, known('stale', { validated: true })).packet().until(20_000);
  assert.deepEqual([play.entry.state, play.entry.mac], ['stale', M1]);
});

test('an entry set to DELAY or PROBE by hand probes at once', () => {
  for (const state of ['delay', 'probe'] as const) {
    const play = new Play().happen({ kind: 'set', state, mac: M1 });
    assert.equal(play.entry.timerAt, 0);
    play.until(10);
    assert.deepEqual(play.of('ask'), ['ask one']);
  }
});

test('before 5.14 retrans_time is never shorter than half a second', () => {
  assert.equal(timingOf({ retrans_time_ms: 100 }, versionOf('5.4.0')).retransmit, 500);
  assert.equal(timingOf({ retrans_time_ms: 1 }, KERNEL).retransmit, 10);
  assert.equal(timingOf({ mcast_resolicit: 2 }, versionOf('4.0')).multicastResolicit, 0);
  assert.equal(timingOf({}, versionOf('4.0')).queueBytes, 65_536);
});

test('before 4.19 an ARP that says nothing new starts locktime again', () => {
  const played = (kernel: string): number => {
    const entry = { ...newNeighbour(timingOf({}, versionOf(kernel)), 0), ...known('stale') };
    return step(entry, { kind: 'hint-stale', mac: M1, overrides: false }, 700).state.updated;
  };
  assert.deepEqual([played('4.0.9'), played('6.1.0')], [700, 0]);
});

test('timers are late by a tick and at most an eighth', () => {
  assert.deepEqual(
    [100, 1000, 5000, 60_000].map((span) => latest(span) - span),
    [8, 36, 260, 2052],
  );
});

const ENTRIES: readonly (readonly [number, NudState])[] = [
  [71, 'reachable'],
  [72, 'stale'],
  [73, 'permanent'],
  [74, 'noarp'],
  [75, 'reachable'],
];
const ALL = [71, 72, 73, 74, 75];

for (const [id, event, kept, conf] of [
  ['E21', 'set-down', [], {}],
  ['E22', 'mac-changed', [], {}],
  ['E23', 'noarp-toggled', [], {}],
  ['E24', 'address-removed', ALL, {}],
  ['E25', 'last-address-removed', [], {}],
  ['E26', 'carrier-lost', [73], {}],
  ['E27', 'carrier-lost', ALL, { e0conf: { arp_evict_nocarrier: 0 } }],
  ['E28', 'carrier-lost', ALL, { all: { arp_evict_nocarrier: 0 } }],
  ['E26 before 5.16', 'carrier-lost', [73], { all: { arp_evict_nocarrier: 0 }, kernel: '5.14' }],
  ['removed', 'removed', [], {}],
] as const) {
  test(`${id}: ${event} leaves ${kept.join(' ') || 'nothing'}`, () => {
    const kernel = asKernel(labHost(conf));
    const flush = flushOf(event, kernel.linkOf.get('e0')!, kernel.version);
    const left = ENTRIES.filter(([, state]) => survives(flush, { state, validated: false })).map(
      ([at]) => at,
    );
    assert.deepEqual(left, kept);
  });
}

test('N25d: a validated entry survives a loss of carrier', () => {
  const kernel = asKernel(labHost());
  const flush = flushOf('carrier-lost', kernel.linkOf.get('e0')!, kernel.version);
  assert.equal(survives(flush, { state: 'stale', validated: true }), true);
});

function collectable(state: NudState, age: number, more: Partial<Collectable> = {}): Collectable {
  return {
    state,
    used: -age,
    confirmed: -age,
    updated: -age,
    multicast: false,
    externLearned: false,
    validated: false,
    gcStale: 3000,
    ...more,
  };
}

test('V21, V21b: what the periodic run removes', () => {
  const entries = [
    collectable('failed', 1600),
    collectable('stale', 1600),
    collectable('permanent', 1600),
    collectable('stale', 1600, { externLearned: true }),
    collectable('reachable', 1600),
  ];
  assert.deepEqual(
    entries.map((entry) => isStaleForGc(entry, 0)),
    [true, false, false, false, false],
  );
  assert.deepEqual(
    entries.map((entry) => isStaleForGc(entry, 4000)),
    [true, true, false, false, false],
  );
});

const PRESSURE = { thresh2: 4, thresh3: 8, lastForced: null };

test('V01, V09, V10, V11: what a full table makes room with', () => {
  const eight = (state: NudState, age: number): Collectable[] =>
    Array.from({ length: 8 }, () => collectable(state, age));
  assert.deepEqual(
    makeRoom(eight('stale', 1000), PRESSURE, 0),
    { out: [], forced: true, made: false },
    'V01',
  );
  assert.deepEqual(makeRoom(eight('stale', 5300), PRESSURE, 0).out, [0, 1, 2, 3, 4], 'V09');
  assert.equal(makeRoom(eight('failed', 100), PRESSURE, 0).made, true, 'V10');
  assert.equal(makeRoom(eight('reachable', 5300), PRESSURE, 0).made, false, 'V11');
});

test('V06b, V06c: PERMANENT and externally learned entries do not count', () => {
  const exempt = [
    ...Array.from({ length: 6 }, () => collectable('permanent', 0)),
    ...Array.from({ length: 6 }, () => collectable('stale', 0, { externLearned: true })),
  ];
  assert.deepEqual(makeRoom(exempt, PRESSURE, 0), { out: [], forced: false, made: true });
});

test('between gc_thresh2 and 3 a forced run comes at most every 5 s', () => {
  const six = Array.from({ length: 6 }, () => collectable('failed', 0));
  assert.equal(makeRoom(six, { ...PRESSURE, lastForced: -4000 }, 0).forced, false);
  assert.deepEqual(makeRoom(six, { ...PRESSURE, lastForced: -6000 }, 0), {
    out: [0, 1, 2],
    forced: true,
    made: true,
  });
});
