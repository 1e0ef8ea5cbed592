// Which frames a host hears at all, and by which link. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import type { LinkWish } from './build-host.ts';
import { answers, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { receive } from './reply.ts';

const BOTH = 'e0@s0 e1@s1';
const to = (mac: string): Wording => ({ dst: parseMac(mac)! });
const UNDER_BRIDGE: LabWish = { e0is: { master: 'br0' }, more: { br0: { kind: 'bridge' } } };
const BRIDGE_MAC = '02:00:00:00:03:00';
const VLAN_MAC = '02:00:00:00:04:00';
const underBridge = (port: Partial<LinkWish>): LabWish => ({
  e0is: { master: 'br0', ...port },
  more: { br0: { kind: 'bridge', mac: BRIDGE_MAC } },
});
const V10: LinkWish = { kind: 'vlan', lower: 'e0', vlan: 10, mac: VLAN_MAC };
const onVlan: LabWish = {
  more: { v10: { ...V10, master: 'br0' }, br0: { kind: 'bridge', mac: BRIDGE_MAC } },
};
const inVlan: LabWish = {
  more: { v10: V10, v20: { kind: 'vlan', lower: 'v10', vlan: 20, mac: '02:00:00:00:04:01' } },
};
const QINQ: Wording = { vid: 10, inner: [{ tpid: 0x8100, vid: 20 }] };
const macvlan = (level: number): LabWish => ({
  e1is: { up: false },
  all: { arp_ignore: level },
  more: { mv0: { kind: 'macvlan', lower: 'e0', addresses: ['10.0.0.3/24'] } },
});
const bonded = (activeMember: string, mac?: string): LabWish => ({
  e0: [],
  e1: [],
  e0is: { master: 'bond0' },
  e1is: { master: 'bond0' },
  more: { bond0: { kind: 'bond', activeMember, addresses: ['10.0.0.1/24'], ...(mac && { mac }) } },
});

/** On a host with .1/24 on e0 and .2/24 on e1, asked for .1 by 10.0.0.100 on both cables. */
type Row = readonly [rule: string, wording: Wording, expected: string, host?: LabWish, target?: string];

const rows: Row[] = [
  ['#deaf-link: NOARP', {}, 'e1@s1', { e0is: { arp: false } }],
  ['#deaf-link: down', {}, 'e1@s1', { e0is: { up: false } }],
  ['#deaf-link: without carrier', {}, 'e1@s1', { e0is: { carrier: false } }],
  ['#deaf-link: an MTU of 67', {}, 'e1@s1', { e0is: { mtu: 67 } }],
  ['#deaf-link: an MTU of 68 will do', {}, BOTH, { e0is: { mtu: 68 } }],
  ['#ethernet-destination: the MAC of e0', to('02:00:00:00:01:00'), 'e0@s0'],
  ['#ethernet-destination: the MAC of another host', to('02:00:00:00:09:09'), 'none'],
  ['#ethernet-destination: any multicast', to('01:00:5e:00:00:01'), BOTH],
  ['#twenty-eight-bytes: 27', { size: 27 }, 'none'],
  ['#twenty-eight-bytes: 28', { size: 28 }, BOTH],
  ['#header-fields: hardware type 6', { hrd: 6 }, BOTH],
  ['#header-fields: hardware type 7', { hrd: 7 }, 'none'],
  ['#header-fields: the protocol of IPv6', { pro: 0x86dd }, 'none'],
  ['#header-fields: a MAC of 5 bytes', { hln: 5 }, 'none'],
  ['#header-fields: an address of 5 bytes', { pln: 5 }, 'none'],
  ...[0, 3, 8, 9, 25].map((op): Row => [`#header-fields: operation ${op}`, { op }, 'none']),
  ['#vlan-tag: 0, the priority tag', { vid: 0 }, BOTH],
  ['#vlan-tag: 5, without a VLAN link', { vid: 5 }, 'none'],
  ['#unread-fields: a target MAC of noise', { tha: 0x123456789abc }, BOTH],
  ['#drop-gratuitous: probes are none', { from: '0.0.0.0' }, BOTH, { all: { drop_gratuitous_arp: 1 } }],
  [
    '#drop-gratuitous: not even accept_local lets them in',
    { from: '.1' },
    'none',
    { all: { drop_gratuitous_arp: 1, accept_local: 1 } },
  ],
  ['#upper-link: the bridge answers for its port', {}, 'br0@s0 e1@s1', UNDER_BRIDGE],
  [
    '#upper-link: by its own settings, and does not hold the address of the port',
    {},
    'none',
    { ...UNDER_BRIDGE, all: { arp_ignore: 1 } },
  ],
  [
    '#upper-link: the address stands on the bridge',
    {},
    'br0@s0',
    {
      e0is: { master: 'br0' },
      more: { br0: { kind: 'bridge', addresses: ['10.0.0.1/24'] } },
      e1is: { up: false },
    },
  ],
  ['#middle-mac: M14: the MAC of the port', to('02:00:00:00:01:00'), 'br0@s0', underBridge({})],
  ['#middle-mac: M14: that of the bridge', to(BRIDGE_MAC), 'br0@s0', underBridge({})],
  [
    '#middle-mac: M14: that of the link below a port is passed on',
    { ...to('02:00:00:00:01:00'), vid: 10 },
    'none',
    onVlan,
  ],
  ['#middle-mac: M14: that of the VLAN link is taken up', { ...to(VLAN_MAC), vid: 10 }, 'br0@s0', onVlan],
  [
    '#middle-mac: M14: that of the outer VLAN link is for the inner one',
    { ...to(VLAN_MAC), ...QINQ },
    'v20@s0',
    inVlan,
  ],
  [
    '#middle-mac: M14: a bond hears its members alone',
    to('02:00:00:00:05:00'),
    'none',
    bonded('e0', '02:00:00:00:05:00'),
  ],
  ['#upper-link: macvlan and the link below', {}, 'e0@s0 mv0@s0', macvlan(0)],
  ['#upper-link: each for its own, by arp_ignore', {}, 'e0@s0', macvlan(1)],
  ['#upper-link: the macvlan for its own', {}, 'mv0@s0', macvlan(1), '.3'],
  ['#upper-link: the active member of a bond', {}, 'bond0@s0', bonded('e0')],
  ['#upper-link: the other member, when it is active', {}, 'bond0@s1', bonded('e1')],
];

for (const [rule, wording, expected, wish, target] of rows) {
  test(`${rule}: ${expected === 'none' ? 'unheard' : expected}`, () => {
    assert.equal(answers(labHost(wish), target ?? '.1', wording), expected);
  });
}

test('#bond-modes: a bond that is down hears, and what it answers is lost; other links hear nothing then', () => {
  const down = (kind: string): readonly unknown[] => {
    const { reply, lesson } = receive(
      whoHas('.2'),
      labHost({ e0is: { master: 'b0' }, more: { b0: { kind, up: false } } }),
    );
    return [reply.reason, typeof lesson === 'string' ? lesson : lesson.link];
  };
  assert.deepEqual(down('bond'), ['link-down', 'b0']);
  assert.deepEqual(down('bridge'), ['link-down', 'learn-dropped']);
});
