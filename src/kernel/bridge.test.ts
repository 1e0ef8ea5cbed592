// What a bridge lets in by its ports, and takes up. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import type { LinkWish } from './build-host.ts';
import type { BridgeVlanSnapshot } from './host.ts';
import { answers, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { decideReply, receive } from './reply.ts';

type Row = readonly [rule: string, host: LabWish, wording: Wording, expected: string];

const BRIDGE_MAC = '02:00:00:00:03:00';
const to = (mac: string): Wording => ({ dst: parseMac(mac)! });

const bridged = (port: Partial<LinkWish>, bridge: Partial<LinkWish> = {}): LabWish => ({
  e0: [],
  e1is: { up: false },
  e0is: { master: 'br0', ...port },
  more: {
    br0: { kind: 'bridge', mac: BRIDGE_MAC, addresses: ['10.0.0.1/24'], ...bridge },
    b7: { kind: 'vlan', lower: 'br0', vlan: 7, mac: BRIDGE_MAC, addresses: ['10.0.7.1/24'] },
  },
});

/** What somebody wrote into the table of the bridge for another port. */
const pinnedElsewhere = (stays: boolean, port: Partial<LinkWish> = {}): LabWish => {
  const lab = bridged(port);
  const pinned = [{ mac: '02:00:00:00:02:00', vlan: 0, stays }];
  return { ...lab, more: { ...lab.more, far: { mac: '02:00:00:00:04:00', master: 'br0', pinned } } };
};

/** `1pu 7-9`: VLAN 1 as PVID and untagged, 7 to 9 with tags. */
function vlans(text: string): readonly BridgeVlanSnapshot[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [first = 0, last = first] = one.replace(/[pu]/g, '').split('-').map(Number);
      return { first, last, pvid: one.includes('p'), untagged: one.includes('u') };
    });
}

const aware = (
  port: string,
  own: string,
  bridge: Partial<LinkWish> = {},
  more: Partial<LinkWish> = {},
): LabWish =>
  bridged(
    { bridgeVlans: vlans(port), ...more },
    { vlanFiltering: 0x8100, bridgeVlans: vlans(own), ...bridge },
  );
const knownSenders = [{ mac: '02:00:00:00:02:00', vlan: 0 }];
const blocked = [{ first: 1, last: 1, pvid: true, untagged: true, state: 'blocking' }] as const;
const tagged = (vid: number, tpid = 0x8100): Wording => ({ vid, tpid });

