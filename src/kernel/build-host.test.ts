import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertAddress } from './address-list.ts';
import { hostWith } from './build-host.ts';
import type { HostSnapshot, RouteSnapshot } from './host.ts';
import { addressOf, routeOf, ruleOf } from './ip-words.ts';

function routesIn(host: HostSnapshot, table: number): string[] {
  return host.routes.filter((route) => route.table === table).map(shown);
}

function shown(route: RouteSnapshot): string {
  const hop = route.nexthops[0];
  return `${route.type} ${route.destination} ${hop?.link ?? '-'}${hop?.linkdown ? ' linkdown' : ''}`;
}

test('#connected-routes: addresses bring the routes the kernel makes of them', () => {
  const host = hostWith({
    links: {
      e0: {
        addresses: ['10.0.0.1/24', '10.0.0.5/24', '10.9.0.1/32', '10.8.0.1 peer 10.8.0.9/30', '10.7.0.0/31'],
      },
    },
  });
  assert.deepEqual(routesIn(host, 254), [
    'unicast 10.0.0.0/24 e0',
    'unicast 10.8.0.8/30 e0',
    'unicast 10.7.0.0/31 e0',
  ]);
  assert.deepEqual(
    routesIn(host, 255).filter((text) => !text.includes('127.')),
    [
      'local 10.0.0.1/32 e0',
      'broadcast 10.0.0.255/32 e0',
      'local 10.9.0.1/32 e0',
      'local 10.8.0.1/32 e0',
      'broadcast 10.8.0.11/32 e0',
      'local 10.7.0.0/32 e0',
      'local 10.0.0.5/32 e0',
    ],
  );
});

test('#prefix-on-lo: lo makes a whole prefix local', () => {
  const host = hostWith({ links: { lo: { addresses: ['10.7.0.1/24'] } } });
  assert.deepEqual(routesIn(host, 254), []);
  assert.deepEqual(
    routesIn(host, 255),
    [
      'local 10.7.0.1/32 lo',
      'local 10.7.0.0/24 lo',
      'broadcast 10.7.0.255/32 lo',
      'local 127.0.0.1/32 lo',
      'local 127.0.0.0/8 lo',
      'broadcast 127.255.255.255/32 lo',
    ].toSorted(byOrderOf(routesIn(host, 255))),
  );
});

function byOrderOf(order: readonly string[]): (a: string, b: string) => number {
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}

test('#connected-routes: a link that is down keeps only its local routes, one without carrier marks them', () => {
  const routes = ['10.3.0.0/24 via 10.0.0.9 dev e0'];
  const down = hostWith({ links: { e0: { addresses: ['10.0.0.1/24'], up: false } }, routes });
  assert.deepEqual(down.routes.filter((route) => route.nexthops[0]?.link === 'e0').map(shown), [
    'local 10.0.0.1/32 e0',
  ]);
  const dark = hostWith({ links: { e0: { addresses: ['10.0.0.1/24'], carrier: false } }, routes });
  assert.deepEqual(routesIn(dark, 254), [
    'unicast 10.0.0.0/24 e0 linkdown',
    'unicast 10.3.0.0/24 e0 linkdown',
  ]);
});

test('#vrf: members of a VRF have their routes in its table', () => {
  const host = hostWith({
    links: { red: { kind: 'vrf', vrfTable: 10 }, e0: { master: 'red', addresses: ['10.0.0.1/24'] } },
  });
  assert.deepEqual(routesIn(host, 10), [
    'local 10.0.0.1/32 e0',
    'unicast 10.0.0.0/24 e0',
    'broadcast 10.0.0.255/32 e0',
  ]);
});

test('#address-order: primaries stand by descending scope number and age, secondaries at the end', () => {
  const { addresses } = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24', '10.0.0.3/24', '10.0.0.5/32 scope host', '10.0.0.7/24'] } },
  });
  const order = addresses
    .filter((one) => one.link === 'e0')
    .map((one) => `${one.local}${one.secondary ? ' 2nd' : ''}`);
  assert.deepEqual(order, ['10.0.0.5', '10.0.0.1', '10.0.0.3 2nd', '10.0.0.7 2nd']);
});

test('#address-order: the kernel refuses the same address again, and a secondary of another scope', () => {
  const list = [addressOf('e0', '10.0.0.1/24')];
  assert.equal(insertAddress(list, addressOf('e0', '10.0.0.1/24')), 'exists');
  assert.equal(insertAddress(list, addressOf('e0', '10.0.0.2/24 scope host')), 'other-scope');
  assert.equal(insertAddress(list, addressOf('e0', '10.0.0.2/25 scope host')).length, 2);
});

test('#forwarding-copied: forwarding is copied to all, default and every link, and a link may say otherwise', () => {
  const { conf } = hostWith({ forwarding: true, links: { e0: {}, e1: { conf: { forwarding: 0 } } } });
  const values = [conf.all, conf.default, conf.links['lo'], conf.links['e0'], conf.links['e1']];
  assert.deepEqual(
    values.map((one) => one?.forwarding),
    [1, 1, 1, 1, 0],
  );
});

test('rules without a priority go in front of the ones that are there', () => {
  const { rules, sticky } = hostWith({
    rules: ['from 10.0.0.1 lookup 101', 'to 10.0.0.2 prohibit', 'goto 40000 pref 5'],
  });
  assert.deepEqual(
    rules.map((rule) => [rule.priority, rule.action, rule.table]),
    [
      [0, 'lookup', 255],
      [5, 'goto', 0],
      [32_764, 'prohibit', 0],
      [32_765, 'lookup', 101],
      [32_766, 'lookup', 254],
      [32_767, 'lookup', 253],
    ],
  );
  assert.deepEqual(sticky, { customRules: true, customLocal: false });
});

test('the words of ip are read, and others refused', () => {
  const route = routeOf('default nexthop via 10.0.0.1 dev e0 weight 2 nexthop via 10.0.0.2 dev e1 dead');
  assert.deepEqual(
    route.nexthops.map(({ link, via, weight, dead }) => [link, via, weight, dead]),
    [
      ['e0', '10.0.0.1', 2, false],
      ['e1', '10.0.0.2', 1, true],
    ],
  );
  assert.equal(route.destination, '0.0.0.0/0');
  const rule = ruleOf('not from 10.0.0.0/8 fwmark 0x10/0xf0 iif e0 ipproto tcp uidrange 0-99 lookup 7', 1);
  assert.deepEqual(
    [rule.not, rule.mark, rule.iif, rule.neverForArp, rule.uids],
    [true, { value: 16, mask: 240 }, 'e0', true, [0, 99]],
  );
  for (const wrong of ['10.0.0.300/24 dev e0', 'blackhole nonsense'])
    assert.throws(() => routeOf(wrong), /not in the words of the ip command/);
  assert.throws(() => addressOf('e0', 'ten/8'), /not in the words/);
  assert.throws(() => ruleOf('form 10.0.0.1 lookup 1', 1), /not in the words/);
});
