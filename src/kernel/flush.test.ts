// What deletes entries: events on a link, collection, a full table. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Collectable, flushOf, isStaleForGc, makeRoom, survives, survivesPublished } from './flush.ts';
import type { NudState } from './host.ts';
import { asKernel } from './kernel.ts';
import { type LabWish, labHost } from './lab.ts';

const ENTRIES: readonly (readonly [number, NudState])[] = [
  [71, 'reachable'],
  [72, 'stale'],
  [73, 'permanent'],
  [74, 'noarp'],
  [75, 'reachable'],
];
const ALL = [71, 72, 73, 74, 75];

for (const [rule, event, kept, conf] of [
  ['#link-events', 'set-down', [], {}],
  ['#link-events', 'mac-changed', [], {}],
  ['#link-events', 'noarp-toggled', [], {}],
  ['#link-events', 'address-removed', ALL, {}],
  ['#link-events', 'last-address-removed', [], {}],
  ['#carrier-lost', 'carrier-lost', [73], {}],
  ['#carrier-lost: unless the link says no', 'carrier-lost', ALL, { e0conf: { arp_evict_nocarrier: 0 } }],
  ['#carrier-lost: unless all say no', 'carrier-lost', ALL, { all: { arp_evict_nocarrier: 0 } }],
  [
    '#carrier-lost: before 5.16 always',
    'carrier-lost',
    [73],
    { all: { arp_evict_nocarrier: 0 }, kernel: '5.14' },
  ],
  ['#link-events', 'removed', [], {}],
] as const) {
  test(`${rule}: ${event} leaves ${kept.join(' ') || 'nothing'}`, () => {
    const kernel = asKernel(labHost(conf));
    const flush = flushOf(event, kernel.linkOf.get('e0')!, kernel.version);
    const left = ENTRIES.filter(([, state]) => survives(flush, { state, validated: false })).map(
      ([at]) => at,
    );
    assert.deepEqual(left, kept);
  });
}

test('#validated: it survives a loss of carrier', () => {
  const kernel = asKernel(labHost());
  const flush = flushOf('carrier-lost', kernel.linkOf.get('e0')!, kernel.version);
  assert.equal(survives(flush, { state: 'stale', validated: true }), true);
});

test('#published-deleted: what becomes of published entries', () => {
  const kept = (event: 'carrier-lost' | 'set-down', permanent: boolean, wish: LabWish = {}): boolean => {
    const kernel = asKernel(labHost(wish));
    const flush = flushOf(event, kernel.linkOf.get('e0')!, kernel.version);
    return survivesPublished(flush, { ip: '10.1.0.50', link: 'e0', permanent });
  };
  assert.equal(kept('carrier-lost', true), true, 'made as permanent');
  assert.equal(kept('carrier-lost', false), false, 'made otherwise');
  assert.equal(
    kept('carrier-lost', false, { all: { arp_evict_nocarrier: 0 } }),
    true,
    'a loss deletes nothing',
  );
  assert.equal(kept('set-down', true), false, 'set down');
  assert.equal(kept('carrier-lost', true, { kernel: '5.14.0' }), false, 'before 6.1');
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

test('#collected: FAILED at once, STALE after gc_stale_time, nothing else', () => {
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

test('#full-table: room is made among FAILED entries and those unchanged for 5 s', () => {
  const eight = (state: NudState, age: number): Collectable[] =>
    Array.from({ length: 8 }, () => collectable(state, age));
  assert.deepEqual(
    makeRoom(eight('stale', 1000), PRESSURE, 0),
    { out: [], forced: true, made: false },
    'all are young',
  );
  assert.deepEqual(makeRoom(eight('stale', 5300), PRESSURE, 0).out, [0, 1, 2, 3, 4], 'old enough');
  assert.equal(makeRoom(eight('failed', 100), PRESSURE, 0).made, true, 'failed');
  assert.equal(makeRoom(eight('reachable', 5300), PRESSURE, 0).made, false, 'a timer runs');
});

test('#full-table: PERMANENT and externally learned entries do not count', () => {
  const exempt = [
    ...Array.from({ length: 6 }, () => collectable('permanent', 0)),
    ...Array.from({ length: 6 }, () => collectable('stale', 0, { externLearned: true })),
  ];
  assert.deepEqual(makeRoom(exempt, PRESSURE, 0), { out: [], forced: false, made: true });
});

test('#full-table: between gc_thresh2 and 3 a forced run comes at most every 5 s', () => {
  const six = Array.from({ length: 6 }, () => collectable('failed', 0));
  assert.equal(makeRoom(six, { ...PRESSURE, lastForced: -4000 }, 0).forced, false);
  assert.deepEqual(makeRoom(six, { ...PRESSURE, lastForced: -6000 }, 0), {
    out: [0, 1, 2],
    forced: true,
    made: true,
  });
});
