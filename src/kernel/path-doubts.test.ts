import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostSnapshot } from './host.ts';
import { labHost, type LabWish, labIp } from './lab.ts';
import { doubtsAboutPath } from './path-doubts.ts';

const TWO_LINKS: LabWish = { e0: ['.1/24'], e1: ['10.1.0.1/24'] };

function codes(
  wish: LabWish,
  asked: { readonly to: string; readonly from?: string },
  change: Partial<HostSnapshot> = {},
): string[] {
  const wanted = { to: labIp(asked.to), from: asked.from === undefined ? null : labIp(asked.from) };
  return doubtsAboutPath(wanted, { ...labHost({ ...TWO_LINKS, ...wish }), ...change }).map(
    ({ code }) => code,
  );
}

test('nothing is left open about a way that nothing can change', () => {
  assert.deepEqual(codes({}, { to: '.9' }), []);
  assert.deepEqual(codes({ routes: ['default via 10.0.0.254 dev e0'] }, { to: '8.8.8.8' }), []);
});

test('the next hop that a hash picks, where they differ', () => {
  const over = (first: string, second: string): LabWish => ({
    routes: [`9.9.9.0/24 nexthop ${first} nexthop ${second}`],
  });
  assert.deepEqual(codes(over('via 10.0.0.8 dev e0', 'via 10.1.0.8 dev e1'), { to: '9.9.9.9' }), [
    'multipath',
  ]);
  assert.deepEqual(codes(over('via 10.0.0.8 dev e0', 'via 10.0.0.9 dev e0'), { to: '9.9.9.9' }), [
    'multipath',
  ]);
  assert.deepEqual(codes(over('via 10.0.0.8 dev e0', 'via 10.0.0.8 dev e0'), { to: '9.9.9.9' }), []);
});

test('default routes as good as each other, where both have a gateway', () => {
  const defaults = (...texts: string[]): LabWish => ({ routes: texts.map((text) => `default ${text}`) });
  const [first, second] = ['via 10.0.0.8 dev e0', 'via 10.1.0.8 dev e1'];
  assert.deepEqual(codes(defaults(first, second), { to: '8.8.8.8' }), ['multipath']);
  assert.deepEqual(codes(defaults(first, `${second} metric 5`), { to: '8.8.8.8' }), []);
  assert.deepEqual(codes(defaults(first, `${second} scope site`), { to: '8.8.8.8' }), []);
  assert.deepEqual(codes(defaults(first, 'dev e1 scope global'), { to: '8.8.8.8' }), []);
  assert.deepEqual(codes(defaults('dev e1 scope global', first), { to: '8.8.8.8' }), []);
});

for (const selector of [
  'ipproto 6 dport 443',
  'fwmark 7',
  'tos 8',
  'uidrange 1000-1999',
  'uidrange 0-9',
  'not fwmark 7',
])
  test(`M19: a rule for ${selector} may lead elsewhere`, () => {
    const wish = (table: string): LabWish => ({
      rules: [`${selector} lookup ${table} pref 100`],
      routes: ['default via 10.0.0.254 dev e0', 'default via 10.1.0.254 dev e1 table 100'],
    });
    assert.deepEqual(codes(wish('100'), { to: '8.8.8.8' }), ['packet-rule']);
    assert.deepEqual(codes(wish('main'), { to: '8.8.8.8' }), []);
  });

const TWO_TABLES = ['default via 10.0.0.254 dev e0', 'default via 10.1.0.254 dev e1 table 100'];

test('M19: rules that no packet meets together are no doubt, and those that one does are', () => {
  const of = (...rules: string[]): string[] => codes({ rules, routes: TWO_TABLES }, { to: '8.8.8.8' });
  assert.deepEqual(of('fwmark 7 lookup 100 pref 10', 'not fwmark 7 lookup 100 pref 11'), []);
  assert.deepEqual(of('fwmark 7 lookup 100 pref 10', 'not fwmark 8 lookup 100 pref 11'), ['packet-rule']);
  assert.deepEqual(of('not fwmark 8 lookup 100 pref 11'), ['packet-rule']);
  assert.deepEqual(of('fwmark 7 goto 20 pref 10', 'lookup main pref 11', 'lookup 100 pref 20'), [
    'packet-rule',
  ]);
  assert.deepEqual(of('fwmark 7 goto 20 pref 10', 'lookup main pref 11', 'fwmark 8 lookup 100 pref 20'), []);
  assert.deepEqual(of('ipproto 6 goto 20 pref 10', 'lookup main pref 11', 'dport 443 lookup 100 pref 20'), [
    'packet-rule',
  ]);
});

