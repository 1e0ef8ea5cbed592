import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Changes } from './binding.ts';
import type { Claimant } from './claimant.ts';
import { type CommonClaims, judgeClaims } from './passive.ts';

const ip = 1;
const none = (): CommonClaims => ({ shared: [], alone: undefined });
const [a, b, c, vrrp] = [0x020000000001, 0x020000000002, 0x020000000004, 0x00005e000107];

function changes(some: Partial<Changes>): Changes {
  return { switches: 0, announced: 0, quick: 0, defended: 0, back: 0, ...some };
}

/** Each speaks for itself unless another card is named. */
function claimants(...all: readonly (number | readonly [mac: number, from: number | null])[]): Claimant[] {
  return all.map((one) =>
    typeof one === 'number' ? { mac: one, from: one } : { mac: one[0], from: one[1] },
  );
}

const table: readonly (readonly [
  string,
  readonly Claimant[],
  Partial<Changes>,
  string,
  readonly string[],
])[] = [
  ['one MAC', claimants(a), {}, 'ok', []],
  ['a virtual MAC', claimants(vrrp), {}, 'virtual', ['virtual-vrrp']],
  ['one change of MAC', claimants(a, b), { switches: 1 }, 'moved', ['moved']],
  ['a move to a virtual MAC', claimants(a, vrrp), { switches: 1 }, 'moved', ['moved', 'virtual-vrrp']],
  [
    'a change too quick for a move',
    claimants(a, b),
    { switches: 1, quick: 1 },
    'conflict',
    ['interleaved-claims'],
  ],
  ['two MACs in turns', claimants(a, b), { switches: 7 }, 'conflict', ['interleaved-claims']],
  ['back and forth once is two turns', claimants(a, b), { switches: 2 }, 'conflict', ['interleaved-claims']],
  [
    'a failover and its way back',
    claimants(a, b),
    { switches: 2, announced: 2, back: 1 },
    'moved',
    ['moved'],
  ],
  [
    'R1: an announcement that is defended',
    claimants(a, b),
    { switches: 2, announced: 2, defended: 1 },
    'conflict',
    ['interleaved-claims'],
  ],
  [
    'R1: announcements in turns',
    claimants(a, b),
    { switches: 3, announced: 3, back: 2 },
    'conflict',
    ['interleaved-claims'],
  ],
  [
    'R1: a virtual MAC outweighs no quarrel',
    claimants(a, vrrp),
    { switches: 3, announced: 3, back: 2 },
    'conflict',
    ['interleaved-claims', 'virtual-vrrp'],
  ],
  [
    'R4: one card told both, one after the other',
    claimants([a, a], [b, a]),
    { switches: 1 },
    'undecided',
    ['interleaved-claims', 'one-speaker'],
  ],
  [
    'R4: one card told both, in turns',
    claimants([a, c], [b, c]),
    { switches: 9, quick: 9 },
    'undecided',
    ['interleaved-claims', 'one-speaker'],
  ],
  [
    'R4: one bit of a MAC flipped on the way',
    claimants(a, [a + 2, a]),
    { switches: 2, quick: 2 },
    'ok',
    ['damaged'],
  ],
  [
    'two cards one bit apart are two',
    claimants(a, a + 2),
    { switches: 2, quick: 2 },
    'conflict',
    ['interleaved-claims'],
  ],
  [
    'several cards spoke for one of them',
    claimants([a, null], [b, a]),
    { switches: 2, quick: 2 },
    'conflict',
    ['interleaved-claims'],
  ],
];

for (const [what, all, counts, verdict, codes] of table) {
  test(`${what}: ${verdict}`, () => {
    const judged = judgeClaims({ ip, claimants: all, changes: changes(counts) }, none);
    assert.equal(judged.verdict, verdict);
    assert.deepEqual(
      judged.why.map((evidence) => evidence.code),
      codes,
    );
  });
}

const turns = { ip, claimants: claimants(a, b), changes: changes({ switches: 5 }) };

test('two MACs in turns that share another address are one host', () => {
  assert.equal(judgeClaims(turns, () => ({ shared: [1, 2], alone: undefined })).verdict, 'flux');
  assert.equal(judgeClaims(turns, () => ({ shared: [1], alone: undefined })).verdict, 'conflict');
});

test('a victim with two addresses: one MAC has a third alone, so it may speak for the other', () => {
  const judged = judgeClaims(turns, () => ({ shared: [1, 2], alone: { mac: b, ip: 9 } }));
  assert.equal(judged.verdict, 'undecided');
  assert.match(judged.why[1]!.text, /02:00:00:00:00:02 alone claims 0\.0\.0\.9/);
});

test('K15: a MAC for each asker is one host', () => {
  const judged = judgeClaims({ ...turns, byAsker: true }, none);
  assert.deepEqual(
    [judged.verdict, judged.why.map(({ code }) => code)],
    ['flux', ['interleaved-claims', 'by-asker']],
  );
});

test('a move tells how often and in which order', () => {
  const moved = judgeClaims(
    { ip, claimants: claimants(b, a), changes: changes({ switches: 4, announced: 3 }) },
    none,
  );
  assert.match(
    moved.why[0]!.text,
    /0\.0\.0\.1 went from MAC to MAC 4 times, 3 of them announced, in this order: .*:02, .*:01$/,
  );
});

test('the own card of a router that only asks as its virtual address is undecided, one that answers is a conflict', () => {
  const quick = changes({ switches: 4, quick: 4 });
  const router = (asksOnly: boolean) => [...claimants(vrrp), { mac: a, from: a, asksOnly }];
  assert.equal(judgeClaims({ ip, claimants: router(true), changes: quick }, none).verdict, 'undecided');
  assert.equal(judgeClaims({ ip, claimants: router(false), changes: quick }, none).verdict, 'conflict');
  const strangers = [...claimants(b), { mac: a, from: a, asksOnly: true }];
  assert.equal(judgeClaims({ ip, claimants: strangers, changes: quick }, none).verdict, 'conflict');
});

test('what one card said of several MACs is not what a host answers by asker', () => {
  const seen = { ip, claimants: claimants(a, [b, a]), changes: changes({ switches: 7 }) };
  assert.equal(judgeClaims({ ...seen, byAsker: true }, none).verdict, 'undecided');
  const apart = { ...seen, claimants: claimants(a, b) };
  assert.equal(judgeClaims({ ...apart, byAsker: true }, none).verdict, 'flux');
});
