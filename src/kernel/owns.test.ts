// What arp_ignore hides, level by level. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asKernel } from './kernel.ts';
import { answers, type LabWish, labHost, labIp, type Wording } from './lab.ts';
import { ignoringLevel, owns } from './owns.ts';
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from '../wire/netlink/numbers.ts';

const BOTH = 'e0@s0 e1@s1';
const VIP = '.200';
const probe: Wording = { from: '0.0.0.0' };
const ignore = (all: number, more: LabWish = {}): LabWish => ({ ...more, all: { arp_ignore: all } });
const onLo = (scope: string): LabWish => ({ lo: [`${VIP}/32 scope ${scope}`] });

/** On a host with .1/24 on e0 and .2/24 on e1, asked by 10.0.0.100 on both cables. */
type Row = readonly [rule: string, host: LabWish, target: string, expected: string, wording?: Wording];

const rows: Row[] = [
  ['#ignore-1: the link that holds the address answers', ignore(1), '.1', 'e0@s0'],
  ['#ignore-1: the other link for its own', ignore(1), '.2', 'e1@s1'],
  ['#ignore-1: whatever subnet asks', ignore(1), '.1', 'e0@s0', { from: '10.9.9.9' }],
  ['#ignore-1: a probe', ignore(1), '.1', 'e0@s0', probe],
  ['#ignore-1: an address of a link that is down', ignore(1, { e1is: { up: false } }), '.2', 'none'],
  ['#ignore-2: the link that holds the address answers', ignore(2), '.1', 'e0@s0'],
  ['#ignore-2: the other link for its own', ignore(2), '.2', 'e1@s1'],
  ['#ignore-2: but to nobody of another subnet', ignore(2), '.1', 'none', { from: '10.9.9.9' }],
  ['#ignore-2: a probe names no subnet', ignore(2), '.1', 'e0@s0', probe],
  ['#ignore-2: another prefix of the link holds both', ignore(2, { e0: ['.1/24', '.5/32'] }), '.5', 'e0@s0'],
  ['#ignore-2: a lone /32 holds nobody else', ignore(2, { e0: ['.5/32'] }), '.5', 'none'],
  [
    '#ignore-2: the prefix is that of the peer, which does not hold us',
    ignore(2, { e0: ['.1 peer 10.0.0.9/32'] }),
    '.1',
    'none',
    { from: '.9' },
  ],
  [
    '#ignore-2: the prefix of the peer holds both',
    ignore(2, { e0: ['.1 peer 10.0.0.9/24'] }),
    '.1',
    'e0@s0',
    { from: '.9' },
  ],
  ['#ordinary-addresses: a secondary at level 2', ignore(2, { e0: ['.1/24', '.3/24'] }), '.3', 'e0@s0'],
  ['#ignore-3: any link holds it', ignore(3), '.1', BOTH],
  ['#ignore-3: a link that is down holds it', ignore(3, { e1is: { up: false } }), '.2', 'e0@s0'],
  [
    '#ignore-3: of a prefix on lo only the address is held',
    ignore(3, { lo: ['10.7.0.1/24'] }),
    '10.7.0.99',
    'none',
  ],
  ['#ignore-1: of a prefix on lo nothing is held', ignore(1, { lo: ['10.7.0.1/24'] }), '10.7.0.99', 'none'],
  ['#ignore-8: silent for its own', ignore(8), '.1', 'none'],
  ['#ignore-8: to probes as well', ignore(8), '.1', 'none', probe],
  [
    '#localnet-widens-host: scope host is shown at level 3',
    { ...onLo('host'), all: { arp_ignore: 3, route_localnet: 1 } },
    VIP,
    BOTH,
  ],
  ...[4, 7, 9, 100, -1].map(
    (level): Row => [`#values-without-meaning: arp_ignore=${level} hides nothing`, ignore(level), '.1', BOTH],
  ),
  ...(
    [
      [0, 1, 'e0@s0'],
      [1, 0, 'e0@s0'],
      [1, 1, 'e0@s0'],
      [8, 1, 'none'],
      [1, 8, 'none'],
      [1, 3, BOTH],
      [3, 1, BOTH],
    ] as const
  ).map(
    ([all, own, expected]): Row => [
      `#larger-of-both: arp_ignore ${all} for all and ${own} on the link`,
      { all: { arp_ignore: all }, both: { arp_ignore: own } },
      '.1',
      expected,
    ],
  ),
  ...(
    [
      [1, 5],
      [8, 9],
    ] as const
  ).map(
    ([all, own]): Row => [
      `#values-without-meaning: arp_ignore ${own} on the link undoes ${all} for all`,
      { all: { arp_ignore: all }, both: { arp_ignore: own } },
      '.1',
      BOTH,
    ],
  ),
  [
    '#default-reaches: default, written when the addresses are there, hides nothing',
    { default: { arp_ignore: 1 } },
    '.1',
    BOTH,
  ],
  [
    '#hearing-link-decides: conf/lo is not asked',
    { lo: [`${VIP}/32`], loconf: { arp_ignore: 1, arp_announce: 2 } },
    VIP,
    BOTH,
  ],
  ...(['global', 'link', 'host'] as const).flatMap((scope): Row[] => [
    [`#weak-host: scope ${scope} on lo at level 0`, ignore(0, onLo(scope)), VIP, BOTH],
    [`#ignore-1: scope ${scope} on lo is hidden`, ignore(1, onLo(scope)), VIP, 'none'],
    [`#ignore-2: scope ${scope} on lo is hidden`, ignore(2, onLo(scope)), VIP, 'none'],
    [`#ignore-3: scope ${scope} on lo`, ignore(3, onLo(scope)), VIP, scope === 'host' ? 'none' : BOTH],
    [`#ignore-8: scope ${scope} on lo is hidden`, ignore(8, onLo(scope)), VIP, 'none'],
  ]),
  ...(['global', 'link', 'host'] as const).flatMap((scope): Row[] => {
    const e0 = [`.1/24 scope ${scope}`];
    return [
      [`#weak-host: scope ${scope} on the link at level 0`, ignore(0, { e0 }), '.1', BOTH],
      [`#ignore-1: scope ${scope} on the link is shown`, ignore(1, { e0 }), '.1', 'e0@s0'],
      [`#ignore-2: scope ${scope} on the link is shown`, ignore(2, { e0 }), '.1', 'e0@s0'],
      [`#ignore-3: scope ${scope} on the link`, ignore(3, { e0 }), '.1', scope === 'host' ? 'none' : BOTH],
    ];
  }),
  ...[0, 1, 2, 3].map(
    (level): Row => [
      `#local-route: no link holds it, so it is shown at level 0 only, not at ${level}`,
      ignore(level, { routes: ['local 10.8.0.0/24 dev lo'] }),
      '10.8.0.77',
      level === 0 ? BOTH : 'none',
    ],
  ),
];

for (const [rule, wish, target, expected, wording] of rows) {
  test(`${rule}: who-has ${target}${wording?.from ? ` from ${wording.from}` : ''} → ${expected}`, () => {
    assert.equal(answers(labHost(wish), target, wording), expected);
  });
}

test('#ignore-2: the level that silences is named', () => {
  const kernel = asKernel(labHost(ignore(2)));
  const level = (spa: string): number =>
    ignoringLevel(kernel, kernel.linkOf.get('e0')!, { spa: labIp(spa), tpa: labIp('.1') });
  assert.deepEqual([level('.100'), level('10.9.9.9')], [0, 2]);
});

test('#accept-2: one walk takes the prefix from one address and the permission from another', () => {
  const kernel = asKernel(
    labHost({ e0: ['.1/24', '172.16.1.9/24 scope host'], e1: ['172.16.1.9/24 scope host'] }),
  );
  const within = (link: string, widest: number): boolean =>
    owns(kernel.linkOf.get(link)!, { peer: labIp('172.16.1.1'), local: null, widest });
  assert.deepEqual(
    [within('e0', RT_SCOPE_LINK), within('e1', RT_SCOPE_LINK), within('e1', RT_SCOPE_HOST)],
    [true, false, true],
  );
});
