// What is not read between the cable and the IP stack, and said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import type { LinkWish } from './build-host.ts';
import { doubtsAbout } from './doubts.ts';
import { type LabWish, labHost, whoHas, type Wording } from './lab.ts';

const BELOW = '02:00:00:00:01:00';
const under = (kind: string, master: Partial<LinkWish> = {}, member: Partial<LinkWish> = {}): LabWish => ({
  e0is: { master: 'b0', ...member },
  more: { b0: { kind, mac: BELOW, ...master } },
});
const bond = (bondMode: NonNullable<LinkWish['bondMode']>, more: Partial<LinkWish> = {}): LabWish =>
  under('bond', { bondMode, ...more });
const topped = (kind: string, mode: LinkWish['mode'], more: Partial<LinkWish> = {}): LabWish => ({
  more: { up0: { kind, lower: 'e0', ...(mode && { mode }), ...more } },
});
const broadcastBelow: LabWish = {
  e0is: { master: 'b0' },
  more: {
    b0: { kind: 'bond', mac: BELOW, bondMode: 'broadcast' },
    up0: { kind: 'ipvlan', mode: 'l2', lower: 'b0', mac: BELOW, addresses: ['10.0.0.9/24'] },
  },
};
const bridged = (port: Partial<LinkWish>, beside: Partial<LinkWish> = {}): LabWish => ({
  e0is: { master: 'br0', ...port },
  e1is: { master: 'br0', ...beside },
  more: { br0: { kind: 'bridge' }, b7: { kind: 'vlan', lower: 'br0', vlan: 7 } },
});
const known = (link: string): LabWish => ({
  neighbours: [{ link, ip: '10.0.0.55', mac: '02:00:00:00:05:05' }],
});
const group: Wording = { dst: parseMac('01:00:5e:00:00:55')! };
const allHosts: Wording = { dst: parseMac('01:00:5e:00:00:01')! };
const onTop: Wording = { link: 'up0' };
const silent: LabWish = { all: { arp_ignore: 8 } };
const reply: Wording = { op: 2, from: '.55', tha: 1 };
const vlanLink: LabWish = { more: { v7: { kind: 'vlan', lower: 'e0', vlan: 7, xdp: true } } };
const stale: LabWish = { neighbours: [{ link: 'e0', ip: '10.0.0.55', mac: '02:00:00:00:05:05' }] };

