// What a bridge lets in by its ports, and takes up. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import type { LinkWish } from './build-host.ts';
import type { BridgeVlanSnapshot } from './host.ts';
import { answers, type LabWish, labHost, type Wording } from './lab.ts';

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

const aware = (port: string, own: string, bridge: Partial<LinkWish> = {}): LabWish =>
  bridged({ bridgeVlans: vlans(port) }, { vlanFiltering: 0x8100, bridgeVlans: vlans(own), ...bridge });
const tagged = (vid: number, tpid = 0x8100): Wording => ({ vid, tpid });

const rows: readonly Row[] = [
  ...(['disabled', 'listening', 'learning', 'blocking'] as const).map(
    (portState): Row => [`#port-state: M2: ${portState}`, bridged({ portState }), {}, 'none'],
  ),
  ['#port-state: M2: forwarding', bridged({ portState: 'forwarding' }), {}, 'br0@s0'],
  ['#port-state: M2: not known', bridged({}), {}, 'br0@s0'],
  ['#port-vlans: M2: a locked port', bridged({ locked: true }), {}, 'none'],
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
    '#port-vlans: M1: listening takes it up all the same',
    aware('1pu 7', '1pu', { promiscuous: true }),
    tagged(7),
    'b7@s0',
  ],
  ['#port-vlans: M1: a tag taken off for the bridge itself', aware('1pu 7', '1pu 7u'), tagged(7), 'br0@s0'],
  ['#port-vlans: M1: a tag of 802.1ad is none to it', aware('1pu 7', '1pu 7'), tagged(7, 0x88a8), 'none'],
];

for (const [rule, host, wording, expected] of rows) {
  test(`${rule}: ${expected === 'none' ? 'unheard' : expected}`, () => {
    assert.equal(answers(labHost(host), '10.0.0.1', wording), expected);
  });
}
