// How an entry of the neighbour table lives: questions, probes, timers. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../base/time.ts';
import type { Neigh, NudState } from './host.ts';
import { type Neighbour, type NeighbourDeed, type NeighbourEvent, newNeighbour, step } from './neighbour.ts';
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

test('#three-questions: a silent neighbour is asked for at 0, 1 and 2 s, and given up at 3 s', () => {
  const play = new Play().packet().until(10_000);
  assert.deepEqual(play.times('ask all'), [0, 1, 2]);
  assert.deepEqual(play.times('drop'), [3]);
  assert.deepEqual(play.of('drop', 'tell'), ['drop 1 unreachable', 'tell failed']);
  assert.equal(play.entry.state, 'failed');
});

test('#no-memory-of-silence: constant traffic asks once a second for ever', () => {
  const play = new Play();
  for (let at = 0; at <= 6500; at += 40) play.until(at).packet(10);
  assert.deepEqual(play.times('ask all').map(Math.round), [0, 1, 2, 3, 4, 5, 6]);
});

test('#three-questions: mcast_solicit and retrans_time are obeyed', () => {
  const play = new Play({ mcast_solicit: 5, retrans_time_ms: 200 }).packet().until(5000);
  assert.deepEqual(play.times('ask all'), [0, 0.2, 0.4, 0.6, 0.8]);
});

test('#nobody-to-ask: the entry fails at once, silently', () => {
  const play = new Play({ mcast_solicit: 0 }).packet();
  assert.deepEqual(
    play.log.map(({ what }) => what),
    ['drop 1 no-asking'],
  );
  assert.equal(play.entry.state, 'failed');
});

test('#programs-first: programs are asked before the wire', () => {
  const play = new Play({ app_solicit: 2, mcast_solicit: 2 }).packet().until(9000);
  assert.deepEqual(play.of('ask', 'tell'), [
    'ask application',
    'ask application',
    'ask all',
    'ask all',
    'tell failed',
  ]);
});

test('#probed-by-unicast: an entry that is not confirmed, then by broadcast', () => {
  const neigh = { delay_first_probe_time: 1, mcast_resolicit: 2, retrans_time_ms: 200 };
  const play = new Play(neigh, known('stale')).packet().until(9000);
  assert.deepEqual(play.of('ask'), ['ask one', 'ask one', 'ask one', 'ask all', 'ask all']);
  assert.deepEqual(play.times('ask'), [1, 1.2, 1.4, 1.6, 1.8]);
  assert.deepEqual(play.of('tell'), ['tell probe', 'tell failed']);
  assert.deepEqual(play.times('tell'), [1, 2]);
});

test('#nobody-to-ask: a known entry fails when its delay is over, without a probe', () => {
  const play = new Play({ ucast_solicit: 0, delay_first_probe_time: 1 }, known('stale')).packet().until(9000);
  assert.deepEqual(play.of('ask', 'tell'), ['tell failed']);
});

test('#newest-packet-waits: the oldest make room, the newest always fits', () => {
  const full = new Play({ unres_qlen_bytes: 3000 });
  for (let size = 900; size < 910; size++) full.packet(size);
  assert.deepEqual(full.entry.queue, [907, 908, 909]);
  const none = new Play({ unres_qlen_bytes: 0 }).packet(1).packet(2).packet(3);
  assert.deepEqual(none.entry.queue, [3]);
});

test('#reachable-ends: idle, it becomes STALE after reachable_time', () => {
  const play = new Play({ reachable_time_ms: 940 }, known('reachable', { used: -9000, timerAt: 940 }));
  play.until(5000);
  assert.deepEqual([play.entry.state, play.times('tell stale')], ['stale', [0.9]]);
});

test('#reachable-ends: used lately, it goes through DELAY and PROBE', () => {
  const neigh = { reachable_time_ms: 1290, delay_first_probe_time: 2, retrans_time_ms: 200 };
  const play = new Play(neigh, known('reachable', { timerAt: 1290 })).packet();
  play.until(2000);
  assert.equal(play.entry.state, 'delay');
  play.until(9000);
  assert.deepEqual(play.of('tell'), ['tell probe', 'tell failed']);
  assert.deepEqual(play.times('tell'), [3.3, 3.9]);
});

