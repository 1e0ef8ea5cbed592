// Whole hosts as people build them, each setting tried. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { hostWith, type HostWish } from './build-host.ts';
import type { Conf } from './conf.ts';
import { answers, ASKER, type LabWish, labHost, labIp, whoHas } from './lab.ts';
import { decidePath } from './path.ts';
import { decideReply } from './reply.ts';
import { decideSource } from './source.ts';

const SOURCE_ROUTING: LabWish = {
  rules: ['from 10.0.0.1 lookup 101', 'from 10.0.0.2 lookup 102'],
  routes: ['10.0.0.0/24 dev e0 table 101', '10.0.0.0/24 dev e1 table 102'],
};

/** Both NICs on one subnet; who answers for .1 and .2, what leaves for the client by which NIC with which ARP sender. */
const TWO_LINKS: readonly (readonly [name: string, wish: LabWish, answers: string, sends: string])[] = [
  ['defaults', {}, 'e0+e1 / e0+e1', 'e0 .1 / e0 .2'],
  ['arp_ignore=1', { all: { arp_ignore: 1 } }, 'e0 / e1', 'e0 .1 / e0 .2'],
  ['arp_ignore=1 arp_announce=2', { all: { arp_ignore: 1, arp_announce: 2 } }, 'e0 / e1', 'e0 .1 / e0 .1'],
  ['arp_ignore=2 arp_announce=2', { all: { arp_ignore: 2, arp_announce: 2 } }, 'e0 / e1', 'e0 .1 / e0 .1'],
  ['arp_filter=1', { all: { arp_filter: 1 } }, 'e0 / e0', 'e0 .1 / e0 .2'],
  ['source routing', SOURCE_ROUTING, 'e0+e1 / e0+e1', 'e0 .1 / e1 .2'],
  ['arp_filter=1 + rules', { ...SOURCE_ROUTING, all: { arp_filter: 1 } }, 'e0 / e1', 'e0 .1 / e1 .2'],
  ['rp_filter=1 + rules', { ...SOURCE_ROUTING, all: { rp_filter: 1 } }, 'e0 / e1', 'e0 .1 / e1 .2'],
  [
    'arp_ignore=1 arp_announce=2 + rules',
    { ...SOURCE_ROUTING, all: { arp_ignore: 1, arp_announce: 2 } },
    'e0 / e1',
    'e0 .1 / e1 .2',
  ],
  [
    'arp_filter=1 arp_announce=2 + rules',
    { ...SOURCE_ROUTING, all: { arp_filter: 1, arp_announce: 2 } },
    'e0 / e1',
    'e0 .1 / e1 .2',
  ],
  [
    'with rp_filter=1, no rules',
    { all: { arp_ignore: 1, arp_announce: 2, rp_filter: 1 } },
    'e0 / none',
    'e0 .1 / e0 .1',
  ],
  [
    'with rp_filter=2, no rules',
    { all: { arp_ignore: 1, arp_announce: 2, rp_filter: 2 } },
    'e0 / e1',
    'e0 .1 / e0 .1',
  ],
  [
    'with rp_filter=1 and rules',
    { ...SOURCE_ROUTING, all: { arp_ignore: 1, arp_announce: 2, rp_filter: 1 } },
    'e0 / e1',
    'e0 .1 / e1 .2',
  ],
];

function short(shown: string): string {
  return shown.replaceAll(/@s\d/g, '').replaceAll(' ', '+');
}

for (const [name, wish, answered, sends] of TWO_LINKS) {
  test(`#two-links-one-subnet: ${name}: answers ${answered}, sends ${sends}`, () => {
    const host = labHost(wish);
    assert.equal(['.1', '.2'].map((target) => short(answers(host, target))).join(' / '), answered);
    const sent = ['.1', '.2'].map((from) => {
      const path = decidePath({ to: labIp('.100'), from: labIp(from) }, host);
      assert.ok(path.yes && path.value.question.yes);
      const { link, spa } = path.value.question.value;
      return `${link} .${spa & 255}`;
    });
    assert.equal(sent.join(' / '), sends);
  });
}

