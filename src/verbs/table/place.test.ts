import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { nic } from '../../../test/cli/paper-table.ts';
import { UsageFault } from '../../base/fault.ts';
import type { Routing } from '../../ports/routing.ts';
import { homeOf, mustHaveHome, whyNoHostMac, whyNoNeighbour } from './place.ts';

const ETH0 = nic('eth0', 2, '10.0.0.1/16');
const ETH1 = nic('eth1', 3, '10.0.5.1/24');
const LO = { ...nic('lo', 1, '127.0.0.1/8'), loopback: true };
const ALL = [LO, ETH0, ETH1];

/** What `ip route get` would say: 192.168.7.0/24 without a gateway out of eth1, all else by the gateway of eth0. */
const ROUTING: Routing = {
  routes: () => [
    {
      table: 254,
      type: 'unicast',
      prefix: { network: ip('192.168.7.0'), length: 24 },
      metric: 0,
      hops: [{ index: 3, gateway: null }],
    },
  ],
  wayTo: (to) =>
    to >>> 8 === ip('192.168.7.0') >>> 8
      ? { kind: 'unicast', link: 'eth1', gateway: null, source: null }
      : { kind: 'unicast', link: 'eth0', gateway: ip('10.0.0.254'), source: null },
};

test('an address is at home where the longest prefix holds it', () => {
  assert.equal(homeOf(ip('10.0.5.7'), ALL)?.name, 'eth1');
  assert.equal(homeOf(ip('10.0.6.7'), ALL)?.name, 'eth0');
  assert.equal(homeOf(ip('10.0.5.7'), [LO, ETH1, ETH0])?.name, 'eth1', 'in whatever order');
  assert.equal(homeOf(ip('192.168.7.7'), ALL), undefined);
});

test('else where a route without a gateway leads, if that link is up', () => {
  assert.equal(homeOf(ip('192.168.7.7'), ALL, ROUTING)?.name, 'eth1');
  assert.equal(homeOf(ip('8.8.8.8'), ALL, ROUTING), undefined, 'behind a gateway');
  assert.equal(homeOf(ip('192.168.7.7'), [LO, ETH0, { ...ETH1, up: false }], ROUTING), undefined);
});

test('not on loopback, on a link that is down, or on the link whose own address it is', () => {
  assert.equal(homeOf(ip('127.0.0.5'), ALL), undefined);
  assert.equal(homeOf(ip('10.0.5.7'), [LO, ETH0, { ...ETH1, up: false }])?.name, 'eth0');
  assert.equal(homeOf(ip('10.0.5.1'), ALL)?.name, 'eth0');
});

test('on a link with a peer it is the network of the peer', () => {
  const pair = { ...ETH1, addresses: [{ ip: ip('10.9.0.1'), prefixLength: 32, peer: ip('10.9.9.9') }] };
  assert.equal(homeOf(ip('10.9.9.9'), [pair])?.name, 'eth1');
  assert.equal(homeOf(ip('10.9.0.2'), [pair]), undefined);
});

for (const [text, why] of [
  ['0.0.0.0', /no host/],
  ['255.255.255.255', /the broadcast address/],
  ['224.0.0.1', /multicast/],
  ['239.255.255.255', /multicast/],
  ['127.0.0.1', /loopback/],
  ['10.0.5.1', /of this host itself \(eth1\)/],
  ['10.0.5.0', /network address of eth1/],
  ['10.0.5.255', /broadcast address of eth1/],
  ['10.0.255.255', /broadcast address of eth0/],
] as const) {
  test(`${text} can have no entry`, () => assert.match(whyNoNeighbour(ip(text), ALL) ?? '', why));
}

test('any other may, also both ends of a /31', () => {
  const pair = nic('eth2', 4, '10.8.0.0/31');
  for (const text of ['10.0.5.7', '10.0.4.255', '8.8.8.8', '10.8.0.1'])
    assert.equal(whyNoNeighbour(ip(text), [...ALL, pair]), undefined, text);
});

test('MACs that no host has', () => {
  assert.match(whyNoHostMac(0) ?? '', /no MAC at all/);
  assert.match(whyNoHostMac(mac('ff:ff:ff:ff:ff:ff')) ?? '', /broadcast/);
  assert.match(whyNoHostMac(mac('01:00:5e:00:00:01')) ?? '', /multicast bit/);
  assert.equal(whyNoHostMac(mac('02:00:00:00:00:01')), undefined);
});

test('what is at home nowhere is a usage fault that names the address and -I', () => {
  assert.equal(mustHaveHome(ip('10.0.5.7'), ALL), 'eth1');
  assert.throws(
    () => mustHaveHome(ip('192.168.7.7'), ALL),
    (fault) => fault instanceof UsageFault && fault.where === '192.168.7.7' && /-I/.test(fault.remedy),
  );
});