const rows: readonly Row[] = [
  ...(['disabled', 'listening', 'learning', 'blocking'] as const).map(
    (portState): Row => [`#port-state: M2: ${portState}`, bridged({ portState }), {}, 'none'],
  ),
  ['#port-state: M2: forwarding', bridged({ portState: 'forwarding' }), {}, 'br0@s0'],
  ['#port-state: M2: not known', bridged({}), {}, 'br0@s0'],
  ['#port-vlans: M2: a locked port', bridged({ locked: true }), {}, 'none'],
  ['#port-vlans: M2: a locked port and whom it knows', bridged({ locked: true, knownSenders }), {}, 'br0@s0'],
  [
    '#port-vlans: M2: a locked port goes by the Ethernet source',
    bridged({ locked: true, knownSenders }),
    { src: 0x020000000277 },
    'none',
  ],
  [
    '#port-vlans: M2: a locked port knows senders by VLAN',
    aware('1pu', '1pu', {}, { locked: true, knownSenders }),
    {},
    'none',
  ],
  ['#way-back: M2: a port nothing unknown is sent out of', bridged({ noFlood: true }), {}, 'br0@s0'],
  [
    '#way-back: M2: unless the Ethernet source is another',
    bridged({ noFlood: true }),
    { src: 0x020000000277 },
    'none',
  ],
  ['#way-back: M2: nor learns', bridged({ noFlood: true, noLearning: true }), {}, 'none'],
  [
    '#way-back: M2: nor learns, but knows',
    bridged({ noFlood: true, noLearning: true, knownSenders }),
    {},
    'br0@s0',
  ],
  ['#way-back: M2: learns nothing', bridged({ noLearning: true }), {}, 'br0@s0'],
  [
    '#way-back: M2: learns nothing, but it was written down',
    bridged({ noFlood: true, noLearning: true, pinned: [{ mac: '02:00:00:00:02:00', vlan: 0 }] }),
    {},
    'br0@s0',
  ],
  ['#way-back: M2: written down for another port, and heard here', pinnedElsewhere(false), {}, 'br0@s0'],
  ['#way-back: M2: written down for another port for good', pinnedElsewhere(true), {}, 'none'],
  [
    '#way-back: M2: written down for another port, and nothing is learned here',
    pinnedElsewhere(false, { noLearning: true }),
    {},
    'none',
  ],
  [
    '#port-state: M1: one spanning tree for all does not count',
    bridged({ portState: 'blocking' }, { mst: true }),
    {},
    'br0@s0',
  ],
  [
    '#port-state: M1: the state of the port in the VLAN',
    aware('', '1pu', {}, { bridgeVlans: blocked }),
    {},
    'none',
  ],
  [
    '#port-state: M1: the state of the bridge in the VLAN',
    aware('1pu', '', { bridgeVlans: blocked }),
    {},
    'none',
  ],
  ['#bad-source: M2: no station is zero', bridged({}), { src: 0 }, 'none'],
  ['#bad-source: M2: nor a group', bridged({}), { src: 0x030000000001 }, 'none'],
  ['#bad-source: M2: whatever stands inside of ARP', bridged({}), { sha: 0x030000000001 }, 'br0@s0'],
  [
    '#link-local: M16: to the spanning tree of a bridge that has none',
    bridged({}),
    to('01:80:c2:00:00:00'),
    'br0@s0',
  ],
  ['#link-local: M16: to the spanning tree', bridged({}, { stp: true }), to('01:80:c2:00:00:00'), 'e0@s0'],
  ['#link-local: M16: PAUSE', bridged({}), to('01:80:c2:00:00:01'), 'none'],
  ['#link-local: M16: of the port itself', bridged({}), to('01:80:c2:00:00:0e'), 'e0@s0'],
  [
    '#link-local: M16: passed on by the bridge',
    bridged({}, { groupForward: 0x4000 }),
    to('01:80:c2:00:00:0e'),
    'br0@s0',
  ],
  [
    '#link-local: M16: passed on by the port',
    bridged({ groupForward: 0x4000 }),
    to('01:80:c2:00:00:0e'),
    'br0@s0',
  ],
  [
    '#link-local: M16: passed on is another',
    bridged({ groupForward: 0x8 }),
    to('01:80:c2:00:00:0e'),
    'e0@s0',
  ],
  ['#link-local: M16: the groups behind them', bridged({}), to('01:80:c2:00:00:10'), 'br0@s0'],
  ['#middle-mac: M14: to the port', bridged({}), to('02:00:00:00:01:00'), 'br0@s0'],
  ['#middle-mac: M14: to the bridge', bridged({}), to(BRIDGE_MAC), 'br0@s0'],
  [
    '#middle-mac: M14: to the link below the port',
    {
      more: {
        v10: { kind: 'vlan', lower: 'e0', vlan: 10, mac: '02:00:00:00:04:00', master: 'br0' },
        br0: { kind: 'bridge', mac: BRIDGE_MAC },
      },
    },
    { ...to('02:00:00:00:01:00'), vid: 10 },
    'none',
  ],
  ['#port-vlans: M1: a new bridge', aware('1pu', '1pu'), {}, 'br0@s0'],
  ['#port-vlans: M1: a tag nobody takes, with vlan_filtering off', bridged({}), tagged(8), 'none'],
  ['#port-vlans: M1: vid 7 pvid untagged on the port', aware('1u 7pu', '1pu'), {}, 'none'],
  ['#port-vlans: M1: the bridge is no member of 1', aware('1pu', ''), {}, 'none'],
  ['#port-vlans: M1: unless somebody listens on it', aware('1pu', '7', { promiscuous: true }), {}, 'none'],
  ['#port-vlans: M1: the port is no member of 1', aware('', '1pu'), {}, 'none'],
  ['#port-vlans: M1: untagged, and the PVID goes on with a tag', aware('1u 7pu', '1pu 7'), {}, 'b7@s0'],
  ['#port-vlans: M1: the PVID need not come first', aware('1u 7pu', '1'), {}, 'none'],
  ['#port-vlans: M1: a tag the port lets in', aware('1pu 7', '1pu 7'), tagged(7), 'b7@s0'],
  ['#port-vlans: M1: in the middle of a range', aware('1pu 2-4094', '1pu 6-8'), tagged(7), 'b7@s0'],
  ['#port-vlans: M1: beside a range', aware('1pu 8-4094', '1pu 6-8'), tagged(7), 'none'],
  ['#port-vlans: M1: a tag the port does not let in', aware('1pu', '1pu 7'), tagged(7), 'none'],
  ['#port-vlans: M1: a tag the bridge is no member of', aware('1pu 7', '1pu'), tagged(7), 'none'],
  [
    '#way-back: M1: a bridge that is no member takes it up where somebody listens, and its answer is lost',
    aware('1pu 7', '1pu', { promiscuous: true }),
    tagged(7),
    'none',
  ],
  ['#port-vlans: M1: a tag taken off for the bridge itself', aware('1pu 7', '1pu 7u'), tagged(7), 'br0@s0'],
  ['#way-back: M1: the answer is in the PVID of the bridge', aware('7pu', '7u 1pu'), {}, 'none'],
  ['#way-back: M1: of which the port is a member', aware('1u 7pu', '7u 1pu'), {}, 'br0@s0'],
  ['#way-back: M1: a bridge without a PVID answers nobody', aware('7pu', '7u'), {}, 'none'],
  ['#port-vlans: M1: a tag of 802.1ad is none to it', aware('1pu 7', '1pu 7'), tagged(7, 0x88a8), 'none'],
];

