import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { asKernel } from './kernel.ts';
import { labHost, type LabWish, labIp } from './lab.ts';
import { decidePath } from './path.ts';
import type { Trace } from './trace.ts';

const ROUTES = [
  'default via 10.0.0.254 dev e0',
  '10.5.0.0/16 via 10.0.0.253 dev e0 src 10.0.0.3',
  'prohibit 10.6.0.0/16',
];
const LAB: LabWish = { e0: ['.1/24', '.3/24'], e1: ['10.1.0.1/24'], routes: ROUTES };

for (const [to, reason, expected, wish] of [
  ['10.0.0.1', 'path-local', 'lo 10.0.0.1 from 10.0.0.1 asks nobody', {}],
  ['10.0.0.77', 'path-connected', 'e0 10.0.0.77 from 10.0.0.1 asks as 10.0.0.1', {}],
  ['10.1.0.9', 'path-connected', 'e1 10.1.0.9 from 10.1.0.1 asks as 10.1.0.1', {}],
  ['8.8.8.8', 'path-gateway', 'e0 10.0.0.254 from 10.0.0.1 asks as 10.0.0.1', {}],
  ['10.5.1.1', 'path-gateway', 'e0 10.0.0.253 from 10.0.0.3 asks as 10.0.0.3', {}],
  ['10.5.1.1', 'path-gateway', 'e0 10.0.0.253 from 10.0.0.3 asks as 10.0.0.1', { all: { arp_announce: 2 } }],
  ['10.0.0.255', 'path-many', 'e0 10.0.0.255 from 10.0.0.1 asks nobody', {}],
  ['239.1.2.3', 'path-many', 'e0 239.1.2.3 from 10.0.0.1 asks nobody', {}],
  [
    '239.1.2.3',
    'path-gateway',
    'e0 10.0.0.253 from 10.0.0.1 asks as 10.0.0.1',
    { routes: [...ROUTES, '224.0.0.0/4 via 10.0.0.253 dev e0'] },
  ],
  [
    '239.1.2.3',
    'path-many',
    'e0 239.1.2.3 from 10.0.0.1 asks nobody',
    { routes: [...ROUTES, '224.0.0.0/3 via 10.0.0.253 dev e0'] },
  ],
  ['255.255.255.255', 'path-many', 'e0 255.255.255.255 from 10.0.0.1 asks nobody', {}],
  ['127.0.0.9', 'path-local', 'lo 127.0.0.9 from 127.0.0.1 asks nobody', {}],
  ['10.8.0.9', 'path-local', 'lo 10.8.0.9 from 10.8.0.1 asks nobody', { lo: ['10.8.0.1/24'] }],
  ['0.0.0.0', 'path-local', 'lo 127.0.0.1 from 127.0.0.1 asks nobody', {}],
  ['10.1.0.9', 'path-no-question', 'e1 10.1.0.9 from 10.1.0.1 asks nobody', { e1is: { arp: false } }],
] as const) {
  test(`#next-hop: to ${to}: ${reason}, ${expected}`, () => {
    const verdict = decidePath({ to: labIp(to), from: null }, labHost({ ...LAB, ...wish }));
    assert.ok(verdict.yes);
    const { link, nextHop, source, question } = verdict.value;
    const asks = question.yes ? `as ${formatIpv4(question.value.spa)}` : 'nobody';
    assert.equal(verdict.reason, reason);
    assert.equal(`${link} ${formatIpv4(nextHop)} from ${formatIpv4(source)} asks ${asks}`, expected);
  });
}

for (const [to, from, reason] of [
  ['10.6.1.1', null, 'path-refused'],
  ['8.8.8.8', '10.99.0.1', 'path-foreign-source'],
] as const) {
  test(`to ${to} from ${from ?? 'anything'}: ${reason}`, () => {
    const wanted = { to: labIp(to), from: from === null ? null : labIp(from) };
    assert.deepEqual(decidePath(wanted, labHost(LAB)), { yes: false, reason });
  });
}

const TWO_LINKS: LabWish = { e0: ['.1/24'], e1: ['10.1.0.1/24'] };

function way(wish: LabWish, to: string, from: string | null = null): string {
  const wanted = { to: labIp(to), from: from === null ? null : labIp(from) };
  const verdict = decidePath(wanted, labHost(wish));
  if (!verdict.yes) return verdict.reason;
  const { link, nextHop, source } = verdict.value;
  return `${verdict.reason} ${link} ${formatIpv4(nextHop)} from ${formatIpv4(source)}`;
}

test('#loopback-source: what has a source in 127.0.0.0/8 leaves by no link, but with route_localnet', () => {
  assert.equal(way(TWO_LINKS, '.9', '127.0.0.1'), 'path-loopback-source');
  assert.equal(way(TWO_LINKS, '127.0.0.9', '127.0.0.1'), 'path-local lo 127.0.0.9 from 127.0.0.1');
  const lent: LabWish = { e0: [], e1: [], lo: ['127.5.0.1/16 scope global'], routes: ['10.0.0.0/24 dev e0'] };
  assert.equal(way(lent, '.9'), 'path-loopback-source');
  const allowed = { ...TWO_LINKS, e0conf: { route_localnet: 1 } };
  assert.equal(way(allowed, '.9', '127.0.0.1'), 'path-connected e0 10.0.0.9 from 127.0.0.1');
});