for (const [name, wish, expected] of [
  ['defaults', {}, 'e0'],
  ['arp_ignore=1 arp_announce=2', { all: { arp_ignore: 1, arp_announce: 2 } }, 'none'],
  ['arp_filter=1 + rules', { ...SOURCE_ROUTING, all: { arp_filter: 1 } }, 'e0'],
  ['arp_ignore=1 + rules', { ...SOURCE_ROUTING, all: { arp_ignore: 1 } }, 'none'],
] as const) {
  test(`#link-set-down: ${name}: e1 set down, .2 is answered by ${expected}`, () => {
    assert.equal(short(answers(labHost({ ...wish, e1is: { up: false } }), '.2')), expected);
  });
}

/** Real servers with the VIP on lo; does r1 answer for it, and with which sender does it ask for the client? */
const VIP = '10.0.0.200/32';
const REAL_SERVERS: readonly (readonly [
  name: string,
  all: Conf,
  lo: string,
  answers: boolean,
  tells: string | null,
])[] = [
  ['defaults', {}, VIP, true, '10.0.0.200'],
  ['arp_ignore=1', { arp_ignore: 1 }, VIP, false, '10.0.0.200'],
  ['arp_ignore=1 arp_announce=1', { arp_ignore: 1, arp_announce: 1 }, VIP, false, '10.0.0.200'],
  ['arp_ignore=1 arp_announce=2', { arp_ignore: 1, arp_announce: 2 }, VIP, false, '10.0.0.11'],
  ['arp_ignore=2 arp_announce=2', { arp_ignore: 2, arp_announce: 2 }, VIP, false, '10.0.0.11'],
  ['arp_ignore=3, scope global', { arp_ignore: 3, arp_announce: 2 }, VIP, true, '10.0.0.11'],
  ['arp_ignore=3, scope host', { arp_ignore: 3, arp_announce: 2 }, `${VIP} scope host`, false, '10.0.0.11'],
  ['scope host alone', {}, `${VIP} scope host`, true, '10.0.0.200'],
  ['arp_filter=1 arp_announce=2', { arp_filter: 1, arp_announce: 2 }, VIP, true, '10.0.0.11'],
  ['arp_ignore=8 arp_announce=2', { arp_ignore: 8, arp_announce: 2 }, VIP, false, '10.0.0.11'],
  ['VIP /24 on lo', { arp_ignore: 1, arp_announce: 2 }, '10.0.0.200/24', false, null],
];

for (const [name, all, lo, answered, tells] of REAL_SERVERS) {
  test(`#hidden-vip: ${name}: ${answered ? 'answers' : 'is silent'}, asks as ${tells ?? 'nobody'}`, () => {
    const host = labHost({ e0: ['.11/24'], e1: [], e1is: { up: false }, lo: [lo], all });
    assert.equal(answers(host, '.200'), answered ? 'e0@s0' : 'none');
    const path = decidePath({ to: labIp('.100'), from: labIp('.200') }, host);
    assert.ok(path.yes);
    const { question } = path.value;
    assert.equal(question.yes ? formatIpv4(question.value.spa) : null, tells);
  });
}

test('#hidden-vip: on the link that hears the question it cannot be hidden', () => {
  const wish: LabWish = { e0: ['.11/24', '.200/32'], e1: [], e1is: { up: false } };
  const all = { arp_ignore: 1, arp_announce: 2 };
  assert.equal(answers(labHost({ ...wish, all }), '.200'), 'e0@s0');
});

/** A container .50 behind v0, published on NICs of one segment. */
const CONTAINER = { more: { v0: {} }, forwarding: true } as const;
const TO_V0 = '10.0.0.50/32 dev v0';
const BACK = { rules: ['from 10.0.0.50 lookup 102'], routes: [TO_V0, '10.0.0.0/24 dev e1 table 102'] };
const onBoth = ['10.0.0.50 dev e0', '10.0.0.50 dev e1'];
const CONTAINERS: readonly (readonly [name: string, wish: LabWish, expected: string])[] = [
  ['nothing published', {}, 'none'],
  ['on e0 and e1', { published: onBoth }, 'e0+e1'],
  ['on both, rp_filter=1', { published: onBoth, both: { rp_filter: 1 } }, 'e0'],
  [
    'on both, every arp setting',
    { published: onBoth, both: { arp_ignore: 1, arp_announce: 2, arp_filter: 1 } },
    'e0+e1',
  ],
  ['on e0 only', { published: ['10.0.0.50 dev e0'] }, 'e0'],
  ['on e1 only', { published: ['10.0.0.50 dev e1'] }, 'e1'],
  ['on e1 only, rp_filter=1', { published: ['10.0.0.50 dev e1'], both: { rp_filter: 1 } }, 'none'],
  [
    'on e1 only with a rule, rp_filter=1',
    { ...BACK, published: ['10.0.0.50 dev e1'], both: { rp_filter: 1 } },
    'e1',
  ],
  ['on both with a rule, rp_filter=1', { ...BACK, published: onBoth, both: { rp_filter: 1 } }, 'e1'],
  ['on both with a rule, rp_filter=0', { ...BACK, published: onBoth }, 'e0+e1'],
  ['proxy_arp instead', { both: { proxy_arp: 1 } }, 'e0+e1'],
];

