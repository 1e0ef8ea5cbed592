import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bindings, type Changes, isQuarrel, MOST_OF_ONE } from './binding.ts';

type Said = readonly [seconds: number, station: number, announced?: boolean];

/** Claims of one address in the order of time, as a fold hands them on. */
function heard(bindings: Bindings, address: number, claims: readonly Said[]) {
  const lastOf = new Map<number, number>();
  let holder: { station: number; since: number; last: number } | undefined;
  for (const [seconds, station, announced = false] of claims) {
    const at = seconds * 1000;
    if (holder && holder.station !== station)
      bindings.turn(address, {
        from: holder,
        to: { station, at, announced, before: lastOf.get(station) ?? null },
      });
    holder = { station, since: holder?.station === station ? holder.since : at, last: at };
    lastOf.set(station, at);
  }
  return holder!;
}

function changesOf(...claims: readonly Said[]): Changes {
  const bindings = new Bindings();
  heard(bindings, 0, claims);
  return bindings.changesOf(0);
}

const A = 1;
const B = 2;
const ANNOUNCED = true;

const table: readonly (readonly [string, readonly Said[], Partial<Changes>, boolean])[] = [
  [
    'one holder',
    [
      [1, A],
      [9, A],
    ],
    { switches: 0 },
    false,
  ],
  [
    'a change after a pause',
    [
      [1, A],
      [60, B],
    ],
    { switches: 1, quick: 0 },
    false,
  ],
  [
    'a takeover a moment after the other spoke, announced',
    [
      [1, A],
      [1.5, B, ANNOUNCED],
    ],
    { announced: 1, quick: 0 },
    false,
  ],
  [
    'a second answer to one question',
    [
      [1, A],
      [1.001, B],
    ],
    { quick: 1 },
    true,
  ],
  [
    'a failover and its way back',
    [
      [0, A],
      [10, B, ANNOUNCED],
      [15, B],
      [15.2, A, ANNOUNCED],
    ],
    { switches: 2, announced: 2, defended: 0, back: 1 },
    false,
  ],
  [
    'two failovers, hours apart',
    [
      [0, A],
      [10, B, ANNOUNCED],
      [3600, A, ANNOUNCED],
      [7200, B, ANNOUNCED],
      [9999, A, ANNOUNCED],
    ],
    { announced: 4, back: 0 },
    false,
  ],
  [
    'R1: the owner defends itself (RFC 5227 2.4)',
    [
      [0, A],
      [9, B, ANNOUNCED],
      [9.002, A, ANNOUNCED],
    ],
    { announced: 2, defended: 1 },
    true,
  ],
  [
    'R1: announcements in turns, slowly',
    [
      [0, A, ANNOUNCED],
      [5, B, ANNOUNCED],
      [10, A, ANNOUNCED],
      [15, B, ANNOUNCED],
    ],
    { announced: 3, defended: 0, back: 2 },
    true,
  ],
  [
    'R1: announcements in turns, a millisecond apart',
    [
      [0, A, ANNOUNCED],
      [0.001, B, ANNOUNCED],
      [0.002, A, ANNOUNCED],
    ],
    { announced: 2, defended: 1 },
    true,
  ],
  [
    'two in turns, slowly and unannounced',
    [
      [0, A],
      [100, B],
      [200, A],
    ],
    { switches: 2, announced: 0, back: 0 },
    true,
  ],
];

for (const [what, claims, expected, quarrel] of table)
  test(`${what}: ${quarrel ? 'a quarrel' : 'none'}`, () => {
    const changes = changesOf(...claims);
    for (const [name, value] of Object.entries(expected))
      assert.equal(changes[name as keyof Changes], value, name);
    assert.equal(isQuarrel(changes, new Set(claims.map(([, station]) => station)).size), quarrel);
  });