test('#for-many-by-source: what is for many leaves by the link of its source, without a route', () => {
  for (const to of ['224.0.0.1', '255.255.255.255']) {
    assert.equal(way(TWO_LINKS, to), 'path-no-route');
    assert.equal(way(TWO_LINKS, to, '10.1.0.1'), `path-many e1 ${to} from 10.1.0.1`);
    assert.equal(way(TWO_LINKS, to, '.1'), `path-many e0 ${to} from 10.0.0.1`);
    assert.equal(
      way({ ...TWO_LINKS, lo: ['10.8.0.1/32'] }, to, '10.8.0.1'),
      `path-many lo ${to} from 10.8.0.1`,
    );
    assert.equal(
      way({ ...TWO_LINKS, lo: ['10.8.0.1/24'] }, to, '10.8.0.7'),
      `path-many lo ${to} from 10.8.0.7`,
    );
    assert.equal(way(TWO_LINKS, to, '.99'), 'path-foreign-source');
  }
});

for (const from of ['224.0.0.9', '255.255.255.255', '10.99.0.1'])
  test(`a packet cannot have ${from} as its source`, () => {
    assert.equal(way(TWO_LINKS, '.9', from), 'path-foreign-source');
  });

test('the source 0.0.0.0 is none, and to 0.0.0.0 is to oneself, without a route', () => {
  assert.equal(
    way({ ...TWO_LINKS, without: () => true }, '0.0.0.0'),
    'path-local lo 127.0.0.1 from 127.0.0.1',
  );
  assert.equal(way(TWO_LINKS, '.9', '0.0.0.0'), 'path-connected e0 10.0.0.9 from 10.0.0.1');
});

test('of a multipath route, the source is that of the next hop taken', () => {
  const host = labHost({ ...TWO_LINKS, routes: ['9.9.9.0/24 nexthop dev e1 nexthop dev e0'] });
  const sources = [0, 1].map((pick) => {
    const verdict = decidePath({ to: labIp('9.9.9.9'), from: null }, { ...asKernel(host), pick });
    return verdict.yes ? `${verdict.value.link} ${formatIpv4(verdict.value.source)}` : verdict.reason;
  });
  assert.deepEqual(sources, ['e1 10.1.0.1', 'e0 10.0.0.1']);
});

test('#next-hop: M5, a gateway by IPv6 is never asked for by ARP', () => {
  const host = labHost({ ...TWO_LINKS, routes: ['9.9.9.0/24 dev e0 via6 fe80::9 scope global'] });
  const verdict = decidePath({ to: labIp('9.9.9.9'), from: null }, host);
  assert.ok(verdict.yes);
  assert.equal(verdict.reason, 'path-gateway6');
  const { link, via6, source, route, question } = verdict.value;
  assert.equal(`${link} ${via6} ${formatIpv4(source)} ${question.yes}`, 'e0 fe80::9 10.0.0.1 false');
  assert.equal(route, '9.9.9.0/24 via inet6 fe80::9 dev e0 table 254');
});

for (const [kernel, route, expected] of [
  ['6.18.44', 'nexthop dev e1 nexthop dev e0', 'e0 1'],
  ['6.16', 'nexthop dev e1 nexthop dev e0', 'e0 1'],
  ['6.15', 'nexthop dev e1 nexthop dev e0', 'e1 2'],
  ['6.18.44', 'nhid 7 nexthop dev e1 nexthop dev e0', 'e1 2'],
  ['6.18.44', 'nexthop dev e0 nexthop via 10.0.0.9 dev e0', 'e0 2'],
  ['6.18.44', 'nexthop via 10.1.0.9 dev e1 nexthop via 10.1.0.8 dev e1', 'e1 2'],
] as const)
  test(`#hop-of-source: M6, Linux ${kernel}, from 10.0.0.1 over ${route}: ${expected}`, () => {
    const host = labHost({ ...TWO_LINKS, kernel, routes: [`9.9.9.0/24 ${route}`] });
    const verdict = decidePath({ to: labIp('9.9.9.9'), from: labIp('.1') }, host);
    assert.ok(verdict.yes);
    assert.equal(`${verdict.value.link} ${verdict.value.ways}`, expected);
  });

test('no route at all', () => {
  assert.deepEqual(decidePath({ to: labIp('8.8.8.8'), from: null }, labHost()), {
    yes: false,
    reason: 'path-no-route',
  });
});

test('the three questions are asked in their order', () => {
  const asked = (to: string): string[] => {
    const trace: Trace = [];
    decidePath({ to: labIp(to), from: null }, labHost(LAB), trace);
    return trace.map(({ question }) => question.split(' ')[0]!);
  };
  assert.deepEqual(asked('10.0.0.1'), ['Is']);
  assert.deepEqual(asked('10.0.0.77'), ['Is', 'Is', 'Which']);
  assert.deepEqual(asked('8.8.8.8'), ['Is', 'Is', 'Which', 'Which']);
});
