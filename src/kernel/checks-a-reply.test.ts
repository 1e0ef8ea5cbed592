// Who answers for local addresses: the directed checks A of the specification (ids are theirs).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, parseMac } from '../base/mac.ts';
import { OP_REPLY } from '../wire/arp.ts';
import { answers, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { learn } from './learn.ts';
import { decideReply } from './reply.ts';

const BOTH = 'e0@s0 e1@s1';
type Check = readonly [id: string, host: LabWish, target: string, expected: string, wording?: Wording];

const SOURCE_RULES: LabWish = {
  rules: ['from 10.0.0.1 lookup 101', 'from 10.0.0.2 lookup 102'],
  routes: ['10.0.0.0/24 dev e0 table 101', '10.0.0.0/24 dev e1 table 102'],
};
const probe: Wording = { from: '0.0.0.0' };
const ignore = (all: number): LabWish => ({ all: { arp_ignore: all } });
const filter = (all: number): LabWish => ({ all: { rp_filter: all } });

const plain: Check[] = [
  ['A01', {}, '.1', BOTH],
  ['A02', {}, '.2', BOTH],
  ...[1, 2].flatMap((level): Check[] => [
    [`A03.${level}`, ignore(level), '.1', 'e0@s0'],
    [`A04.${level}`, ignore(level), '.2', 'e1@s1'],
    [`A05.${level}`, ignore(level), '.1', level === 1 ? 'e0@s0' : 'none', { from: '10.9.9.9' }],
    [`A06.${level}`, ignore(level), '.1', 'e0@s0', probe],
  ]),
  ...[3, 4, 7, 9, 100, -1].map((level): Check => [`A07.${level}`, ignore(level), '.1', BOTH]),
  ['A07.8', ignore(8), '.1', 'none'],
  ...(
    [
      [0, 1, 'e0@s0'],
      [1, 0, 'e0@s0'],
      [1, 1, 'e0@s0'],
      [8, 1, 'none'],
      [1, 8, 'none'],
      [1, 3, BOTH],
      [3, 1, BOTH],
      [1, 5, BOTH],
      [8, 9, BOTH],
    ] as const
  ).map(
    ([all, own, expected]): Check => [
      `A08.${all}.${own}`,
      { all: { arp_ignore: all }, both: { arp_ignore: own } },
      '.1',
      expected,
    ],
  ),
  ['A09', { default: { arp_ignore: 1 } }, '.1', BOTH],
  ...(['global', 'link', 'host'] as const).flatMap((scope) =>
    ([0, 1, 2, 3, 8] as const).map((level): Check => {
      const shown = level === 0 || (level === 3 && scope !== 'host');
      return [
        `A10.${scope}.${level}`,
        { lo: [`.200/32 scope ${scope}`], all: { arp_ignore: level } },
        '.200',
        shown ? BOTH : 'none',
      ];
    }),
  ),
  ['A12', { lo: ['.200/32 scope host'], all: { arp_ignore: 3, route_localnet: 1 } }, '.200', BOTH],
  ['A13', { lo: ['10.7.0.1/24'] }, '10.7.0.99', BOTH],
  ['A13b', { lo: ['10.7.0.1/24'], all: { arp_ignore: 1 } }, '10.7.0.99', 'none'],
  ['A13c', { lo: ['10.7.0.1/24'], all: { arp_ignore: 3 } }, '10.7.0.99', 'none'],
  ...[0, 1, 2, 3].map(
    (level): Check => [
      `A14.${level}`,
      { routes: ['local 10.8.0.0/24 dev lo'], all: { arp_ignore: level } },
      '10.8.0.77',
      level === 0 ? BOTH : 'none',
    ],
  ),
  ...(['global', 'link', 'host'] as const).flatMap((scope) =>
    [0, 1, 2, 3].map((level): Check => {
      const own = level === 1 || level === 2;
      const expected = own ? 'e0@s0' : level === 3 && scope === 'host' ? 'none' : BOTH;
      return [
        `A15.${scope}.${level}`,
        { e0: [`.1/24 scope ${scope}`], all: { arp_ignore: level } },
        '.1',
        expected,
      ];
    }),
  ),
  ['A16', { e0: ['.1/24', '.5/32'], all: { arp_ignore: 2 } }, '.5', 'e0@s0'],
  ['A16b', { e0: ['.5/32'], all: { arp_ignore: 2 } }, '.5', 'none'],
  ['A17', { e0: ['.1 peer 10.0.0.9/32'], all: { arp_ignore: 2 } }, '.1', 'none', { from: '.9' }],
  ['A17b', { e0: ['.1 peer 10.0.0.9/24'], all: { arp_ignore: 2 } }, '.1', 'e0@s0', { from: '.9' }],
  ['A18', { e0: ['.1/24', '.3/24'] }, '.3', BOTH],
  ['A18b', { e0: ['.1/24', '.3/24'], all: { arp_ignore: 2 } }, '.3', 'e0@s0'],
  ['A19', { e1is: { up: false } }, '.2', 'e0@s0'],
  ['A19b', { e1is: { up: false }, all: { arp_ignore: 3 } }, '.2', 'e0@s0'],
  ['A19c', { e1is: { up: false }, all: { arp_ignore: 1 } }, '.2', 'none'],
  ['A20', { e0is: { arp: false } }, '.1', 'e1@s1'],
  ['A21', { e0: [] }, '.2', BOTH],
  ['A21.1', { e0: [], all: { rp_filter: 1 } }, '.2', 'e1@s1'],
  ['A21.2', { e0: [], all: { rp_filter: 2 } }, '.2', 'e1@s1'],
  ['A22', { e0: ['.7/24'] }, '.1', 'none'],
  ['A23', { without: (route) => route.destination === '10.0.0.1/32' }, '.1', 'none'],
  ['A23b', { without: (route) => route.destination === '10.0.0.1/32' }, '.1', 'none', probe],
  ['A24.0', filter(0), '.1', BOTH],
  ['A25.0', filter(0), '.2', BOTH],
  ['A26.0', filter(0), '.1', BOTH, { from: '8.8.8.8' }],
  ['A24.1', filter(1), '.1', 'e0@s0'],
  ['A25.1', filter(1), '.2', 'e0@s0'],
  ['A26.1', filter(1), '.1', 'none', { from: '8.8.8.8' }],
  ['A24.2', filter(2), '.1', BOTH],
  ['A25.2', filter(2), '.2', BOTH],
  ['A26.2', filter(2), '.1', 'none', { from: '8.8.8.8' }],
  ['A27', { ...filter(2), routes: ['default via 10.0.0.254 dev e0'] }, '.1', BOTH, { from: '8.8.8.8' }],
  ['A27b', { ...filter(1), routes: ['default via 10.0.0.254 dev e0'] }, '.1', 'e0@s0', { from: '8.8.8.8' }],
  ['A28', { e1conf: { rp_filter: 1 } }, '.1', 'e0@s0'],
  ['A29', { routes: ['blackhole 10.5.5.0/24'] }, '.1', BOTH, { from: '10.5.5.5' }],
  ['A29b', { ...filter(2), routes: ['blackhole 10.5.5.0/24'] }, '.1', 'none', { from: '10.5.5.5' }],
  ['A30', {}, '.1', 'none', { from: '.2' }],
  ['A31', {}, '.1', 'none', { from: '.1' }],
  ['A32', { all: { accept_local: 1 } }, '.1', BOTH, { from: '.2' }],
  ['A33', { all: { accept_local: 1 } }, '.1', BOTH, { from: '.1' }],
  ['A34', { e1conf: { accept_local: 1 } }, '.1', 'e1@s1', { from: '.2' }],
  ...['224.0.0.5', '255.255.255.255', '127.0.0.5'].map(
    (from): Check => [`A36.${from}`, {}, '.1', 'none', { from }],
  ),
  ['A36b', { all: { route_localnet: 1 } }, '.1', BOTH, { from: '127.0.0.5' }],
  ['A37', { all: { route_localnet: 1 } }, '127.0.0.1', BOTH],
  ['A37 as a probe', { all: { route_localnet: 1 } }, '127.0.0.1', BOTH, probe],
  ['A37b', {}, '127.0.0.1', 'none'],
  ['A38', {}, '.1', BOTH, { from: '0.1.2.3' }],
  ['A38 before 5.3', { kernel: '4.19.0' }, '.1', 'none', { from: '0.1.2.3' }],
  ...['224.0.0.1', '10.0.0.255', '255.255.255.255', '0.0.0.0', '10.0.0.0'].map(
    (target): Check => [`A39.${target}`, {}, target, 'none'],
  ),
  ['A40', { all: { rp_filter: 1, arp_filter: 1 } }, '.2', BOTH, probe],
  ['A41', { all: { arp_filter: 1 } }, '.1', 'e0@s0'],
  ['A41b', { all: { arp_filter: 1 } }, '.2', 'e0@s0'],
  ['A42', { ...SOURCE_RULES, all: { arp_filter: 1 } }, '.1', 'e0@s0'],
  ['A42b', { ...SOURCE_RULES, all: { arp_filter: 1 } }, '.2', 'e1@s1'],
  ['A42c', { ...SOURCE_RULES, all: { arp_filter: 1 } }, '.2', 'none', { from: '8.8.8.8' }],
  ['A43', { e1conf: { arp_filter: 1 } }, '.1', 'e0@s0'],
  ['A44', { ...SOURCE_RULES, all: { rp_filter: 1 } }, '.1', 'e0@s0'],
  ['A44b', { ...SOURCE_RULES, all: { rp_filter: 1 } }, '.2', 'e1@s1'],
  ['A44c', { ...SOURCE_RULES, all: { rp_filter: 2 } }, '.2', BOTH],
  ['A45', { all: { arp_filter: 1 }, lo: ['.200/32'] }, '.200', 'e0@s0'],
  ['A35', {}, '.1', BOTH, { from: '.255' }],
  ['A35b', filter(2), '.1', 'none', { from: '.255' }],
  ['A35c', { rules: ['from 10.77.0.0/24 lookup main'] }, '.1', 'none', { from: '.255' }],
  ['A35d', { customRules: true }, '.1', 'none', { from: '.255' }],
  ['A35e', { routes: ['local 10.8.0.0/24 dev lo'] }, '.1', 'none', { from: '.255' }],
  ['A35f', { customLocal: true }, '.1', 'none', { from: '.255' }],
  ['A50', {}, '.1', BOTH, { hrd: 6 }],
  ['A51', {}, '.1', 'none', { hrd: 7 }],
  ['A52', {}, '.1', 'none', { pro: 0x86dd }],
  ['A53', {}, '.1', 'none', { hln: 5 }],
  ['A54', {}, '.1', 'none', { pln: 5 }],
  ...[0, 3, 8, 9, 25].map((op): Check => [`A55.${op}`, {}, '.1', 'none', { op }]),
  ['A56', {}, '.1', 'none', { size: 27 }],
  ['A57', {}, '.1', BOTH, { size: 28 }],
  ['A58', {}, '.1', 'e0@s0', { dst: parseMac('02:00:00:00:01:00')! }],
  ['A59', {}, '.1', 'none', { dst: parseMac('02:00:00:00:09:09')! }],
  ['A60', {}, '.1', BOTH, { dst: parseMac('01:00:5e:00:00:01')! }],
  ['A61', {}, '.1', BOTH, { vid: 0 }],
  ['A62', {}, '.1', 'none', { vid: 5 }],
  ['A67', {}, '.1', BOTH, { tha: 0x123456789abc }],
  ['A80', { e0is: { master: 'br0' }, more: { br0: { kind: 'bridge' } } }, '.1', 'br0@s0 e1@s1'],
  [
    'A80b',
    { e0is: { master: 'br0' }, more: { br0: { kind: 'bridge' } }, all: { arp_ignore: 1 } },
    '.1',
    'none',
  ],
  [
    'A80c',
    {
      e0is: { master: 'br0' },
      more: { br0: { kind: 'bridge', addresses: ['10.0.0.1/24'] } },
      e1is: { up: false },
    },
    '.1',
    'br0@s0',
  ],
  ...(
    [
      ['A81', 0, '.1', 'e0@s0 mv0@s0'],
      ['A81b', 1, '.1', 'e0@s0'],
      ['A81c', 1, '.3', 'mv0@s0'],
    ] as const
  ).map(
    ([id, level, target, expected]): Check => [
      id,
      {
        e1is: { up: false },
        all: { arp_ignore: level },
        more: { mv0: { kind: 'macvlan', lower: 'e0', addresses: ['10.0.0.3/24'] } },
      },
      target,
      expected,
    ],
  ),
  ['N60', { lo: ['.200/32'], loconf: { arp_ignore: 1, arp_announce: 2 } }, '.200', BOTH],
  [
    'N61',
    { lo: ['10.7.0.1/24'], routes: ['10.7.0.99/32 dev e1'], e1is: {}, e0: ['.1/24'] },
    '10.7.0.99',
    'none',
  ],
  ['N61b', { lo: ['10.7.0.1/24'], routes: ['10.7.0.99/32 dev e1'], customRules: true }, '10.7.0.99', BOTH],
  ['N82', { e0: ['.1/24 deprecated'] }, '.1', BOTH],
  ['V50', bonded('e0'), '.1', 'bond0@s0'],
  ['V50 the other member', bonded('e1'), '.1', 'bond0@s1'],
  ['V40', vrfs(), '.1', 'e0@s0'],
  ['V40b', vrfs(), '.2', 'e1@s1'],
  ['V40c', vrfs(), '.2', 'e1@s1', probe],
];

function bonded(activeMember: string): LabWish {
  return {
    e0: [],
    e1: [],
    e0is: { master: 'bond0' },
    e1is: { master: 'bond0' },
    more: { bond0: { kind: 'bond', activeMember, addresses: ['10.0.0.1/24'] } },
  };
}

function vrfs(): LabWish {
  return {
    e0is: { master: 'red' },
    e1is: { master: 'blue' },
    more: { red: { kind: 'vrf', vrfTable: 10 }, blue: { kind: 'vrf', vrfTable: 20 } },
    rules: ['l3mdev pref 1000'],
  };
}

for (const [id, wish, target, expected, wording] of plain) {
  test(`${id}: who-has ${target}${wording?.from ? ` from ${wording.from}` : ''} is answered by ${expected}`, () => {
    assert.equal(answers(labHost(wish), target, wording), expected);
  });
}

test('A40b: the answer to a probe goes to the prober, with target address 0.0.0.0', () => {
  const verdict = decideReply(whoHas('.2', { from: '0.0.0.0' }), labHost());
  assert.ok(verdict.yes);
  const { tpa, tha, dst } = verdict.value;
  assert.deepEqual(
    [formatIpv4(tpa), formatMac(tha), formatMac(dst)],
    ['0.0.0.0', '02:00:00:00:02:00', '02:00:00:00:02:00'],
  );
});

test('A73: every field of an answer', () => {
  assert.deepEqual(decideReply(whoHas('.1'), labHost()), {
    yes: true,
    reason: 'answer-local',
    value: {
      link: 'e0',
      dst: parseMac('02:00:00:00:02:00'),
      src: parseMac('02:00:00:00:01:00'),
      op: OP_REPLY,
      sha: parseMac('02:00:00:00:01:00'),
      spa: 0x0a000001,
      tha: parseMac('02:00:00:00:02:00'),
      tpa: 0x0a000064,
      delay: 0,
    },
  });
});

test('A63, A64, A70: the answer goes to the ARP sender MAC, whatever it is and whatever the table says', () => {
  const host = labHost({
    neighbours: [{ link: 'e0', ip: '10.0.0.100', mac: '02:00:00:00:08:08', state: 'permanent' }],
  });
  for (const sha of [0x020000000707, BROADCAST_MAC, 0, parseMac('02:00:00:00:01:00')!]) {
    const verdict = decideReply(whoHas('.1', { sha }), host);
    assert.equal(verdict.yes && verdict.value.dst, sha);
  }
});

type Lesson = readonly [id: string, host: LabWish, wording: Wording, expected: string];
const PRESENT: LabWish = { neighbours: [{ link: 'e0', ip: '10.0.0.120', mac: '02:00:00:00:08:08' }] };
const lessons: Lesson[] = [
  ['A63b', {}, { sha: 0x020000000707 }, 'stale 02:00:00:00:07:07'],
  ['A64b', {}, { sha: BROADCAST_MAC }, 'stale ff:ff:ff:ff:ff:ff'],
  ['A65', {}, { sha: 0 }, 'stale 00:00:00:00:00:00'],
  ['A66', {}, { sha: parseMac('02:00:00:00:01:00')! }, 'stale 02:00:00:00:01:00'],
  ['A68', {}, { from: '8.8.8.8' }, 'stale 02:00:00:00:02:00'],
  ['A69', {}, { from: '.255' }, 'noarp ff:ff:ff:ff:ff:ff'],
  [
    'A70b',
    { neighbours: [{ link: 'e0', ip: '10.0.0.100', mac: '02:00:00:00:08:08', state: 'permanent' }] },
    {},
    'permanent 02:00:00:00:08:08',
  ],
  ['A71', { ...PRESENT, all: { arp_ignore: 8 } }, { from: '.120' }, 'stale 02:00:00:00:08:08'],
  ['A72', PRESENT, { from: '.120' }, 'stale 02:00:00:00:02:00'],
];

for (const [id, wish, wording, expected] of lessons) {
  test(`${id}: afterwards the entry of the asker is ${expected}`, () => {
    const host = labHost(wish);
    const { after, reason } = learn(whoHas('.1', wording), host);
    const kept = host.neighbours[0];
    const shown = after
      ? `${after.state} ${formatMac(after.mac ?? 0)}`
      : `${kept?.state ?? 'no entry'} ${kept?.mac ?? ''}`;
    assert.equal(shown, expected);
    assert.ok(reason.startsWith('learn-'));
  });
}