test('#confirmation-waits: it counts when the delay is over, not at once', () => {
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

test('#busy-goes-stale: its packets pass by the table', () => {
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

test('#what-listeners-hear: news alone', () => {
  const told = (from: Partial<Neighbour> | undefined, ...events: NeighbourEvent[]): string[] => {
    const play = new Play({}, from);
    for (const event of events) play.happen(event);
    return play.of('tell');
  };
  const packet: NeighbourEvent = { kind: 'packet', size: 1 };
  assert.deepEqual(told(undefined, packet), [], 'a new INCOMPLETE entry');
  assert.deepEqual(told(known('stale'), packet), [], 'STALE to DELAY');
  assert.deepEqual(told(known('reachable'), { kind: 'confirm' }), [], 'a confirmation');
  const stale: NeighbourEvent = { kind: 'set', state: 'stale', mac: M1 };
  assert.deepEqual(told(undefined, stale), ['tell stale'], 'a new entry');
  assert.deepEqual(told(undefined, stale, stale), ['tell stale'], 'the same set again');
  assert.deepEqual(
    told(known('stale'), { kind: 'set', state: 'reachable', mac: M1 }),
    ['tell reachable'],
    'another state',
  );
  assert.deepEqual(
    told(known('stale'), { kind: 'set', state: 'failed', mac: null }),
    ['tell failed'],
    'taken away',
  );
  const hint = (mac: number): NeighbourEvent => ({ kind: 'hint-stale', mac, overrides: true });
  assert.deepEqual(told(known('stale'), hint(M1)), [], 'the same MAC');
  assert.deepEqual(told(known('stale'), hint(M2)), ['tell stale'], 'another MAC');
  assert.deepEqual(told(undefined, hint(M1)), ['tell stale'], 'learned');
});

test('#no-memory-of-silence: a FAILED entry starts anew with the next packet', () => {
  const play = new Play({}, known('failed')).packet();
  assert.deepEqual([play.entry.state, play.of('ask')], ['incomplete', ['ask all']]);
});

test('#validated: it falls back to STALE', () => {
  const play = new Play({}, known('stale', { validated: true })).packet().until(20_000);
  assert.deepEqual([play.entry.state, play.entry.mac], ['stale', M1]);
});

test('#set-by-hand: an entry set to DELAY or PROBE probes at once', () => {
  for (const state of ['delay', 'probe'] as const) {
    const play = new Play().happen({ kind: 'set', state, mac: M1 });
    assert.equal(play.entry.timerAt, 0);
    play.until(10);
    assert.deepEqual(play.of('ask'), ['ask one']);
  }
});

test('#locktime: before 4.19 an ARP that says nothing new starts it again', () => {
  const played = (kernel: string): number => {
    const entry = { ...newNeighbour(timingOf({}, versionOf(kernel)), 0), ...known('stale') };
    return step(entry, { kind: 'hint-stale', mac: M1, overrides: false }, 700).state.updated;
  };
  assert.deepEqual([played('4.0.9'), played('6.1.0')], [700, 0]);
});

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

test('#reachable-ends: a timer that is set anew counts the confirmation as use: unused REACHABLE passes through DELAY', () => {
  const entry = after(SHORT, [
    [0, set('stale')],
    [5000, set('reachable')],
    [5710, TIMER],
  ]);
  assert.deepEqual([entry.state, entry.used], ['delay', 5000]);
});

test('#reachable-ends: a timer that goes on does not: confirmed again while REACHABLE, an unused entry becomes STALE', () => {
  const reply: NeighbourEvent = { kind: 'hint-reachable', mac: M1, overrides: false };
  const entry = after(LONG, [
    [0, set('reachable')],
    [1500, reply],
    [1801, TIMER],
    [3301, TIMER],
  ]);
  assert.deepEqual([entry.state, entry.used, entry.confirmed], ['stale', 0, 1500]);
});

test('#set-by-hand: who names the state that is there confirms REACHABLE and leaves its timer', () => {
  const entry = after(LONG, [
    [0, set('reachable')],
    [900, set('reachable')],
  ]);
  assert.deepEqual([entry.timerAt, entry.confirmed, entry.updated], [1800, 900, 0]);
});

test('#set-by-hand: with another MAC the timer goes on, too', () => {
  const entry = after(LONG, [
    [0, set('stale')],
    [100, { kind: 'packet', size: 100 }],
    [250, set('delay', M2)],
  ]);
  assert.deepEqual([entry.state, entry.mac, entry.timerAt, entry.updated], ['delay', M2, 1100, 250]);
});

test('#set-by-hand: DELAY probes at once only where the MAC is not a confirmed one', () => {
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
