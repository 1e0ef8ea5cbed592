// Which sender a question carries. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, parseMac, ZERO_MAC } from '../base/mac.ts';
import { type LabWish, labHost, labIp } from './lab.ts';
import { REASONS } from './reasons.ts';
import { decideSource } from './source.ts';

/** e0 has .1/24, the secondary .3/24, 172.16.0.1/24; e1 has 10.5.0.1/24; lo has the VIP .200. */
const LAB: LabWish = {
  e0: ['.1/24', '.3/24', '172.16.0.1/24'],
  e1: ['10.5.0.1/24', '9.9.9.9/32'],
  lo: ['.200/32'],
};

type Row = readonly [
  rule: string,
  host: LabWish,
  packetFrom: string | null,
  expected: string,
  way?: { readonly link?: string; readonly target?: string },
];

const announce = (all: number, own = 0): LabWish => ({
  ...LAB,
  all: { arp_announce: all },
  both: { arp_announce: own },
});
const FOREIGN = ['10.0.0.1', '10.0.0.3', '172.16.0.1', '10.5.0.1', '10.0.0.200', '9.9.9.9'] as const;
const LEVEL_1 = ['10.0.0.1', '10.0.0.3', '10.0.0.1', '10.0.0.1', '10.0.0.200', '10.0.0.1'] as const;

const rows: Row[] = [
  ...FOREIGN.map((from): Row => ['#announce-0: the source of the packet', announce(0), from, from]),
  ...[3, -1].flatMap((level) =>
    FOREIGN.map(
      (from): Row => [`#values-without-meaning: arp_announce=${level}`, announce(level), from, from],
    ),
  ),
  ...FOREIGN.map((from, at): Row => ['#announce-1: if a prefix holds both', announce(1), from, LEVEL_1[at]!]),
  ...FOREIGN.map((from): Row => ['#announce-2: never the source', announce(2), from, '10.0.0.1']),
  ...(
    [
      [0, 2, '10.0.0.1'],
      [2, 0, '10.0.0.1'],
      [2, 1, '10.0.0.1'],
      [1, 2, '10.0.0.1'],
      [0, 0, '10.5.0.1'],
      [3, 2, '10.5.0.1'],
      [2, 3, '10.5.0.1'],
    ] as const
  ).map(
    ([all, own, expected]): Row => [
      `#larger-of-both: arp_announce ${all} for all, ${own} on the link`,
      announce(all, own),
      '10.5.0.1',
      expected,
    ],
  ),
  ['#announce-0: for a gateway', announce(0), '.1', '10.0.0.1', { target: '172.16.0.254' }],
  [
    '#next-hop-asked-for: the prefix that holds the gateway counts',
    announce(1),
    '.1',
    '172.16.0.1',
    { target: '172.16.0.254' },
  ],
  [
    '#selected-address: the one beside the gateway',
    announce(2),
    '.1',
    '172.16.0.1',
    { target: '172.16.0.254' },
  ],
  ['#foreign-source: a packet that is forwarded', announce(0), '10.5.0.77', '10.0.0.1', { target: '.51' }],
  ['#question-fields: no packet waits', announce(0), null, '10.0.0.1'],
  [
    '#borrowed-address: of lo before all others',
    { ...announce(2), e0: ['.1/24'], e1: [] },
    null,
    '10.0.0.200',
    { link: 'e1' },
  ],
  [
    '#borrowed-address: not with scope host',
    { ...announce(2), e0: ['.1/24'], e1: [], lo: ['.200/32 scope host'] },
    null,
    '10.0.0.1',
    { link: 'e1' },
  ],
  [
    '#borrowed-address: not with scope link',
    { e0: ['.1/24 scope link'], e1: [], lo: [] },
    null,
    '0.0.0.0',
    { link: 'e1' },
  ],
  [
    '#selected-address: on the link itself scope link will do',
    { e0: ['.1/24 scope link'] },
    null,
    '10.0.0.1',
  ],
  ['#selected-address: scope host will not', { e0: ['.1/24 scope host'], e1: ['.2/24'] }, null, '10.0.0.2'],
  [
    '#localnet-widens-host: scope host will do with route_localnet',
    { e0: ['.1/24 scope host'], e1: ['.2/24'], all: { route_localnet: 1 } },
    null,
    '10.0.0.1',
  ],
  ['#no-address: none anywhere', { e0: [], e1: [] }, null, '0.0.0.0'],
  [
    '#selected-address: no prefix holds the target, so the first',
    { e0: ['.1/24', '10.0.1.1/24'] },
    null,
    '10.0.0.1',
    { target: '192.168.9.9' },
  ],
  [
    '#selected-address: the prefix that holds the target',
    { e0: ['.1/24', '10.0.1.1/24'] },
    null,
    '10.0.1.1',
    { target: '10.0.1.50' },
  ],
  [
    '#hearing-link-decides: conf/lo is not asked',
    { ...LAB, loconf: { arp_ignore: 1, arp_announce: 2 } },
    '.200',
    '10.0.0.200',
  ],
];

for (const [rule, wish, from, expected, way] of rows) {
  test(`${rule}: a packet from ${from ?? 'nobody'} is asked for as ${expected}`, () => {
    const asking = {
      link: way?.link ?? 'e0',
      target: labIp(way?.target ?? '.50'),
      packetSource: from === null ? null : labIp(from),
    };
    const verdict = decideSource(asking, labHost(wish));
    assert.ok(verdict.yes);
    assert.equal(formatIpv4(verdict.value.spa), expected);
    assert.equal(REASONS[verdict.reason].kind, 'source');
  });
}

test('#question-fields: no target MAC; to all, or to the MAC that is known', () => {
  const host = labHost();
  const asked = decideSource({ link: 'e0', target: labIp('.50'), packetSource: null }, host);
  const probe = decideSource(
    { link: 'e0', target: labIp('.50'), packetSource: null, to: 0x020000000a01 },
    host,
  );
  assert.ok(asked.yes && probe.yes);
  const { sha, tha, dst, src, op } = asked.value;
  const e0 = parseMac('02:00:00:00:01:00');
  assert.deepEqual([sha, src, tha, dst, op], [e0, e0, ZERO_MAC, BROADCAST_MAC, 1]);
  assert.equal(probe.value.dst, 0x020000000a01);
});

for (const [why, wish] of [
  ['does not speak ARP', { e0is: { arp: false } }],
  ['is down', { e0is: { up: false } }],
] as const) {
  test(`#silent-link: a link that ${why} asks nobody`, () => {
    const verdict = decideSource({ link: 'e0', target: labIp('.50'), packetSource: null }, labHost(wish));
    assert.deepEqual(verdict, { yes: false, reason: 'source-link-silent' });
  });
}

test('#borrowed-address: in a VRF it is borrowed from the VRF link, then from its members, never from lo', () => {
  const wish: LabWish = {
    e0: [],
    e1: ['.2/24'],
    lo: ['.200/32'],
    e0is: { master: 'red' },
    e1is: { master: 'red' },
    more: { red: { kind: 'vrf', vrfTable: 10, addresses: ['10.9.9.1/32'] } },
    rules: ['l3mdev pref 1000'],
  };
  const asking = { link: 'e0', target: labIp('.50'), packetSource: null };
  const first = decideSource(asking, labHost(wish));
  const second = decideSource(asking, labHost({ ...wish, more: { red: { kind: 'vrf', vrfTable: 10 } } }));
  assert.ok(first.yes && second.yes);
  assert.deepEqual([formatIpv4(first.value.spa), formatIpv4(second.value.spa)], ['10.9.9.1', '10.0.0.2']);
});