for (const [name, wish, expected] of CONTAINERS) {
  test(`#container-published: ${name}: .50 is answered by ${expected}`, () => {
    assert.equal(short(answers(labHost({ routes: [TO_V0], ...CONTAINER, ...wish }), '.50')), expected);
  });
}

/** A router with customers behind sub-interfaces: WAN asks .10, A asks .20, A asks .254, A asks .1. */
const CUSTOMERS = ['203.0.113.10/32 dev eth1.10', '203.0.113.20/32 dev eth1.20'];
const SIDES = { proxy_arp: 1 };
type Router = {
  routes?: string[];
  wan?: Conf;
  sub?: Conf;
  all?: Conf;
  sub10?: string[];
  sub20?: string[];
  forwarding?: boolean;
};
const FULL: Router = { routes: CUSTOMERS, wan: SIDES, sub: SIDES, all: { rp_filter: 1 } };
const GATEWAY = ['203.0.113.1/32'];
const ROUTERS: readonly (readonly [name: string, wish: Router, expected: string])[] = [
  ['full', FULL, 'yes yes yes yes'],
  ['no /32 routes', { ...FULL, routes: [], all: {} }, 'no yes yes yes'],
  ['no /32 routes, rp_filter=1', { ...FULL, routes: [] }, 'no no no no'],
  ['proxy_arp only on the customer side', { ...FULL, wan: {} }, 'no yes yes yes'],
  ['proxy_arp only on the WAN side', { ...FULL, sub: {} }, 'yes no no yes'],
  ['no forwarding', { ...FULL, forwarding: false }, 'no no no yes'],
  ['gateway repeated as /32', { ...FULL, sub10: GATEWAY, sub20: GATEWAY }, 'yes yes yes yes'],
  ['arp_ignore=1', { ...FULL, all: { rp_filter: 1, arp_ignore: 1 } }, 'yes yes yes no'],
  [
    'arp_ignore=1, gateway /32',
    { ...FULL, all: { rp_filter: 1, arp_ignore: 1 }, sub10: GATEWAY, sub20: GATEWAY },
    'yes yes yes yes',
  ],
];

function routerOf(wish: Router): HostWish {
  return {
    forwarding: wish.forwarding ?? true,
    all: wish.all ?? {},
    routes: wish.routes ?? [],
    links: {
      wan: { addresses: ['203.0.113.1/24'], conf: wish.wan ?? {} },
      eth1: {},
      'eth1.10': { lower: 'eth1', vlan: 10, addresses: wish.sub10 ?? [], conf: wish.sub ?? {}, kind: 'vlan' },
      'eth1.20': { lower: 'eth1', vlan: 20, addresses: wish.sub20 ?? [], conf: wish.sub ?? {}, kind: 'vlan' },
    },
  };
}

for (const [name, wish, expected] of ROUTERS) {
  test(`#router-of-hosts: ${name}: ${expected}`, () => {
    const host = hostWith(routerOf(wish));
    const asked = [
      ['wan', 0, '203.0.113.254', '203.0.113.10'],
      ['eth1', 10, '203.0.113.10', '203.0.113.20'],
      ['eth1', 10, '203.0.113.10', '203.0.113.254'],
      ['eth1', 10, '203.0.113.10', '203.0.113.1'],
    ] as const;
    const shown = asked.map(([link, vid, from, target]) =>
      decideReply(whoHas(target, { link, vid, from, sha: ASKER }), host).yes ? 'yes' : 'no',
    );
    assert.equal(shown.join(' '), expected);
    const tells = decideSource({ link: 'eth1.10', target: labIp('203.0.113.10'), packetSource: null }, host);
    assert.equal(tells.yes && formatIpv4(tells.value.spa), '203.0.113.1');
  });
}