test('the edges: a second is quick and a defence, a minute is soon, and a moment more is not', () => {
  assert.equal(changesOf([0, A], [1, B]).quick, 1);
  assert.equal(changesOf([0, A], [1.001, B]).quick, 0);
  assert.equal(changesOf([0, A], [5, B, ANNOUNCED], [6, A, ANNOUNCED]).defended, 1);
  assert.equal(changesOf([0, A], [5, B, ANNOUNCED], [6.001, A, ANNOUNCED]).defended, 0);
  assert.equal(changesOf([0, A], [5, B, ANNOUNCED], [60, A, ANNOUNCED]).back, 1);
  assert.equal(changesOf([0, A], [5, B, ANNOUNCED], [60.001, A, ANNOUNCED]).back, 0);
});

test('without times only coming back counts', () => {
  const changes = changesOf([Number.NaN, A], [Number.NaN, B], [Number.NaN, A, ANNOUNCED]);
  assert.deepEqual(changes, { switches: 2, announced: 1, quick: 0, defended: 0, back: 1 });
});

test('intervals: who from when to when, how it began and ended', () => {
  const bindings = new Bindings();
  const open = heard(bindings, 7, [
    [1, A],
    [2, A],
    [9, B, ANNOUNCED],
    [9.5, A],
    [20, A],
  ]);
  assert.deepEqual(bindings.intervalsOf(7, open), {
    intervals: [
      { station: A, from: 1000, last: 2000, began: 'first', ended: 'quiet', returned: false },
      { station: B, from: 9000, last: 9000, began: 'announced', ended: 'cut', returned: false },
      { station: A, from: 9500, last: 20_000, began: 'heard', ended: 'open', returned: true },
    ],
    left: 0,
  });
});

test('one that never changed hands has one interval and takes no room', () => {
  const bindings = new Bindings();
  const { intervals } = bindings.intervalsOf(
    3,
    heard(bindings, 3, [
      [1, A],
      [8, A],
    ]),
  );
  assert.deepEqual(intervals, [
    { station: A, from: 1000, last: 8000, began: 'first', ended: 'open', returned: false },
  ]);
});

test('of a long quarrel the first and the latest intervals are kept, and every change is counted', () => {
  const bindings = new Bindings();
  const claims = Array.from({ length: 1001 }, (_, at): Said => [at, at % 2 === 0 ? A : B]);
  const { intervals, left } = bindings.intervalsOf(0, heard(bindings, 0, claims));
  assert.equal(bindings.changesOf(0).switches, 1000);
  assert.equal(intervals.length, MOST_OF_ONE + 1);
  assert.deepEqual(
    intervals.slice(1).map(({ from }) => from / 1000),
    Array.from({ length: MOST_OF_ONE }, (_, at) => 985 + at),
  );
  assert.equal(left, 1000 - MOST_OF_ONE);
  assert.equal(bindings.forgotten, left);
  assert.equal(intervals[0]!.from, 0);
  assert.equal(intervals.at(-2)!.from, 999_000);
});

test('over the bound of all intervals nothing is kept of further addresses, and their changes are counted', () => {
  const bindings = new Bindings(10);
  const claims: readonly Said[] = [
    [0, A],
    [1, B],
    [2, A],
    [3, B],
    [4, A],
    [5, B],
  ];
  for (let address = 0; address < 5000; address++) heard(bindings, address, claims);
  assert.equal(bindings.forgotten, 5000 * 5 - 10);
  assert.equal(bindings.changesOf(4999).switches, 5);
  const { intervals } = bindings.intervalsOf(0, { station: B, since: 5000, last: 5000 });
  assert.equal(intervals.length, 6);
});

test('cut anywhere, what is read off is the same as whole', () => {
  const claims: readonly Said[] = [
    [0, A],
    [3, B, ANNOUNCED],
    [3.5, A],
    [70, B],
    [71, A, ANNOUNCED],
    [80, B],
  ];
  for (let cut = 1; cut <= claims.length; cut++) {
    const [some, all] = [new Bindings(), new Bindings()];
    const open = heard(some, 0, claims.slice(0, cut));
    const whole = heard(all, 0, claims);
    const before = some.intervalsOf(0, open).intervals;
    const after = all.intervalsOf(0, whole).intervals;
    assert.deepEqual(before.slice(0, -1), after.slice(0, before.length - 1));
  }
});

