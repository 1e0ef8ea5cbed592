import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newGlance } from '../wire/glance.ts';
import { judge } from './judge-claims.ts';
import { type Claim, CLAIMS } from './sighting.ts';
import { Sightings } from './claims.ts';

const A = 0x0a000032;
const M1 = 0x020000000001;
const M2 = 0x020000000002;

type Said = readonly [seconds: number, ip: number, mac: number, claim?: Claim, src?: number];

function judged(...claims: readonly Said[]) {
  const sightings = new Sightings(100);
  for (const [seconds, spa, sha, claim = 'reply', src = sha] of claims)
    sightings.claim({ ...newGlance(), vid: -1, spa, sha, src }, CLAIMS.indexOf(claim), {
      hasTime: true,
      seconds: Math.floor(seconds),
      nanoseconds: Math.round((seconds % 1) * 1e9),
    });
  return [...judge(sightings)];
}

function verdicts(...claims: readonly Said[]): string[] {
  return judged(...claims).map(
    ({ ip, mac, verdict, why }) => `${ip - A} ${mac % 256} ${verdict} ${why.map(({ code }) => code).join()}`,
  );
}

test('one MAC for an address is ok', () => {
  assert.deepEqual(verdicts([1, A, M1], [2, A, M1, 'request']), ['0 1 ok ']);
});

test('two answers to one question are a conflict', () => {
  assert.deepEqual(verdicts([1, A, M1], [1.001, A, M2]), [
    '0 1 conflict interleaved-claims',
    '0 2 conflict interleaved-claims',
  ]);
});

test('two MACs in turns are a conflict, however slowly', () => {
  assert.deepEqual(verdicts([1, A, M1], [100, A, M2], [200, A, M1]), [
    '0 1 conflict interleaved-claims',
    '0 2 conflict interleaved-claims',
  ]);
});

test('a failover and its way back are moves', () => {
  const claims: Said[] = [
    [1, A, M1],
    [1.5, A, M2, 'gratuitous-request'],
    [2, A, M2],
    [9, A, M1, 'gratuitous-reply'],
    [10, A, M1],
  ];
  assert.deepEqual(verdicts(...claims), ['0 1 moved moved', '0 2 moved moved']);
});

test('one quiet change after a silence is a move, told in the order of time', () => {
  const claims: Said[] = [
    [1, A, M2],
    [60, A, M1],
  ];
  assert.deepEqual(verdicts(...claims), ['0 1 moved moved', '0 2 moved moved']);
  assert.match(judged(...claims)[0]!.why[0]!.text, /in this order: 02:00:00:00:00:02, 02:00:00:00:00:01$/);
});

test('the same MACs in turns for two addresses are flux', () => {
  assert.deepEqual(verdicts([1, A, M1], [1.1, A, M2], [2, A + 1, M2], [2.1, A + 1, M1]), [
    '0 1 flux interleaved-claims,same-answers',
    '0 2 flux interleaved-claims,same-answers',
    '1 1 flux interleaved-claims,same-answers',
    '1 2 flux interleaved-claims,same-answers',
  ]);
});

test('a shared address in another VLAN proves nothing', () => {
  const sightings = new Sightings(100);
  for (const [vid, spa] of [
    [1, A],
    [2, A + 1],
  ] as const)
    for (const [second, sha] of [
      [1, M1],
      [2, M2],
      [3, M1],
    ] as const)
      sightings.claim({ ...newGlance(), vid, spa, sha, src: sha }, 1, {
        hasTime: true,
        seconds: second,
        nanoseconds: 0,
      });
  assert.deepEqual(
    [...judge(sightings)].map(({ verdict }) => verdict),
    ['conflict', 'conflict', 'conflict', 'conflict'],
  );
});

test('virtual MACs and foreign sources are said', () => {
  assert.deepEqual(verdicts([1, A, 0x00005e000107], [2, A + 1, M1, 'reply', M2]), [
    '0 7 virtual virtual-vrrp',
    '1 1 ok sender-differs',
  ]);
});

test('a thousand MACs for one address are judged without comparing all of them', () => {
  const sightings = new Sightings(2000);
  for (let at = 0; at < 1000; at++)
    sightings.claim({ ...newGlance(), vid: -1, spa: A, sha: at, src: at }, 1, {
      hasTime: true,
      seconds: at / 100,
      nanoseconds: 0,
    });
  const found = [...judge(sightings)];
  assert.equal(found.length, 1000);
  assert.ok(found.every(({ verdict, why }) => verdict === 'conflict' && why[0]!.text.length < 400));
});

