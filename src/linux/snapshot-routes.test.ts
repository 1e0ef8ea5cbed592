import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AF_INET } from '../wire/netlink/field.ts';
import { routeCodec } from '../wire/netlink/route.ts';
import { ruleCodec } from '../wire/netlink/rule.ts';
import type { Netlink } from './netlink-socket.ts';
import { readRoutes, readRules } from './snapshot-routes.ts';

/** A kernel that dumps this one message. */
function dumping(payload: Uint8Array): Netlink {
  return { dump: () => [{ payload }] } as unknown as Netlink;
}

function ruleOf(value: Parameters<typeof ruleCodec.encode>[0]) {
  const unread: string[] = [];
  const [rule] = readRules(
    dumping(ruleCodec.encode({ family: AF_INET, action: 1, priority: 10, ...value })),
    unread,
  );
  return { rule: rule!, unread };
}

function routeOf(value: Parameters<typeof routeCodec.encode>[0]) {
  const unread: string[] = [];
  const links = { nameOf: new Map([[2, 'e0']]), unplugged: new Set([2]) };
  const payload = routeCodec.encode({ family: AF_INET, type: 1, shortTable: 254, index: 2, ...value });
  return { route: readRoutes(dumping(payload), links, unread)[0]!, unread };
}

test('M9: what a rule has that is not known is said, the padding of a tunnel id is not', () => {
  const bytes = new Uint8Array(4);
  assert.match(
    ruleOf({ unknown: [{ type: 99, bytes }] }).unread.join(),
    /^The policy rule 10 has a selector/,
  );
  assert.deepEqual(ruleOf({ unknown: [{ type: 18, bytes }] }).unread, []);
});

test('M9: dscp is the upper six bits of the type of service, as far as its mask goes', () => {
  assert.equal(ruleOf({ dscp: 8 }).rule.tos, 32);
  assert.equal(ruleOf({ dscp: 8, dscpMask: 7 }).rule.tos, 0);
  assert.equal(ruleOf({ tos: 16 }).rule.tos, 16);
  assert.deepEqual(ruleOf({ dscp: 8 }).unread, []);
});

test('M9: what a route has that is newer is said', () => {
  const bytes = new Uint8Array(4);
  assert.match(routeOf({ unknown: [{ type: 32, bytes }] }).unread.join(), /^1 routes have attributes/);
  assert.deepEqual(routeOf({ unknown: [{ type: 31, bytes }] }).unread, []);
});

test('M5: a gateway by IPv6 is told, and one by IPv4 in RTA_VIA is an ordinary one', () => {
  const address = Uint8Array.from([0xfe, 0x80, ...Array<number>(13).fill(0), 9]);
  const six = routeOf({ via: { family: 10, address } }).route.nexthops[0]!;
  assert.deepEqual([six.via, six.via6], [null, 'fe80::9']);
  const four = routeOf({ via: { family: AF_INET, address: 0x0a000009 } }).route.nexthops[0]!;
  assert.deepEqual([four.via, four.via6], ['10.0.0.9', undefined]);
});

test('M10: realms of routes and rules, M6: next-hop objects', () => {
  assert.equal(routeOf({ flow: 3 }).route.realm, true);
  assert.equal(routeOf({}).route.realm, undefined);
  assert.equal(ruleOf({ flow: 3 }).rule.realm, true);
  assert.equal(ruleOf({}).rule.realm, undefined);
  assert.equal(routeOf({ nextHopId: 7 }).route.object, 7);
});