test('M19: a rule for other addresses is none for this packet', () => {
  const of = (rule: string): string[] =>
    codes({ rules: [rule], routes: TWO_TABLES }, { to: '8.8.8.8', from: '.1' });
  assert.deepEqual(of('fwmark 7 to 9.9.9.0/24 lookup 100 pref 10'), []);
  assert.deepEqual(of('fwmark 7 to 8.8.8.0/24 from 10.0.0.1 lookup 100 pref 10'), ['packet-rule']);
  assert.deepEqual(of('fwmark 7 from 10.0.0.2 lookup 100 pref 10'), []);
  assert.deepEqual(of('fwmark 7 iif e0 lookup 100 pref 10'), []);
});

test('a tunnel id has nothing that this host sends by itself', () => {
  const host = labHost({ ...TWO_LINKS, rules: ['lookup 100 pref 10'], routes: TWO_TABLES });
  const asking = (tunnel: Partial<HostSnapshot['rules'][number]>): string[] => {
    const rules = host.rules.map((rule) =>
      rule.priority === 10 ? { ...rule, neverForArp: true, ...tunnel } : rule,
    );
    return doubtsAboutPath({ to: labIp('8.8.8.8'), from: null }, { ...host, rules }).map(({ code }) => code);
  };
  assert.deepEqual(asking({ tunnel: true }), []);
  assert.deepEqual(asking({}), ['packet-rule']);
});

test('M19: one doubt for each rule that leads elsewhere, and none for what is told already', () => {
  const rules = ['fwmark 7 lookup 100 pref 10', 'uidrange 5-9 unreachable pref 11'];
  assert.deepEqual(codes({ rules, routes: TWO_TABLES }, { to: '8.8.8.8' }), ['packet-rule', 'packet-rule']);
  const services = [...TWO_TABLES, 'default via 10.1.0.253 dev e1 tos 8'];
  assert.deepEqual(codes({ rules: ['tos 8 lookup main pref 10'], routes: services }, { to: '8.8.8.8' }), [
    'packet-rule',
  ]);
  assert.deepEqual(codes({ routes: services }, { to: '8.8.8.8' }), ['packet-route']);
});

test('a rule for a link that a program binds to, or a mask of nothing, is no doubt', () => {
  const routes = ['default via 10.0.0.254 dev e0', 'default via 10.1.0.254 dev e1 table 100'];
  for (const selector of ['oif e1', 'fwmark 0/0', 'from 10.1.0.1'])
    assert.deepEqual(codes({ rules: [`${selector} lookup 100 pref 100`], routes }, { to: '8.8.8.8' }), []);
});

test('M7: an address that two links could lend, but none that lo lends', () => {
  const borrowing: LabWish = {
    e1: [],
    more: { by: { addresses: ['10.2.0.1/24'] } },
    routes: ['10.9.0.0/16 dev e1'],
  };
  assert.deepEqual(codes(borrowing, { to: '10.9.9.9' }), ['link-order']);
  assert.deepEqual(codes({ ...borrowing, lo: ['10.8.0.1/32'] }, { to: '10.9.9.9' }), []);
  assert.deepEqual(codes({ ...borrowing, more: {} }, { to: '10.9.9.9' }), []);
  assert.deepEqual(codes(borrowing, { to: '10.9.9.9', from: '.1' }), []);
});

test('an address that two links have, where what is for many leaves by its link', () => {
  const twice: LabWish = { e1: ['.1/24'] };
  assert.deepEqual(codes(twice, { to: '224.0.0.1', from: '.1' }), ['link-order']);
  assert.deepEqual(codes({}, { to: '224.0.0.1', from: '.1' }), []);
});

test('rules that are gone leave a mark that changes look-ups', () => {
  const sticky = { customRules: null, customLocal: false };
  const wish: LabWish = { lo: ['10.8.0.1/16'], routes: ['10.8.1.0/24 dev e1'] };
  assert.deepEqual(codes(wish, { to: '10.8.1.9' }, { sticky }), ['custom-rules-unknown']);
  assert.deepEqual(codes(wish, { to: '10.8.2.9' }, { sticky }), []);
});
