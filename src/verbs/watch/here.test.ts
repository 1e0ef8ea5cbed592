import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../../base/ipv4.ts';
import { formatPrefix, parsePrefix } from '../../base/prefix.ts';
import { type Expected, NOTHING_EXPECTED } from '../../inventory/expected.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Route } from '../../ports/routing.ts';
import { expectedHere } from './here.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

function link(index: number, address: string | null, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  const addresses = address === null ? [] : [{ ip: ip(address), prefixLength: 24 }];
  return {
    name: `eth${index}`,
    index,
    mac: index,
    mtu: 1500,
    hardware: 1,
    up: true,
    carrier: true,
    arp: true,
    loopback: false,
    kind: null,
    master: 0,
    wire: `${index}`,
    addresses,
    ...more,
  };
}

function route(prefix: string, index: number, gateway: string | null): Route {
  const hop = { index, gateway: gateway === null ? null : ip(gateway) };
  return { table: 254, type: 'unicast', prefix: parsePrefix(prefix)!, metric: 0, hops: [hop] };
}

const LO = link(1, '127.0.0.1', { name: 'lo', loopback: true, mac: 0 });
const ROUTES = [
  route('0.0.0.0/0', 2, '10.0.0.1'),
  route('10.9.0.0/16', 2, '10.0.0.9'),
  route('172.16.0.0/24', 2, null),
  route('0.0.0.0/0', 3, '10.3.0.1'),
];

function here(
  interfaces: readonly InterfaceFacts[],
  watched: readonly string[],
  said = NOTHING_EXPECTED,
): Expected {
  return expectedHere(said, { interfaces, routes: ROUTES, watched });
}

test('own addresses are those of the machine, gateways and networks those of where it listens', () => {
  const all = [LO, link(2, '10.0.0.5'), link(3, '10.3.0.5')];
  const found = here(all, ['eth2']);
  assert.deepEqual(found.ownMacs, [2, 3]);
  assert.deepEqual(found.ownAddresses, [ip('10.0.0.5'), ip('10.3.0.5')]);
  assert.deepEqual(
    found.gateways.map((one) => one.ip),
    [ip('10.0.0.1'), ip('10.0.0.9')],
  );
  assert.deepEqual(found.networks.map(formatPrefix), ['10.0.0.0/24', '172.16.0.0/24']);
});

test('an address of a VLAN counts on its trunk', () => {
  const vlan = link(4, '10.4.0.5', { wire: '2' });
  assert.deepEqual(here([link(2, null), vlan], ['eth2']).networks.map(formatPrefix), [
    '10.4.0.0/24',
    '172.16.0.0/24',
  ]);
});

test('where one cable without an address is heard, no network is known', () => {
  assert.deepEqual(here([link(2, '10.0.0.5'), link(3, null)], ['eth2', 'eth3']).networks, []);
});

test('what was said goes before: networks instead of ours, gateways with their MAC', () => {
  const said: Expected = {
    ...NOTHING_EXPECTED,
    networks: [parsePrefix('192.168.0.0/16')!],
    gateways: [{ ip: ip('10.0.0.1'), mac: 77, vlan: null, note: '', expires: null }],
    learn: 5,
  };
  const found = here([link(2, '10.0.0.5')], ['eth2'], said);
  assert.deepEqual(found.networks.map(formatPrefix), ['192.168.0.0/16']);
  assert.deepEqual(
    found.gateways.map((one) => [one.ip, one.mac]),
    [
      [ip('10.0.0.1'), 77],
      [ip('10.0.0.9'), null],
    ],
  );
  assert.equal(found.learn, 5);
});