for (const [rule, host, wording, expected] of rows) {
  test(`${rule}: ${expected === 'none' ? 'unheard' : expected}`, () => {
    assert.equal(answers(labHost(host), '10.0.0.1', wording), expected);
  });
}

const reasons: readonly (readonly [rule: string, host: LabWish, wording: Wording, reason: string])[] = [
  ['#port-vlans: the port is no member', aware('', '1pu'), {}, 'port-vlan'],
  [
    '#port-state: it is, and blocked',
    aware('', '1pu', {}, { bridgeVlans: blocked }),
    {},
    'port-not-forwarding',
  ],
  ['#port-vlans: the bridge is no member', aware('1pu', ''), {}, 'bridge-vlan'],
  ['#way-back: it takes all up', aware('1pu', '', { promiscuous: true }), {}, 'foreign-vlan'],
  [
    '#way-back: and a VLAN link is there',
    aware('7pu', '1pu', { promiscuous: true }),
    {},
    'bridge-no-way-back',
  ],
  ['#port-vlans: a tag of 802.1ad', aware('1pu', '1pu'), tagged(7, 0x88a8), 'foreign-vlan'],
];

for (const [rule, wish, wording, reason] of reasons)
  test(`${rule}: ${reason}`, () => {
    assert.equal(decideReply(whoHas('10.0.0.1', wording), labHost(wish)).reason, reason);
  });

test('#way-back: whose answer is lost is learned all the same', () => {
  const { lesson } = receive(whoHas('10.0.0.1'), labHost(bridged({ noFlood: true, noLearning: true })));
  assert.deepEqual(typeof lesson === 'string' ? lesson : [lesson.link, lesson.absent], [
    'br0',
    'learn-asker',
  ]);
});
