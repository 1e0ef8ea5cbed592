import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AF_INET } from '../wire/netlink/field.ts';
import { nexthopCodec, RTM_GETNEXTHOP } from '../wire/netlink/nexthop.ts';
import { routeCodec } from '../wire/netlink/route.ts';
import type { Netlink } from './netlink-socket.ts';
import { readRoutes } from './snapshot-routes.ts';

type Message = Parameters<typeof nexthopCodec.encode>[0];

const FE80_9 = Uint8Array.from([0xfe, 0x80, ...Array<number>(13).fill(0), 9]);
const OBJECTS: readonly Message[] = [
  { family: AF_INET, id: 1, index: 2, gateway: 0x0a0000fe },
  { family: AF_INET, id: 2, index: 3 },
  { family: 10, id: 3, index: 3, gateway: FE80_9 },
  { family: AF_INET, id: 4, index: 2, encapType: 1, encap: new Uint8Array(4) },
  {
    id: 20,
    group: [
      { id: 1, weight: 3 },
      { id: 2, weight: 1 },
    ],
  },
];

/** A route of this object alone, as where net.ipv4.nexthop_compat_mode is 0. */
function routeBy(nextHopId: number, more: Parameters<typeof routeCodec.encode>[0] = {}) {
  const asked: number[] = [];
  const unread: string[] = [];
  const netlink = {
    dump: (type: number) => {
      asked.push(type);
      return type === RTM_GETNEXTHOP
        ? OBJECTS.map((one) => ({ payload: nexthopCodec.encode(one) }))
        : [{ payload: routeCodec.encode({ family: AF_INET, type: 1, shortTable: 254, nextHopId, ...more }) }];
    },
  } as unknown as Netlink;
  const links = {
    nameOf: new Map([
      [2, 'e0'],
      [3, 'e1'],
    ]),
    unplugged: new Set<number>(),
  };
  return { route: readRoutes(netlink, links, unread)[0]!, unread, asked };
}

test('the ways of a route that names its next-hop object alone are those of the object', () => {
  const { route, unread } = routeBy(1);
  assert.deepEqual(unread, []);
  assert.equal(route.object, 1);
  assert.deepEqual(route.nexthops, [
    { link: 'e0', via: '10.0.0.254', weight: 1, dead: false, linkdown: false },
  ]);
  assert.deepEqual(
    routeBy(2).route.nexthops.map(({ link, via }) => [link, via]),
    [['e1', null]],
  );
  assert.deepEqual(
    routeBy(3).route.nexthops.map(({ via, via6 }) => [via, via6]),
    [[null, 'fe80::9']],
  );
});

test('the ways of a group are those of its members, with their weights', () => {
  const { nexthops } = routeBy(20).route;
  assert.deepEqual(
    nexthops.map(({ link, via, weight }) => [link, via, weight]),
    [
      ['e0', '10.0.0.254', 3],
      ['e1', null, 1],
    ],
  );
});

test('an encapsulation of the object is one of the route, and not told', () => {
  assert.equal(routeBy(4).route.untold, true);
  assert.equal(routeBy(1).route.untold, undefined);
});

test('an object that is not there any more is said to be unread', () => {
  assert.match(routeBy(99).unread.join(), /^1 routes use next-hop objects whose ways/);
});

test('a route that is spelled out, or refuses, needs no object', () => {
  assert.ok(!routeBy(1, { index: 2 }).asked.includes(RTM_GETNEXTHOP));
  assert.ok(!routeBy(1, { type: 6 }).asked.includes(RTM_GETNEXTHOP));
  assert.deepEqual(routeBy(99, { type: 6 }).unread, []);
});