const ANNOUNCED = 'gratuitous-request';

test('R1: a defended announcement, and announcements in turns, are a quarrel', () => {
  const defended: Said[] = [
    [1, A, M1],
    [9, A, M2, ANNOUNCED],
    [9.01, A, M1, 'announcement'],
  ];
  assert.deepEqual(verdicts(...defended), [
    '0 1 conflict interleaved-claims',
    '0 2 conflict interleaved-claims',
  ]);
  const turns = Array.from({ length: 39 }, (_, at): Said => [1 + at / 1000, A, at % 2 ? M2 : M1, ANNOUNCED]);
  assert.deepEqual(new Set(judged(...turns).map(({ verdict }) => verdict)), new Set(['conflict']));
  const slow = Array.from({ length: 6 }, (_, at): Said => [5 * at, A, at % 2 ? M2 : M1, ANNOUNCED]);
  assert.deepEqual(new Set(judged(...slow).map(({ verdict }) => verdict)), new Set(['conflict']));
});

test('R4: who speaks is the card that sends: it told both MACs, so nobody moved', () => {
  const said: Said[] = [
    ...Array.from({ length: 10 }, (_, at): Said => [at, A, M1]),
    ...Array.from({ length: 5 }, (_, at): Said => [11.5 + at, A, M2, 'reply', M1]),
  ];
  assert.deepEqual(verdicts(...said), [
    '0 1 undecided interleaved-claims,one-speaker',
    '0 2 undecided interleaved-claims,one-speaker,sender-differs',
  ]);
});

test('R4: one flipped bit in the sender is a damaged frame', () => {
  const said: Said[] = [
    [1, A, M1],
    [1.1, A, M1 + 4, 'reply', M1],
    [2, A, M1],
  ];
  assert.deepEqual(new Set(judged(...said).map(({ verdict }) => verdict)), new Set(['ok']));
});

/** Questions put to all, and who answered each. */
function asked(...talk: readonly (readonly [asker: number, ...macs: number[]])[]): Sightings {
  const sightings = new Sightings(100);
  const times = { hasTime: true, nanoseconds: 0 };
  for (const [at, [asker, ...macs]] of talk.entries()) {
    sightings.ask({ ...newGlance(), vid: -1, spa: asker, tpa: A }, false, { ...times, seconds: at });
    for (const mac of macs)
      sightings.claim(
        { ...newGlance(), vid: -1, spa: A, tpa: asker, sha: mac, src: mac },
        CLAIMS.indexOf('reply'),
        { ...times, seconds: at },
      );
  }
  return sightings;
}

const K15: readonly (readonly [string, readonly (readonly [number, ...number[]])[], string])[] = [
  [
    'each asker its own MAC',
    [
      [1, M1],
      [3, M2],
      [1, M1],
      [3, M2],
      [1, M1],
      [3, M2],
    ],
    'flux',
  ],
  [
    'both answer one question',
    [
      [1, M1],
      [3, M2],
      [1, M1],
      [3, M2],
      [1, M1, M2],
      [3, M2],
    ],
    'conflict',
  ],
  [
    'an asker gets now one, now the other',
    [
      [1, M1],
      [3, M2],
      [1, M1],
      [3, M1],
      [1, M1],
      [3, M2],
    ],
    'conflict',
  ],
  [
    'one asker alone',
    [
      [1, M1],
      [1, M2],
      [1, M1],
      [1, M2],
    ],
    'conflict',
  ],
  [
    'each asked once',
    [
      [1, M1],
      [3, M2],
      [4, M1],
    ],
    'conflict',
  ],
];

for (const [what, talk, verdict] of K15)
  test(`K15: ${what}: ${verdict}`, () => {
    assert.deepEqual(new Set([...judge(asked(...talk))].map((one) => one.verdict)), new Set([verdict]));
  });

test('a victim with two addresses, both claimed by one that has a third: undecided, not one host', () => {
  const said: Said[] = [1, 2, 3].flatMap((at): Said[] => [
    [at, A, M1],
    [at + 0.1, A, M2],
    [at + 0.2, A + 1, M1],
    [at + 0.3, A + 1, M2],
  ]);
  assert.deepEqual(new Set(judged(...said).map(({ verdict }) => verdict)), new Set(['flux']));
  const third = judged(...said, [9, A + 9, M2]).filter(({ ip }) => ip !== A + 9);
  assert.deepEqual(new Set(third.map(({ verdict }) => verdict)), new Set(['undecided']));
});
