import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InterfaceFacts } from '../../ports/host.ts';
import { pickAll, pickNamed } from './pick.ts';

let next = 1;
function link(name: string, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  return {
    name,
    index: next++,
    mac: 0x020000000001,
    mtu: 1500,
    hardware: 1,
    up: true,
    carrier: true,
    arp: true,
    loopback: false,
    kind: null,
    master: 0,
    addresses: [{ ip: 0x0a000001, prefixLength: 24 }],
    ...more,
  };
}

const lo = link('lo', { loopback: true, hardware: 772 });
const none = { addresses: [] };

function names(all: readonly InterfaceFacts[]): readonly string[] {
  return pickAll(all).watched.map(({ name }) => name);
}

test('what carries ARP is watched, also without an address or a carrier; what never can is not even named', () => {
  const all = [
    lo,
    link('eth0'),
    link('mirror', { ...none, carrier: false }),
    link('tun0', { hardware: 65534 }),
  ];
  assert.deepEqual(names(all), ['eth0', 'mirror']);
  assert.deepEqual(pickAll(all).leftOut, []);
  assert.deepEqual(pickAll([lo, link('eth0', { up: false }), link('dummy0', { arp: false })]), {
    watched: [],
    leftOut: [{ name: 'eth0', why: 'is down' }],
  });
});

test('ports and slaves are heard at their master; members of a VRF are interfaces like any other', () => {
  const br = link('br0', { kind: 'bridge' });
  const vrf = link('red', { kind: 'vrf', arp: false });
  const all = [br, vrf, link('eth0', { master: br.index }), link('eth1', { master: vrf.index })];
  assert.deepEqual(names(all), ['br0', 'eth1']);
  assert.deepEqual(pickAll(all).leftOut, [{ name: 'eth0', why: 'is heard on br0' }]);
});

test('a VLAN is heard on its trunk when that is watched, and by itself when it is not', () => {
  const trunk = link('eth0');
  const vlan = link('eth0.10', { kind: 'vlan', lower: trunk.index });
  const stacked = link('eth0.10.20', { kind: 'vlan', lower: vlan.index });
  assert.deepEqual(names([trunk, vlan, stacked]), ['eth0']);
  assert.deepEqual(
    pickAll([trunk, vlan, stacked]).leftOut.map(({ why }) => why),
    ['is heard on eth0', 'is heard on eth0'],
  );
  const br = link('br0', { kind: 'bridge' });
  const port = { ...trunk, master: br.index };
  assert.deepEqual(names([br, port, vlan]), ['br0', 'eth0.10'], 'frames of the VLAN never reach the bridge');
  assert.deepEqual(names([{ ...trunk, up: false }, vlan]), ['eth0.10']);
});

test('ends of containers are left out as long as something else is there', () => {
  const veth = link('veth1', { kind: 'veth', leadsAway: true, ...none });
  assert.deepEqual(names([link('eth0'), veth]), ['eth0']);
  assert.deepEqual(names([lo, veth]), ['veth1'], 'a sensor in a namespace of its own');
  const inside = link('eth0', { kind: 'veth', leadsAway: true });
  assert.deepEqual(names([inside, veth]), ['eth0'], 'within a container');
  assert.deepEqual(names([link('eth0'), link('v1', { kind: 'veth', leadsAway: false, ...none })]), [
    'eth0',
    'v1',
  ]);
});

test('named ones are taken whatever they are, and the missing told apart', () => {
  const br = link('br0', { kind: 'bridge' });
  const port = link('eth0', { master: br.index });
  const down = link('eth1', { up: false });
  const { watched, missing } = pickNamed([br, port, down, lo], ['eth0', 'eth1', 'eth9', 'lo']);
  assert.deepEqual([...watched.keys()], ['eth0']);
  assert.deepEqual(missing, [
    { name: 'eth1', why: 'is down' },
    { name: 'eth9', why: 'is not there' },
    { name: 'lo', why: 'is the loopback: there is no ARP on it' },
  ]);
});
