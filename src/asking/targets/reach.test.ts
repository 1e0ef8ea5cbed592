import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../../base/ipv4.ts';
import { parsePrefix } from '../../base/prefix.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Hop, Route } from '../../ports/routing.ts';
import { describeRanges } from './ranges.ts';
import { Reach, routedRanges } from './reach.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

/** `10.0.0.0/8 2`, `10.1.0.0/16 2 via 10.0.0.1`, `10.2.0.0/16 refusing`, with ` metric 5` and ` table 7`. */
function route(text: string): Route {
  const [prefix = '', index = ''] = text.split(' ');
  const via = /via (\S+)/.exec(text)?.[1];
  const gateway = via === undefined ? null : (parseIpv4(via) ?? 'other');
  const hops: readonly Hop[] = index === 'refusing' ? [] : [{ index: Number(index), gateway }];
  return {
    table: Number(/table (\d+)/.exec(text)?.[1] ?? 254),
    type: index === 'refusing' ? 'refusing' : 'unicast',
    prefix: parsePrefix(prefix) ?? assert.fail(prefix),
    metric: Number(/metric (\d+)/.exec(text)?.[1] ?? 0),
    hops,
  };
}

const CASES: readonly (readonly [what: string, routes: readonly string[], ranges: string])[] = [
  ['a route without a gateway', ['10.33.0.1/32 2', '0.0.0.0/0 2 via 10.33.0.1'], '10.33.0.1'],
  ['a next hop, however it is reached', ['0.0.0.0/0 2 via 10.9.9.9'], '10.9.9.9'],
  ['nothing of another interface', ['10.33.0.1/32 3', '0.0.0.0/0 3 via 10.33.0.1'], ''],
  [
    'less what a longer route leads elsewhere',
    ['10.0.0.0/23 2', '10.0.1.0/24 3 via 10.5.0.1'],
    '10.0.0.0/24',
  ],
  ['less what a longer route refuses', ['10.0.0.0/23 2', '10.0.1.0/24 refusing'], '10.0.0.0/24'],
  [
    'and again what a still longer one leads here',
    ['10.0.0.0/23 2', '10.0.1.0/24 refusing', '10.0.1.7/32 2'],
    '10.0.0.0/24, 10.0.1.7',
  ],
  [
    'with what another interface has without a gateway too',
    ['10.0.0.0/24 2', '10.0.0.0/25 3'],
    '10.0.0.0/24',
  ],
  ['not what a better metric leads elsewhere', ['10.0.0.0/24 2 metric 9', '10.0.0.0/24 3 via 10.5.0.1'], ''],
  [
    'but by the better metric itself',
    ['10.0.0.0/24 2', '10.0.0.0/24 3 via 10.5.0.1 metric 9'],
    '10.0.0.0/24',
  ],
  [
    'not what another table leads elsewhere',
    ['10.0.0.0/24 2', '10.0.0.0/25 3 via 10.5.0.1 table 7'],
    '10.0.0.0/24',
  ],
  ['no neighbour by an IPv6 gateway', ['10.0.0.0/24 2 via fe80::1'], ''],
];
for (const [what, routes, ranges] of CASES)
  test(`K2: routes reach ${what}`, () => {
    assert.equal(describeRanges(routedRanges(routes.map(route), 2)), ranges);
  });

test('K2: few addresses are looked up one by one, and the whole table is not read', () => {
  const ways: number[] = [];
  const reach = new Reach(
    {
      routes: () => assert.fail('the table was read'),
      wayTo: (to) => {
        ways.push(to);
        return {
          kind: 'unicast',
          link: 'p32',
          gateway: to === ip('10.33.0.1') ? null : ip('10.33.0.1'),
          source: null,
        };
      },
    },
    ['10.33.0.1', '8.8.8.8'].map((text) => ({ first: ip(text), last: ip(text) })),
  );
  const facts = { name: 'p32', index: 2, addresses: [] } as unknown as InterfaceFacts;
  assert.equal(describeRanges(reach.onLink(facts)), '10.33.0.1');
  assert.deepEqual(reach.onLink({ ...facts, name: 'eth0', index: 3 }), []);
  assert.equal(ways.length, 2, 'each but once');
});

test('K2: a way that only packets of an address of the link take is a way to a neighbour there', () => {
  const own = ip('10.33.0.5');
  const reach = new Reach(
    {
      routes: () => [],
      wayTo: (_to, from) =>
        from === own ? { kind: 'unicast', link: 'p32', gateway: null, source: own } : 'none',
    },
    [{ first: ip('10.33.0.1'), last: ip('10.33.0.1') }],
  );
  const facts = {
    name: 'p32',
    index: 2,
    addresses: [{ ip: own, prefixLength: 32 }],
  } as unknown as InterfaceFacts;
  assert.equal(describeRanges(reach.byRoute(facts)), '10.33.0.1');
  assert.deepEqual(reach.byRoute({ ...facts, name: 'eth0', index: 3 }), []);
});
