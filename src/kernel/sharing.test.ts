// Links that share the one they stand on: who hears what. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import { listenersOf } from './admission.ts';
import type { LinkWish } from './build-host.ts';
import { asKernel } from './kernel.ts';
import { answers, ASKER, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { decideReply, receiveAll } from './reply.ts';

const TOP = '02:00:00:00:04:00';
const BESIDE = '02:00:00:00:04:01';
const to = (mac: string): Wording => ({ dst: parseMac(mac)! });
const from = (mac: string): Wording => ({ src: parseMac(mac)! });
const toBelow = to('02:00:00:00:01:00');
const toNobody = to('02:00:00:00:99:99');
const toGroup = to('01:00:5e:00:00:55');

type Mode = NonNullable<LinkWish['mode']>;
const shared = (kind: string, mode: Mode | undefined, more: Partial<LinkWish> = {}): LabWish => ({
  e1is: { up: false },
  more: {
    up0: {
      kind,
      lower: 'e0',
      mac: kind === 'ipvlan' ? '02:00:00:00:01:00' : TOP,
      ...(mode && { mode }),
      addresses: ['10.0.0.3/24'],
      ...more,
    },
  },
});
const macvlan = (mode?: Mode, more: Partial<LinkWish> = {}): LabWish => shared('macvlan', mode, more);
const ipvlan = (mode: Mode, more: Partial<LinkWish> = {}): LabWish => shared('ipvlan', mode, more);
const two = (mode: Mode, beside: Mode): LabWish => ({
  e1is: { up: false },
  more: {
    up0: { kind: 'macvlan', lower: 'e0', mac: TOP, mode },
    up1: { kind: 'macvlan', lower: 'e0', mac: BESIDE, mode: beside },
  },
});
const listed = { senders: ['02:00:00:00:02:00'] };

type Row = readonly [rule: string, host: LabWish, target: string, wording: Wording, expected: string];
const rows: readonly Row[] = [
  ['M11: no mode in an older snapshot', macvlan(), '.1', {}, 'e0@s0 up0@s0'],
  ...(['bridge', 'private', 'vepa'] as const).flatMap((mode): readonly Row[] => [
    [`M11: ${mode}: to all`, macvlan(mode), '.1', {}, 'e0@s0 up0@s0'],
    [`M11: ${mode}: to the link below`, macvlan(mode), '.1', toBelow, 'e0@s0'],
    [`M11: ${mode}: to its own MAC`, macvlan(mode), '.1', to(TOP), 'up0@s0'],
    [`M11: ${mode}: to its own MAC, set down`, macvlan(mode, { up: false }), '.1', to(TOP), 'none'],
    [`M11: ${mode}: to somebody`, macvlan(mode), '.1', toNobody, 'none'],
  ]),
  ['M11: passthru: to all', macvlan('passthru'), '.1', {}, 'e0@s0 up0@s0'],
  ['M11: passthru: to the link below', macvlan('passthru'), '.1', toBelow, 'up0@s0'],
  ['M11: passthru: to somebody', macvlan('passthru'), '.1', toNobody, 'up0@s0'],
  ['M11: passthru, set down: to the link below', macvlan('passthru', { up: false }), '.1', toBelow, 'none'],
  ['M11: passthru, set down: to all', macvlan('passthru', { up: false }), '.1', {}, 'e0@s0'],
  ['M11: source: a sender on the list', macvlan('source', listed), '.1', {}, 'e0@s0 up0@s0'],
  ['M11: source: another Ethernet source', macvlan('source', listed), '.1', from(BESIDE), 'e0@s0'],
  ['M11: source: its own MAC as sender', macvlan('source', listed), '.1', from(TOP), 'up0@s0'],
  ['M11: source: its own MAC is no way in', macvlan('source', { senders: [] }), '.1', to(TOP), 'none'],
  ['M11: source: listed, to its own MAC', macvlan('source', listed), '.1', to(TOP), 'up0@s0'],
  ['M11: source: listed, to the link below', macvlan('source', listed), '.1', toBelow, 'e0@s0 up0@s0'],
  ['M11: source: listed, to somebody', macvlan('source', listed), '.1', toNobody, 'none'],
  [
    'M11: source with nodst keeps its senders',
    macvlan('source', { ...listed, takesSenders: true }),
    '.1',
    {},
    'up0@s0',
  ],
  [
    'M11: source with nodst leaves the others',
    macvlan('source', { ...listed, takesSenders: true }),
    '.1',
    from(BESIDE),
    'e0@s0',
  ],
  ['M11: private: its own MAC as sender', macvlan('private'), '.1', from(TOP), 'up0@s0'],
  ['M11: bridge: its own MAC as sender', macvlan('bridge'), '.1', from(TOP), 'e0@s0'],
  ['M11: bridge beside bridge', two('bridge', 'bridge'), '.1', from(TOP), 'e0@s0'],
  ['M11: vepa beside bridge', two('bridge', 'vepa'), '.1', from(TOP), 'e0@s0 up1@s0'],
  ['M11: bridge beside vepa', two('vepa', 'bridge'), '.1', from(TOP), 'e0@s0 up1@s0'],
  ['M11: private beside vepa', two('vepa', 'private'), '.1', from(TOP), 'e0@s0'],
  ['M11: source beside private', two('private', 'source'), '.1', from(TOP), 'up0@s0'],
  ['M12: l2: to all', ipvlan('l2'), '.1', {}, 'e0@s0 up0@s0'],
  ['M12: l2: its own, to all', ipvlan('l2'), '.3', {}, 'e0@s0 up0@s0'],
  ['M12: l2: to a group', ipvlan('l2'), '.1', toGroup, 'e0@s0 up0@s0'],
  ['M12: l2: its own, to one MAC', ipvlan('l2'), '.3', toBelow, 'up0@s0'],
  ['M12: l2: of others, to one MAC', ipvlan('l2'), '.1', toBelow, 'e0@s0'],
  ['M12: l2: its own, to somebody', ipvlan('l2'), '.3', toNobody, 'none'],
  ['M12: l2: its own, set down', ipvlan('l2', { up: false }), '.3', toBelow, 'e0@s0'],
  [
    'M12: l2: what it sent itself is for the link below alone',
    { ...ipvlan('l2'), all: { accept_local: 1 } },
    '.1',
    { ...from('02:00:00:00:01:00'), from: '.3' },
    'e0@s0',
  ],
  ['M12: l3: its own', ipvlan('l3', { arp: false }), '.3', {}, 'none'],
  ['M12: l3: its own, to one MAC', ipvlan('l3', { arp: false }), '.3', toBelow, 'none'],
  ['M12: l3: of others', ipvlan('l3', { arp: false }), '.1', {}, 'e0@s0'],
  ['M12: l3s: its own', ipvlan('l3s', { arp: false }), '.3', toBelow, 'e0@s0'],
  ['M12: a macvtap that nobody has open', shared('macvtap', 'bridge'), '.1', {}, 'e0@s0 up0@s0'],
  [
    'M13: a VLAN link on a macvlan',
    {
      ...macvlan('bridge'),
      more: { ...macvlan('bridge').more, v7: { kind: 'vlan', lower: 'up0', vlan: 7 } },
    },
    '.1',
    { vid: 7 },
    'v7@s0',
  ],
  [
    'M13: the same, to the MAC of the macvlan',
    {
      ...macvlan('bridge'),
      more: { ...macvlan('bridge').more, v7: { kind: 'vlan', lower: 'up0', vlan: 7 } },
    },
    '.1',
    { ...to(TOP), vid: 7 },
    'v7@s0',
  ],
];

for (const [rule, wish, target, wording, expected] of rows) {
  const host = labHost(wish);
  test(`#sharing: ${rule}: ${expected}`, () => {
    assert.equal(answers(host, target, wording), expected);
  });
  if (wording.vid === undefined)
    test(`#sharing: ${rule}: the same where each link is asked`, () => {
      const alone = ['e0', 'up0', 'up1'].filter(
        (link) => decideReply(whoHas(target, { ...wording, link }), host).yes,
      );
      assert.equal(alone.map((link) => `${link}@s0`).join(' ') || 'none', expected);
    });
}

test('#sharing: M12: an ipvlan of an older snapshot takes nothing', () => {
  const host = labHost(shared('ipvlan', undefined));
  assert.equal(answers(host, '.3', toBelow), 'e0@s0');
});

test('#sharing: M12: a cut packet names no address', () => {
  const heard = whoHas('.3', { ...toBelow, size: 27 });
  assert.equal(decideReply(heard, labHost(ipvlan('l3', { arp: false }))).reason, 'too-short');
});

test('#sharing: a reply teaches every link that hears it', () => {
  const conf = { arp_accept: 1 };
  const wish = macvlan('bridge', { conf });
  const lessons = receiveAll(whoHas('.1', { op: 2 }), labHost({ ...wish, e0conf: conf })).map(
    ({ lesson, link }) => [link, typeof lesson === 'string' ? lesson : [lesson.link, lesson.mac]],
  );
  assert.deepEqual(lessons, [
    ['e0', ['e0', ASKER]],
    ['up0', ['up0', ASKER]],
  ]);
});

test('#sharing: who may hear a broadcast of somebody', () => {
  const names = (wish: LabWish): string[] =>
    listenersOf(asKernel(labHost(wish)), 'e0').map(({ name }) => name);
  assert.deepEqual(names(macvlan('source', { senders: [] })), ['e0', 'up0']);
  assert.deepEqual(names(macvlan('source', { ...listed, takesSenders: true })), ['e0', 'up0']);
  assert.deepEqual(names(ipvlan('l2')), ['e0', 'up0']);
  assert.deepEqual(names(macvlan('bridge', { up: false })), ['e0']);
});
