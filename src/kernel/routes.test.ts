import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIpv4 } from '../base/ipv4.ts';
import { contains, parsePrefix } from '../base/prefix.ts';
import { asKernel } from './kernel.ts';
import { labHost, type LabWish, labIp } from './lab.ts';
import { addressType, fibLookup, holderOf, routeOutput } from './routes.ts';
import { describeRoute } from './trace.ts';

type Ask = { readonly dst: string; readonly src?: string; readonly iif?: number };

function found(wish: LabWish, ask: Ask): string {
  const kernel = asKernel(labHost(wish));
  const { dst, src = '0.0.0.0', iif = 1 } = ask;
  return describeRoute(fibLookup(kernel, { dst: labIp(dst), src: labIp(src), iif, vrf: null }));
}

const MAIN = '10.0.0.0/24 dev e0 table 254';

test('#route-order: the longest prefix wins, then local before main, then the metric, then the order', () => {
  const routes = [
    '10.0.0.0/25 dev e1 metric 5',
    '10.0.0.0/25 dev e0 metric 9',
    '10.0.0.64/26 dev e1',
    '10.0.0.64/26 dev e0',
  ];
  assert.equal(found({ routes }, { dst: '.200' }), MAIN);
  assert.equal(found({ routes }, { dst: '.7' }), '10.0.0.0/25 dev e1 table 254');
  assert.equal(found({ routes }, { dst: '.70' }), '10.0.0.64/26 dev e1 table 254');
  assert.equal(
    found({ routes: ['10.0.0.1/32 dev e1'] }, { dst: '.1' }),
    'local 10.0.0.1/32 dev e0 table 255',
  );
});

test('#route-order: dead next hops and those of another type of service are passed over, throw ends a table', () => {
  assert.equal(found({ routes: ['10.0.0.0/25 dev e1 dead'] }, { dst: '.7' }), MAIN);
  assert.equal(found({ routes: ['10.0.0.0/25 dev e1 tos 16'] }, { dst: '.7' }), MAIN);
  assert.equal(found({ routes: ['throw 10.0.0.0/25'] }, { dst: '.7' }), 'no route');
  assert.equal(
    found({ routes: ['10.5.0.0/16 dev e1 table default'] }, { dst: '10.5.0.1' }),
    '10.5.0.0/16 dev e1 table 253',
  );
  const both = ['throw 10.5.0.0/16', '10.5.0.0/16 dev e1 table default'];
  assert.equal(found({ routes: both }, { dst: '10.5.0.1' }), '10.5.0.0/16 dev e1 table 253');
});

for (const customRules of [false, true]) {
  test(`#route-order: a refusal in main is an answer, so the default table is not asked${customRules ? ', with rules too' : ''}`, () => {
    const routes = ['blackhole 10.5.0.0/16', '10.5.0.0/16 dev e1 table default'];
    assert.equal(found({ routes, customRules }, { dst: '10.5.0.1' }), 'blackhole 10.5.0.0/16 table 254');
  });
}

for (const [routes, expected] of [
  [['blackhole 10.5.0.0/16', '10.5.0.0/16 dev e1 table default'], '10.5.0.0/16 dev e1 table 253'],
  [['blackhole 10.5.0.0/16'], 'blackhole 10.5.0.0/16 table 254'],
  [['10.5.0.0/16 dev e0', '10.5.0.0/16 dev e1 table default'], '10.5.0.0/16 dev e0 table 254'],
] as const) {
  test(`#route-order: 6.1 asks the default table behind a refusal: ${routes.join(', ')}`, () => {
    const kernel = asKernel({ ...labHost({ routes: [...routes] }), kernel: '6.1.176' });
    const flow = { dst: labIp('10.5.0.1'), src: 0, iif: 1, vrf: null };
    assert.equal(describeRoute(fibLookup(kernel, flow)), expected);
  });
}

