import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Way } from '../../ports/routing.ts';
import { ipOf, linkAddress } from '../../sim/addresses.ts';
import { notHere, whereabouts } from './not-here.ts';
import { Reach } from './reach.ts';

function nic(name: string, address: string, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  const plain = { index: 2, mac: 1, mtu: 1500, hardware: 1, up: true, carrier: true, arp: true };
  const addresses = address.split(' ').map(linkAddress);
  return { name, ...plain, loopback: false, kind: null, master: 0, addresses, ...more };
}

const ALL = [
  nic('lo', '127.0.0.1/8 10.7.0.1/24', { loopback: true, hardware: 772, arp: false }),
  nic('eth0', '10.0.0.1/24'),
  nic('tun0', '10.8.0.1/24', { hardware: 65534, pointToPoint: true, arp: false }),
  nic('ppp0', '10.9.0.1/32', { hardware: 512, pointToPoint: true, arp: false }),
  nic('wg0', '10.10.0.1/24', { hardware: 65534, arp: false }),
  nic('mute0', '10.11.0.1/24', { arp: false }),
  nic('eth1', '10.12.0.1/24', { up: false, carrier: false }),
  nic('eth2', '10.13.0.1/24', { carrier: false }),
];

function fault(ip: string, way?: Way | 'none' | 'refused'): UsageFault | SystemFault {
  const range = { first: ipOf(ip), last: ipOf(ip) };
  const routing = way === undefined ? undefined : { routes: () => [], wayTo: () => way };
  return notHere([range], { all: ALL, reach: new Reach(routing, [range]) });
}

for (const [ip, sentence] of [
  ['10.8.0.2', '10.8.0.2 is on tun0, which has no ARP (a point-to-point link)'],
  [
    '10.9.0.1',
    '10.9.0.1 is an address of this host itself, on ppp0, which has no ARP (a point-to-point link)',
  ],
  ['10.10.0.7', '10.10.0.7 is on wg0, which has no ARP (no Ethernet interface)'],
  ['10.11.0.7', '10.11.0.7 is on mute0, which has no ARP (NOARP is set)'],
  ['10.7.0.9', '10.7.0.9 is on lo, which has no ARP (the loopback)'],
] as const)
  test(`K20: ${sentence}`, () => {
    const told = fault(ip);
    assert.ok(told instanceof UsageFault);
    assert.equal(told.message, sentence);
  });

for (const [ip, sentence] of [
  ['10.12.0.7', '10.12.0.7 is on eth1, which is down'],
  ['10.13.0.7', '10.13.0.7 is on eth2, which has no carrier'],
] as const)
  test(`K20: ${sentence}: a matter of the interface`, () => {
    const told = fault(ip);
    assert.ok(told instanceof SystemFault && told.kind === 'interface');
    assert.equal(told.message, sentence);
  });

test('K20: a network is no address of ours, and one that is has a way to be told of all the same', () => {
  const range = { first: ipOf('10.8.0.0'), last: ipOf('10.8.0.255') };
  const network = notHere([range], { all: ALL, reach: new Reach(undefined, [range]) });
  assert.equal(network.message, '10.8.0.0/24 is on tun0, which has no ARP (a point-to-point link)');
  assert.match(network.remedy, /arpist explain to 10\.8\.0\.0/);
  assert.match(fault('10.7.0.1').remedy, /-I/);
});

test('K20: a route to a link without ARP is told as a network there', () => {
  const told = fault('172.16.0.9', { kind: 'unicast', link: 'tun0', gateway: null, source: null });
  assert.equal(told.message, '172.16.0.9 is on tun0, which has no ARP (a point-to-point link)');
});

const NETWORKS = /^192\.0\.2\.1 is on none of the local networks \(eth0: 10\.0\.0\.0\/24; tun0: /;
for (const [way, words] of [
  [
    { kind: 'unicast', link: 'eth0', gateway: ipOf('10.0.0.254'), source: null },
    /^192\.0\.2\.1 is reached through the router 10\.0\.0\.254 on eth0, and ARP does not cross routers$/,
  ],
  [{ kind: 'unicast', link: 'eth0', gateway: 'other', source: null }, /an IPv6 router on eth0/],
  [{ kind: 'local', link: 'lo', gateway: null, source: null }, /is an address of this host itself, on lo$/],
  [{ kind: 'many', link: 'eth0', gateway: null, source: null }, /more than one host/],
  ['none', NETWORKS],
  ['refused', /is refused by a route of this host/],
  [undefined, NETWORKS],
] as const)
  test(`K2: where an address is, by a way that is ${typeof way === 'object' ? `${way.kind} ${way.gateway}` : way}`, () => {
    assert.match(fault('192.0.2.1', way).message, words);
    assert.equal(
      /cross routers/.test(fault('192.0.2.1', way).message),
      typeof way === 'object' && way.gateway !== null,
    );
  });

test('K2: a range whose two ends go different ways is not said to go one', () => {
  const range = { first: ipOf('192.0.2.0'), last: ipOf('192.0.2.255') };
  const wayTo = (ip: number): Way => ({ kind: 'unicast', link: 'eth0', gateway: ip, source: null });
  const reach = new Reach({ routes: () => [], wayTo }, [range]);
  assert.match(whereabouts([range], { all: ALL, reach }).words, /^is on none of the local networks/);
});
