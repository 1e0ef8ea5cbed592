import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
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
  ['239.1.2.3', 'path-many', 'e0 10.0.0.254 from 10.0.0.1 asks as 10.0.0.1', {}],
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
