import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperVlan as vlan } from '../../../test/cli/paper-vlans.ts';
import type { VlanLink } from '../../ports/vlans.ts';
import { type VlanState, vlanStates, type VlanWishes } from './vlans.ts';

const ALL: VlanWishes = { only: [], parents: [] };
const only = (link: VlanLink): VlanState => vlanStates([link], ALL)[0] ?? assert.fail();
const names = (links: readonly VlanLink[], wishes: Partial<VlanWishes>): string[] =>
  vlanStates(links, { ...ALL, ...wishes }).map(({ link }) => link.name);

test('by parent, then by number, then in the order of the kernel', () => {
  const links = [
    vlan('eth1.5'),
    vlan('eth0.100'),
    vlan('eth0.20'),
    vlan('eth0.20', { name: 'second', index: 22, protocol: 0x88a8 }),
    vlan('eth0.3', { name: 'moved', parent: null }),
  ];
  assert.deepEqual(names(links, {}), ['moved', 'eth0.20', 'second', 'eth0.100', 'eth1.5']);
});

test('by name, by number and by parent; what is named twice comes once', () => {
  const links = [vlan('eth0.20'), vlan('eth1.20'), vlan('eth0.30'), vlan('eth0.40', { parent: null })];
  assert.deepEqual(names(links, { only: [20] }), ['eth0.20', 'eth1.20']);
  assert.deepEqual(names(links, { only: ['eth0.30', 30] }), ['eth0.30']);
  assert.deepEqual(names(links, { only: [20], parents: ['eth1'] }), ['eth1.20']);
  assert.deepEqual(
    names(links, { parents: ['eth0'] }),
    ['eth0.20', 'eth0.30'],
    'a parent elsewhere has no name',
  );
  assert.deepEqual(names(links, { only: ['20'] }), [], 'a name of digits is a name');
});

for (const [what, more, state, remark] of [
  ['all is well', {}, 'up', null],
  ['it is down', { up: false }, 'down', /it is down/],
  [
    'the parent is down',
    { parentUp: false, up: false, carrier: false },
    'parent-down',
    /parent eth0 is down/,
  ],
  ['no carrier', { carrier: false }, 'no-carrier', /no carrier on eth0/],
  ['the parent is elsewhere', { parent: null, parentUp: null }, 'up', null],
  [
    'no carrier of a parent elsewhere',
    { parent: null, parentUp: null, carrier: false },
    'no-carrier',
    /its parent/,
  ],
] as const) {
  test(`${what}: ${state}`, () => {
    const found = only(vlan('eth0.20', more));
    assert.equal(found.state, state);
    if (remark === null) assert.equal(found.remark, null);
    else assert.match(found.remark ?? '', remark);
  });
}

test('frames that leave while none ever came are remarked on, one that came or none that left are not', () => {
  const none = { frames: 0, bytes: 0, errors: 0, dropped: 0 };
  const received = { ...none, multicast: 0 };
  assert.match(only(vlan('eth0.20', { received })).remark ?? '', /eth0 carry VLAN 20, tagged/);
  assert.equal(only(vlan('eth0.20', { received: { ...received, frames: 1 } })).remark, null);
  assert.equal(only(vlan('eth0.20', { received, sent: none })).remark, null);
});

test('one without an address is idle, unless it is a member or there for something', () => {
  const idle = { addresses: [] };
  assert.match(only(vlan('eth0.20', idle)).remark ?? '', /no address/);
  assert.equal(only(vlan('eth0.20', { ...idle, master: 'br0' })).remark, null);
  for (const use of ['routes', 'links', 'proxy_arp', 'proxy_arp_pvlan', 'ipv6'] as const)
    assert.equal(only(vlan('eth0.20', { ...idle, uses: [use] })).remark, null, use);
});