const ENDLESS: readonly Said[] = Array.from({ length: 40 }, (_, at): Said => [at * 100, at + 1]);

test('of a long quarrel the first interval and the latest stay, in their order, and the others are counted', () => {
  const bindings = new Bindings();
  const holder = heard(bindings, 0, ENDLESS);
  const { intervals, left } = bindings.intervalsOf(0, holder);
  const latest = Array.from({ length: MOST_OF_ONE - 1 }, (_, at) => 40 - MOST_OF_ONE + 1 + at);
  assert.deepEqual(
    intervals.map(({ station }) => station),
    [1, ...latest, 40],
  );
  assert.equal(left, 39 - MOST_OF_ONE);
  assert.equal(bindings.forgotten, left);
});

test('what takes the place of a forgotten interval has nothing of it', () => {
  const bindings = new Bindings();
  // Everybody comes back once, then new ones come, quick and announced by turns.
  const back: readonly Said[] = Array.from({ length: 20 }, (_, at): Said => [at * 100, (at % 2) + 1]);
  const fresh: readonly Said[] = Array.from(
    { length: 20 },
    (_, at): Said => [2000 + at * 100, at + 10, at % 2 === 0],
  );
  const { intervals } = bindings.intervalsOf(0, heard(bindings, 0, [...back, ...fresh]));
  const latest = intervals.slice(2, -1);
  assert.ok(latest.length > 10);
  for (const { station, from, last, began, ended, returned } of latest) {
    assert.equal(from, (2000 + (station - 10) * 100) * 1000);
    assert.equal(last, from);
    assert.equal(began, station % 2 === 0 ? 'announced' : 'heard');
    assert.equal(ended, 'quiet');
    assert.equal(returned, false);
  }
});

test('who came back is told of the interval that it came back for', () => {
  const bindings = new Bindings();
  const holder = heard(bindings, 0, [
    [0, A],
    [100, B],
    [200, A],
    [300, 3],
  ]);
  assert.deepEqual(
    bindings.intervalsOf(0, holder).intervals.map(({ returned }) => returned),
    [false, false, true, false],
  );
});

test('beyond what is kept of all addresses together, a new one keeps none and an old one its latest', () => {
  const bindings = new Bindings(1);
  const first = heard(bindings, 0, [
    [0, A],
    [100, B],
    [200, 3],
  ]);
  assert.deepEqual(
    bindings.intervalsOf(0, first).intervals.map(({ station }) => station),
    [B, 3],
  );
  assert.equal(bindings.intervalsOf(0, first).left, 1);
  const second = heard(bindings, 1, [
    [0, A],
    [100, B],
  ]);
  const { intervals, left } = bindings.intervalsOf(1, second);
  assert.deepEqual([intervals.map(({ station }) => station), left, bindings.forgotten], [[B], 0, 2]);
  assert.equal(bindings.changesOf(1).switches, 1);
});

test('addresses are counted wherever their numbers lie, each for itself', () => {
  const bindings = new Bindings();
  for (const address of [0, 1, 2047, 2048, 2049, 70_000]) {
    heard(bindings, address, [
      [0, A],
      [100, B],
      [200, A],
    ]);
    assert.equal(bindings.changesOf(address).switches, 2);
  }
  for (const address of [0, 1, 2047, 2048, 2049, 70_000])
    assert.deepEqual(bindings.changesOf(address), {
      switches: 2,
      announced: 0,
      quick: 0,
      defended: 0,
      back: 0,
    });
  assert.deepEqual(bindings.changesOf(3), { switches: 0, announced: 0, quick: 0, defended: 0, back: 0 });
});