type Row = readonly [
  name: string,
  host: LabWish,
  wording: Wording & { target?: string },
  doubt: RegExp | null,
];
const rows: readonly Row[] = [
  ['M3: XDP on the link', { e0is: { xdp: true } }, {}, /XDP/],
  ['M3: XDP on another link', { e1is: { xdp: true } }, {}, null],
  ['M3: XDP above it', under('bond', { xdp: true }), {}, /XDP/],
  ['M3: XDP where nothing is answered', { e0is: { xdp: true }, ...silent }, {}, null],
  ['M3: XDP where a reply would teach', { e0is: { xdp: true }, ...stale }, reply, /XDP/],
  ['M3: XDP where a reply teaches nothing', { e0is: { xdp: true } }, reply, null],
  ['M3: XDP below a macvlan', { e0is: { xdp: true }, ...topped('macvlan', 'bridge') }, onTop, /XDP/],
  [
    'M3: XDP on the port of a bridge whose macvlan takes all',
    {
      e0is: { master: 'br0', xdp: true },
      more: {
        br0: { kind: 'bridge', mac: BELOW },
        up0: { kind: 'macvlan', mode: 'passthru', lower: 'br0', mac: BELOW, addresses: ['10.0.0.9/24'] },
      },
    },
    { dst: parseMac(BELOW)! },
    /XDP/,
  ],
  ['M3: XDP on a VLAN link', vlanLink, { vid: 7 }, /XDP/],
  ['M3: XDP on a VLAN link of another VLAN', vlanLink, {}, null],
  [
    'M3: XDP on a VLAN link where a bridge puts tags on',
    { ...vlanLink, e1is: { vlanFiltering: 0x8100 } },
    {},
    /XDP/,
  ],
  ['M3: tcx on the link', { e0is: { tcx: true } }, {}, /tcx/],
  ['M3: tcx on another link', { e1is: { tcx: true } }, {}, null],
  ['M3: netkit', { e0is: { kind: 'netkit' } }, {}, /netkit/],
  ['M8: alb', bond('balance-alb'), {}, /balance-alb/],
  ['M8: alb that says nothing', { ...bond('balance-alb'), ...silent }, {}, null],
  ['M8: broadcast', bond('broadcast'), {}, /every member/],
  ['M8: broadcast_neigh', bond('802.3ad', { broadcastsArp: true }), {}, /every member/],
  ['M8: broadcast below an ipvlan', broadcastBelow, { link: 'up0' }, /every member/],
  ['M8: xor', bond('balance-xor'), {}, null],
  ['M8: monitored by ARP, none active', bond('active-backup', { arpMonitor: true }), {}, /arp_ip_target/],
  [
    'M8: monitored by ARP, one active',
    bond('active-backup', { arpMonitor: true, activeMember: 'e0' }),
    {},
    null,
  ],
  ['M8: monitored by ARP, in another mode', bond('balance-rr', { arpMonitor: true }), {}, null],
  [
    'M8: monitored by ARP, in another mode, and none in use',
    bond('balance-rr', { arpMonitor: true, carrier: false }),
    {},
    /moment to moment/,
  ],
  ['M8: in another mode, and none in use', bond('balance-rr', { carrier: false }), {}, null],
  ['M8: a team', under('team'), {}, /runner/],
  ['M8: Open vSwitch', under('openvswitch'), {}, /flows/],
  ['M8: something else', under('hsr'), {}, /hsr/],
  ['M8: a VRF', under('vrf', { vrfTable: 10 }), {}, null],
  ['M8: a team of a link that is down', under('team', {}, { up: false }), {}, null],
  ['M11: source on it', topped('macvlan', 'source'), {}, null],
  ['M11: source, no list', topped('macvlan', 'source'), onTop, /list/],
  ['M11: source, a list', topped('macvlan', 'source', { senders: [] }), onTop, null],
  ['M11: source with nodst on it, no list', topped('macvlan', 'source', { takesSenders: true }), {}, /list/],
  [
    'M11: source with nodst on it, a list',
    topped('macvlan', 'source', { takesSenders: true, senders: [] }),
    {},
    null,
  ],
  ['M11: bridge on it', topped('macvlan', 'bridge'), {}, null],
  ['M11: a macvlan and a group', topped('macvlan', 'bridge'), { ...onTop, ...group }, /groups/],
  ['M11: an ipvlan and a group', topped('ipvlan', 'l2'), { ...onTop, ...group }, /groups/],
  ['M11: a macvlan and all hosts', topped('macvlan', 'bridge'), { ...onTop, ...allHosts }, null],
  ['M11: a link and a group', topped('macvlan', 'bridge'), group, null],
  ['M11: a macvlan and broadcast', topped('macvlan', 'bridge'), onTop, null],
  ['M12: a macvtap', topped('macvtap', 'bridge'), onTop, /open/],
  ['M12: an ipvtap', topped('ipvtap', 'l2'), onTop, /open/],
  ['M12: a macvtap on it', topped('macvtap', 'bridge'), {}, null],
  ['M2: locked, no table', bridged({ locked: true }), {}, /locked/],
  ['M2: locked, a table', bridged({ locked: true, knownSenders: [] }), {}, null],
  [
    'M2: neigh_suppress and a neighbour',
    { ...bridged({}, { neighSuppress: true }), ...known('br0') },
    { target: '.55' },
    /in the place/,
  ],
  [
    'M2: neigh_suppress and a neighbour in a VLAN',
    { ...bridged({}, { neighSuppress: true }), ...known('b7') },
    { target: '.55' },
    /in the place/,
  ],
  ['M2: neigh_suppress and nobody', bridged({}, { neighSuppress: true }), { target: '.55' }, null],
  [
    'M2: neigh_suppress and a neighbour elsewhere',
    { ...bridged({}, { neighSuppress: true }), ...known('e1') },
    { target: '.55' },
    null,
  ],
  [
    'M2: neigh_suppress where it was asked',
    { ...bridged({ neighSuppress: true }), ...known('br0') },
    { target: '.55' },
    null,
  ],
  ['M2: proxy_arp', { ...bridged({ proxyArp: true }), ...known('br0') }, { target: '.55' }, /in the place/],
  ['M2: neither', { ...bridged({}), ...known('br0') }, { target: '.55' }, null],
];

for (const [name, host, { target = '.1', ...wording }, doubt] of rows)
  test(`${name}: ${doubt ? 'in doubt' : 'no doubt'}`, () => {
    const told = doubtsAbout(whoHas(target, wording), labHost(host)).map(({ sentence }) => sentence);
    assert.deepEqual(
      told.map((sentence) => doubt?.test(sentence) ?? sentence),
      doubt ? [true] : [],
    );
  });
