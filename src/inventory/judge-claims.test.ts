import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac } from '../base/mac.ts';
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

/** Two MACs in turns for so many addresses, and the first of them alone for one more. */
function both(count: number, more: readonly Said[] = []): Said[] {
  const said = Array.from({ length: count }, (_, at): Said[] => [
    [1, A + at, M1],
    [1.1, A + at, M2],
    [1.2, A + at, M1],
  ]);
  return [...said.flat(), ...more];
}

test('of many common addresses sixteen are named; an address of one alone is one that the other never claimed', () => {
  for (const [count, named] of [
    [2, 1],
    [15, 14],
    [16, 15],
    [17, 15],
    [40, 15],
  ] as const) {
    const [first] = judged(...both(count));
    assert.equal(first?.verdict, 'flux', `${count}`);
    assert.equal(first.why[1]?.text.match(/\d+\.\d+\.\d+\.\d+/g)?.length, named, `${count}`);
    for (const [alone, mac] of [
      [A + 99, M1],
      [A + 99, M2],
      [A - 1, M1],
      [A - 1, M2],
    ] as const)
      for (const said of [both(count, [[9, alone, mac]]), [[0, alone, mac] as Said, ...both(count)]]) {
        const told = judged(...said).find(({ ip }) => ip === A);
        assert.equal(told?.verdict, 'undecided', `${count}, ${alone - A} first ${said[0]?.[1] === alone}`);
        assert.match(
          told.why[1]!.text,
          new RegExp(`${formatMac(mac)} alone claims ${formatIpv4(alone)}:`),
          `${count}`,
        );
      }
  }
});

test('the first eight of an address are compared, in the order of time, to the nanosecond', () => {
  const many = (count: number): Said[] =>
    [A, A + 1].flatMap((ip) =>
      Array.from({ length: 2 * count }, (_, at): Said => [1 + at / 10, ip, M1 + (at % count)]),
    );
  assert.deepEqual(new Set(judged(...many(8)).map(({ verdict }) => verdict)), new Set(['flux']));
  assert.deepEqual(new Set(judged(...many(9)).map(({ verdict }) => verdict)), new Set(['conflict']));
  const close: Said[] = [
    [1.000002, A, M1],
    [1.000001, A, M2],
  ];
  assert.match(judged(...close)[0]!.why[0]!.text, /^02:00:00:00:00:02, 02:00:00:00:00:01 claim/);
});

test('a VLAN of its own: what one claims alone in another says nothing here', () => {
  const sightings = new Sightings(100);
  const say = (vid: number, spa: number, sha: number, seconds: number): void =>
    sightings.claim({ ...newGlance(), vid, spa, sha, src: sha }, CLAIMS.indexOf('reply'), {
      hasTime: true,
      seconds,
      nanoseconds: 0,
    });
  for (const ip of [A, A + 1]) for (const at of [1, 2, 3]) say(3, ip, at === 2 ? M2 : M1, at);
  say(4, A + 2, M2, 1);
  say(-1, A + 3, M1, 1);
  const found = [...judge(sightings)].filter(({ vlan }) => vlan === 3);
  assert.deepEqual(new Set(found.map(({ verdict }) => verdict)), new Set(['flux']));
});

/** Both answer each question for so many addresses at once, and the first has one more. */
function alikeFor(count: number): readonly string[] {
  const sightings = new Sightings(100);
  const say = (spa: number, sha: number, nanoseconds: number): void =>
    sightings.claim({ ...newGlance(), vid: -1, spa, tpa: 7, sha, src: sha }, CLAIMS.indexOf('reply'), {
      hasTime: true,
      seconds: 1,
      nanoseconds,
    });
  for (let at = 0; at < 3; at++) {
    for (const mac of [M1, M2, M1]) say(A + at, mac, 0);
    if (at >= count) continue;
    const question = { ...newGlance(), vid: -1, spa: 7, tpa: A + at, dst: BROADCAST_MAC };
    sightings.ask(question, false, { hasTime: true, seconds: 1, nanoseconds: 0 });
    for (const mac of [M1, M2]) say(A + at, mac, 1000);
  }
  say(A + 9, M1, 0);
  return [...judge(sightings)].filter(({ ip }) => ip === A).map(({ verdict }) => verdict);
}

test('two that answer at once for several addresses are one host, whatever one claims alone', () => {
  assert.deepEqual(alikeFor(0), ['undecided', 'undecided']);
  assert.deepEqual(alikeFor(1), ['undecided', 'undecided']);
  assert.deepEqual(alikeFor(2), ['flux', 'flux']);
});

test('frames of another source are counted behind what is said of the address', () => {
  const said: Said[] = [
    [1, A, M1, 'reply', M2],
    [1, A + 1, M1],
  ];
  assert.equal(
    judged(...said, [2, A, M1, 'reply', M2])[0]?.why[0]?.text,
    '2 frames claiming it for 02:00:00:00:00:01 came from another Ethernet source',
  );
  assert.match(judged(...said)[0]!.why[0]!.text, /^one frame claiming it for/);
  assert.deepEqual(judged(...said)[1]?.why, []);
});

test('an address in two VLANs is two addresses', () => {
  const sightings = new Sightings(100);
  for (const [vid, sha] of [
    [3, M1],
    [4, M2],
  ] as const)
    sightings.claim({ ...newGlance(), vid, spa: A, sha, src: sha }, CLAIMS.indexOf('reply'), {
      hasTime: true,
      seconds: 1,
      nanoseconds: 0,
    });
  assert.deepEqual(
    [...judge(sightings)].map(({ vlan, verdict }) => [vlan, verdict]),
    [
      [3, 'ok'],
      [4, 'ok'],
    ],
  );
});

test('what one MAC shares with a third is nothing that another shares with it', () => {
  const M3 = M1 + 8;
  const turns = (ip: number, ...macs: readonly number[]): Said[] =>
    [...macs, ...macs].map((mac, at): Said => [1 + at / 10, ip, mac]);
  const said = [...turns(A, M1, M3), ...turns(A + 1, M1, M3), ...turns(A + 2, M2, M3)];
  const found = judged(...said);
  assert.deepEqual(
    new Set(found.filter(({ ip }) => ip < A + 2).map(({ verdict }) => verdict)),
    new Set(['undecided']),
  );
  assert.deepEqual(
    new Set(found.filter(({ ip }) => ip === A + 2).map(({ verdict }) => verdict)),
    new Set(['conflict']),
  );
});

test('of several addresses of one alone the first that was heard is named', () => {
  const found = judged(
    ...both(2, [
      [9, A + 99, M1],
      [9.5, A + 98, M1],
    ]),
  );
  assert.match(found[0]!.why[1]!.text, new RegExp(`alone claims ${formatIpv4(A + 99)}:`));
});