const T1 = ['10.0.0.0/24 dev e1 table 101'];
const IN_T1 = '10.0.0.0/24 dev e1 table 101';
for (const [rule, ask, expected] of [
  ['from 10.0.0.1 lookup 101', { dst: '.7', src: '.1' }, IN_T1],
  ['from 10.0.0.1 lookup 101', { dst: '.7', src: '.2' }, MAIN],
  ['not from 10.0.0.1 lookup 101', { dst: '.7', src: '.2' }, IN_T1],
  ['to 10.0.0.0/29 lookup 101', { dst: '.7' }, IN_T1],
  ['to 10.0.0.0/29 lookup 101', { dst: '.9' }, MAIN],
  ['iif e0 lookup 101', { dst: '.7', iif: 2 }, IN_T1],
  ['iif e0 lookup 101', { dst: '.7' }, MAIN],
  ['iif lo lookup 101', { dst: '.7' }, IN_T1],
  ['iif gone lookup 101', { dst: '.7', iif: 2 }, MAIN],
  ['not iif gone lookup 101', { dst: '.7' }, IN_T1],
  ['oif e0 lookup 101', { dst: '.7' }, MAIN],
  ['fwmark 1 lookup 101', { dst: '.7' }, MAIN],
  ['fwmark 0x10/0x0f lookup 101', { dst: '.7' }, IN_T1],
  ['ipproto tcp lookup 101', { dst: '.7' }, MAIN],
  ['uidrange 0-9 lookup 101', { dst: '.7' }, IN_T1],
  ['uidrange 1000-2000 lookup 101', { dst: '.7' }, MAIN],
  ['tos 16 lookup 101', { dst: '.7' }, MAIN],
  ['prohibit', { dst: '.7' }, 'refused by a rule'],
  ['nop', { dst: '.7' }, MAIN],
  ['goto 32767', { dst: '.7' }, 'no route'],
  ['goto 99', { dst: '.7' }, MAIN],
  ['lookup 555', { dst: '.7' }, MAIN],
  ['suppress_prefixlength 24 lookup 101', { dst: '.7' }, MAIN],
  ['suppress_prefixlength 23 lookup 101', { dst: '.7' }, IN_T1],
  ['l3mdev', { dst: '.7' }, MAIN],
] as const) {
  test(`#policy-rules: "${rule}", to ${ask.dst}: ${expected}`, () => {
    assert.equal(found({ rules: [rule], routes: T1 }, ask), expected);
  });
}

test('#policy-rules: a goto is followed once and never backwards', () => {
  const rules = [
    'goto 200 pref 100',
    'prohibit pref 150',
    'from 1.2.3.4 lookup 101 pref 200',
    'goto 100 pref 300',
  ];
  assert.equal(found({ rules, routes: T1 }, { dst: '.7' }), MAIN);
});

test('the longest match of any table is what a plain search finds', () => {
  const prefix = fc
    .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 32 }))
    .map(([ip, length]) => `${formatIpv4(ip)}/${length}`);
  fc.assert(
    fc.property(
      fc.array(prefix, { maxLength: 30 }),
      fc.integer({ min: 1, max: 0xfffffffe }),
      (prefixes, ip) => {
        const host = labHost({ e0: [], e1: [], routes: prefixes.map((one) => `${one} dev e0`) });
        const lengths = host.routes
          .filter((route) => route.table >= 254)
          .map((route) => parsePrefix(route.destination)!)
          .filter((one) => contains(one, ip))
          .map((one) => one.length);
        const route = fibLookup(asKernel(host), { dst: ip, src: 0, iif: 1, vrf: null });
        assert.equal(route.type === 'none' ? -1 : route.length, Math.max(-1, ...lengths));
      },
    ),
  );
});

test('#local-table-decides: what an address is', () => {
  const host = labHost({ lo: ['10.7.0.1/24'] });
  const kernel = asKernel(host);
  const e0 = kernel.linkOf.get('e0')!;
  const types = ['.1', '.255', '.77', '10.7.0.99', '0.0.0.0', '255.255.255.255', '239.1.1.1', '8.8.8.8'];
  assert.deepEqual(
    types.map((ip) => addressType(kernel, labIp(ip), e0)),
    ['local', 'broadcast', 'unicast', 'local', 'broadcast', 'broadcast', 'multicast', 'unicast'],
  );
});

test('#filter-way-back: where an answer would leave', () => {
  const kernel = asKernel(labHost({ lo: ['.200/32'] }));
  const out = (src: string, dst: string): string | undefined =>
    routeOutput(kernel, { src: labIp(src), dst: labIp(dst), vrf: null })?.name;
  assert.equal(out('.2', '.100'), 'e0');
  assert.equal(out('.2', '.1'), 'lo');
  assert.equal(out('.77', '.100'), undefined, 'a foreign source');
  assert.equal(out('.1', '8.8.8.8'), undefined, 'no route');
  assert.equal(out('127.0.0.1', '.100'), undefined, '127/8 never leaves');
  assert.equal(out('.2', '255.255.255.255'), 'e1', 'the link that holds the source');
  assert.equal(out('239.0.0.1', '.100'), undefined);
  assert.equal(holderOf(kernel, labIp('.200'))?.name, 'lo');
  assert.equal(holderOf(kernel, labIp('.77')), undefined);
});
