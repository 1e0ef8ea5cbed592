// What the table learns: the directed checks C of the specification (ids are theirs).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROADCAST_MAC, formatMac, type Mac, parseMac, ZERO_MAC } from '../base/mac.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import type { Heard } from './heard.ts';
import type { NudState } from './host.ts';
import { asKernel } from './kernel.ts';
import { answers, type LabWish, labHost, labIp } from './lab.ts';
import { entryOf, learn, takeHint } from './learn.ts';
import { newNeighbour, step } from './neighbour.ts';
import { receive } from './reply.ts';

const M1: Mac = 0x020000000a01;
const M2: Mac = 0x020000000a02;
const E0: Mac = parseMac('02:00:00:00:01:00')!;
const FOREIGN: Mac = parseMac('02:00:00:00:09:09')!;

/** The peer is 10.0.0.100; a third party is 10.0.0.77; we are 10.0.0.1 on e0 and .2 on e1. */
type Frame = { op: number; tpa: string; dst: Mac; tha?: Mac; spa?: string; link?: string };
const FRAMES = {
  forUs: { op: OP_REQUEST, tpa: '.1', dst: BROADCAST_MAC },
  forThird: { op: OP_REQUEST, tpa: '.77', dst: BROADCAST_MAC },
  gratuitous: { op: OP_REQUEST, tpa: '.100', dst: BROADCAST_MAC },
  gratuitousReply: { op: OP_REPLY, tpa: '.100', dst: BROADCAST_MAC },
  gratuitousReplyFf: { op: OP_REPLY, tpa: '.100', dst: BROADCAST_MAC, tha: BROADCAST_MAC },
  gratuitousReplyZero: { op: OP_REPLY, tpa: '.100', dst: BROADCAST_MAC, tha: ZERO_MAC },
  gratuitousReplyUnicast: { op: OP_REPLY, tpa: '.100', dst: E0 },
  reply: { op: OP_REPLY, tpa: '.1', dst: E0, tha: E0 },
  replyForThird: { op: OP_REPLY, tpa: '.77', dst: E0, tha: E0 },
  replyBroadcast: { op: OP_REPLY, tpa: '.1', dst: BROADCAST_MAC, tha: E0 },
  replyThirdBroadcast: { op: OP_REPLY, tpa: '.77', dst: BROADCAST_MAC, tha: E0 },
  replyToOther: { op: OP_REPLY, tpa: '.1', dst: FOREIGN, tha: E0 },
  offSubnet: { op: OP_REQUEST, tpa: '172.20.0.5', spa: '172.20.0.5', dst: BROADCAST_MAC },
  offSubnetReply: { op: OP_REPLY, tpa: '.1', spa: '172.20.0.5', dst: E0, tha: E0 },
  ours: { op: OP_REQUEST, tpa: '.1', spa: '.1', dst: BROADCAST_MAC },
  oursReply: { op: OP_REPLY, tpa: '.100', spa: '.1', dst: E0 },
  broadcastReply: { op: OP_REPLY, tpa: '.1', spa: '.255', dst: E0 },
  multicastReply: { op: OP_REPLY, tpa: '.1', spa: '224.0.0.9', dst: E0 },
  quirk: { op: OP_REQUEST, tpa: '172.16.1.1', spa: '172.16.1.1', dst: BROADCAST_MAC },
} as const satisfies Record<string, Frame>;
type FrameName = keyof typeof FRAMES;

function frame(name: FrameName, sha: Mac, link = 'e0'): Heard {
  const { op, tpa, dst, tha, spa }: Frame = FRAMES[name];
  return { link, dst, op, sha, spa: labIp(spa ?? '.100'), tha: tha ?? sha, tpa: labIp(tpa) };
}

const YOUNG = 20;
const OLD = 1100;

type Check = readonly [
  id: string,
  frame: FrameName,
  sha: Mac,
  before: NudState | null,
  age: number,
  expected: string,
  host?: LabWish,
];

const FORWARDING: LabWish = { forwarding: true };
const ACCEPT: LabWish = { all: { arp_accept: 1 } };
const ACCEPT2: LabWish = { all: { arp_accept: 2 } };
const DROP: LabWish = { all: { drop_gratuitous_arp: 1 } };

const checks: Check[] = [
  ['C01', 'forUs', M1, null, 0, 'stale M1'],
  ['C02', 'forUs', M2, 'reachable', YOUNG, 'stale M2'],
  ['C03', 'forUs', M1, 'reachable', YOUNG, 'reachable M1'],
  ['C04', 'forThird', M1, null, 0, 'no entry'],
  ['C05', 'forThird', M2, 'reachable', YOUNG, 'reachable M1'],
  ['C06', 'forThird', M2, 'reachable', OLD, 'stale M2'],
  ['C07', 'forThird', M1, 'reachable', OLD, 'reachable M1'],
  ['C08', 'gratuitous', M1, null, 0, 'no entry'],
  ['C09', 'gratuitous', M2, 'reachable', YOUNG, 'stale M2'],
  ['C09 before 4.13', 'gratuitous', M2, 'reachable', YOUNG, 'reachable M1', { kernel: '4.0.0' }],
  [
    'C09 before 4.13 with arp_accept',
    'gratuitous',
    M2,
    'reachable',
    YOUNG,
    'stale M2',
    { kernel: '4.0.0', all: { arp_accept: 1 } },
  ],
  ['C10', 'gratuitousReply', M2, 'reachable', YOUNG, 'stale M2'],
  ['C11', 'gratuitousReplyFf', M2, 'reachable', YOUNG, 'reachable M1'],
  ['C11b', 'gratuitousReplyFf', M2, 'reachable', OLD, 'stale M2'],
  ['C12', 'gratuitousReplyZero', M2, 'reachable', YOUNG, 'reachable M1'],
  ['C12b', 'gratuitousReplyZero', M2, 'reachable', OLD, 'stale M2'],
  ['C13', 'gratuitousReplyUnicast', M2, 'reachable', YOUNG, 'reachable M2'],
  ['C14', 'reply', M2, 'reachable', YOUNG, 'reachable M1'],
  ['C14b', 'reply', M2, 'reachable', OLD, 'reachable M2'],
  ['C15', 'replyBroadcast', M2, 'reachable', OLD, 'stale M2'],
  ['C16', 'reply', M1, null, 0, 'no entry'],
  ['C17', 'replyForThird', M1, 'stale', OLD, 'reachable M1'],
  ['C18', 'reply', M1, 'stale', OLD, 'reachable M1'],
  ['C18b', 'replyBroadcast', M1, 'stale', OLD, 'stale M1'],
  ['C18c', 'replyToOther', M1, 'stale', OLD, 'stale M1'],
  ['C20b', 'reply', M2, 'incomplete', YOUNG, 'reachable M2'],
  ['C21', 'forThird', M2, 'failed', YOUNG, 'stale M2'],
  ['C21b', 'reply', M2, 'failed', YOUNG, 'reachable M2'],
  ...(['permanent', 'noarp'] as const).flatMap((state): Check[] => [
    [`C22.${state}`, 'gratuitous', M2, state, OLD, `${state} M1`],
    [`C22.${state} asking us`, 'forUs', M2, state, OLD, `${state} M1`],
  ]),
  ...(['delay', 'probe'] as const).flatMap((state): Check[] => [
    [`C23.${state}`, 'forUs', M1, state, YOUNG, `${state} M1`],
    [`C23b.${state}`, 'reply', M1, state, YOUNG, 'reachable M1'],
    [`C23c.${state}`, 'forUs', M2, state, YOUNG, 'stale M2'],
  ]),
  ['E06', 'reply', M2, 'probe', YOUNG, 'probe M1'],
  ['C29', 'reply', M2, 'reachable', YOUNG, 'reachable M2', { neigh: { locktime: 0 } }],
  ['C40', 'gratuitous', M1, null, 0, 'stale M1', ACCEPT],
  ['C40b', 'gratuitousReply', M1, null, 0, 'stale M1', ACCEPT],
  ['C40c', 'gratuitousReplyFf', M1, null, 0, 'stale M1', ACCEPT],
  ['C40d', 'reply', M1, null, 0, 'reachable M1', ACCEPT],
  ['C40e', 'replyThirdBroadcast', M1, null, 0, 'stale M1', ACCEPT],
  ['C40f', 'forThird', M1, null, 0, 'no entry', ACCEPT],
  ['C40g', 'offSubnet', M1, null, 0, 'stale M1', ACCEPT],
  ['C40h', 'ours', M1, null, 0, 'no entry', ACCEPT],
  ['C40i', 'broadcastReply', M1, null, 0, 'no entry', ACCEPT],
  ['C40j', 'multicastReply', M1, null, 0, 'no entry', ACCEPT],
  ['C40k', 'oursReply', M1, null, 0, 'no entry', ACCEPT],
  ['C41', 'gratuitous', M1, null, 0, 'stale M1', ACCEPT2],
  ['C41b', 'offSubnet', M1, null, 0, 'no entry', ACCEPT2],
  ['C41c', 'offSubnetReply', M1, null, 0, 'no entry', ACCEPT2],
  ['C41d', 'quirk', M1, null, 0, 'stale M1', { ...ACCEPT2, e0: ['.1/24', '172.16.1.9/24 scope host'] }],
  ['C41d2', 'quirk', M1, null, 0, 'no entry', { ...ACCEPT2, e0: ['172.16.1.9/24 scope host'] }],
  ['C41e', 'quirk', M1, null, 0, 'no entry', { ...ACCEPT2, e1: ['172.16.1.9/24'] }],
  ...(
    [
      [1, 0, 'SS'],
      [0, 1, 'SS'],
      [2, 1, 'S-'],
      [1, 2, 'S-'],
      [2, 0, 'S-'],
      [3, 0, '--'],
      [1, 3, '--'],
      [-1, 0, '--'],
    ] as const
  ).flatMap(([all, own, expected]): Check[] => {
    const host: LabWish = { all: { arp_accept: all }, e0conf: { arp_accept: own } };
    const of = (at: number): string => (expected[at] === 'S' ? 'stale M1' : 'no entry');
    return [
      [`C42.${all}.${own} inside`, 'gratuitous', M1, null, 0, of(0), host],
      [`C42.${all}.${own} outside`, 'offSubnet', M1, null, 0, of(1), host],
    ];
  }),
  ['C42 before 6.0', 'offSubnet', M1, null, 0, 'stale M1', { ...ACCEPT2, kernel: '5.14.0' }],
  ['C43.1.0', 'gratuitous', M2, 'reachable', YOUNG, 'reachable M1', DROP],
  ['C43.1.0 as a reply', 'gratuitousReply', M2, 'reachable', YOUNG, 'reachable M1', DROP],
  ['C43.0.1', 'gratuitous', M2, 'reachable', YOUNG, 'reachable M1', { e0conf: { drop_gratuitous_arp: 1 } }],
  ['C43b', 'gratuitous', M2, 'incomplete', YOUNG, 'incomplete -', DROP],
  ['C43 before 4.6', 'gratuitous', M2, 'reachable', OLD, 'stale M2', { ...DROP, kernel: '4.0.0' }],
  ['C46', 'forThird', M2, 'reachable', OLD, 'stale M2', FORWARDING],
  [
    'C47',
    'forThird',
    M2,
    'reachable',
    YOUNG,
    'stale M2',
    { forwarding: true, e0conf: { proxy_arp_pvlan: 1 } },
  ],
];

function shown(entry: { state: NudState; mac: Mac | null } | null): string {
  if (entry === null) return 'no entry';
  const name =
    entry.mac === M1 ? 'M1' : entry.mac === M2 ? 'M2' : entry.mac === null ? '-' : formatMac(entry.mac);
  return `${entry.state} ${name}`;
}

function hostBefore(before: NudState | null, age: number, wish: LabWish = {}, link = 'e0'): LabWish {
  if (before === null) return wish;
  const mac = before === 'incomplete' ? undefined : formatMac(M1);
  return {
    ...wish,
    neighbours: [{ link, ip: '10.0.0.100', state: before, age, ...(mac && { mac }) }],
  };
}

for (const [id, name, sha, before, age, expected, wish] of checks) {
  test(`${id}: ${name} makes ${before ?? 'no entry'} into ${expected}`, () => {
    const host = labHost(hostBefore(before, age, wish));
    const learned = learn(frame(name, sha), host);
    const unchanged = before === null ? null : { state: before, mac: before === 'incomplete' ? null : M1 };
    const heardOut = learned.link !== null || learned.changed;
    assert.equal(shown(heardOut ? learned.after : unchanged), expected);
    assert.equal(learned.changed, shown(unchanged) !== expected);
  });
}

test('C24: an entry on e1 is not touched by a frame on e0', () => {
  const host = labHost(hostBefore('reachable', OLD, {}, 'e1'));
  assert.equal(learn(frame('gratuitous', M2), host).reason, 'learn-no-entry');
});

test('C25: an externally learned entry is not protected', () => {
  const host = labHost({
    neighbours: [
      { link: 'e0', ip: '10.0.0.100', mac: formatMac(M1), state: 'reachable', flags: ['extern_learn'] },
    ],
  });
  assert.equal(shown(learn(frame('gratuitous', M2), host).after), 'stale M2');
});

test('C26: a refused reply still refreshes the time of confirmation', () => {
  const host = labHost(hostBefore('stale', 300));
  const kernel = asKernel(host);
  const { lesson } = receive(frame('reply', M2), kernel);
  assert.ok(typeof lesson !== 'string');
  const known = entryOf(host, kernel.linkOf.get('e0')!, labIp('.100'))!;
  const { entry, reason } = takeHint(kernel, { hint: lesson, known, now: 0 });
  assert.deepEqual([entry?.mac, entry?.confirmed, known.confirmed, reason], [M1, 0, -300, 'learn-locktime']);
});

test('C27, C28: of two replies the first wins, of two announcements the last', () => {
  const play = (name: FrameName): Mac | null | undefined => {
    const kernel = asKernel(labHost(ACCEPT));
    let known = undefined as ReturnType<typeof newNeighbour> | undefined;
    for (const [now, sha] of [
      [0, M1],
      [30, M2],
    ] as const) {
      const { lesson } = receive(frame(name, sha), kernel);
      assert.ok(typeof lesson !== 'string');
      known = takeHint(kernel, { hint: lesson, known, now }).entry;
    }
    return known?.mac;
  };
  assert.equal(play('reply'), M1);
  assert.equal(play('gratuitous'), M2);
});

for (const [id, name, expected] of [
  ['C19', 'forThird', 'delay'],
  ['C20', 'replyBroadcast', 'delay'],
  ['C20c', 'gratuitous', 'delay'],
  ['C20d', 'forUs', 'delay'],
  ['C20b with a packet', 'reply', 'reachable'],
] as const) {
  test(`${id}: a packet waits, and ${name} completes the entry to ${expected}`, () => {
    const kernel = asKernel(labHost());
    const link = kernel.linkOf.get('e0')!;
    const asked = step(newNeighbour(link.timing, 0), { kind: 'packet', size: 900 }, 0).state;
    const { lesson } = receive(frame(name, M2), kernel);
    assert.ok(typeof lesson !== 'string');
    const { entry, deeds } = takeHint(kernel, { hint: lesson, known: asked, now: 20 });
    assert.deepEqual([entry?.state, entry?.mac, entry?.queue], [expected, M2, []]);
    assert.deepEqual(deeds, [
      { kind: 'transmit', to: M2, size: 900 },
      { kind: 'notify', state: expected, mac: M2 },
    ]);
  });
}

test('C43c: drop_gratuitous_arp does not touch probes', () => {
  assert.equal(answers(labHost(DROP), '.1', { from: '0.0.0.0' }), 'e0@s0 e1@s1');
});

test('C44, C45: what rp_filter refuses is learned all the same', () => {
  const host = labHost({
    all: { rp_filter: 1 },
    neighbours: [{ link: 'e1', ip: '10.0.0.100', mac: formatMac(M1), state: 'stale', age: OLD }],
  });
  const asked: Heard = { ...frame('forUs', M2, 'e1'), tpa: labIp('.2') };
  assert.deepEqual(receive(asked, host).reply, { yes: false, reason: 'rp-filter-strict' });
  assert.equal(shown(learn(asked, host).after), 'stale M2');
  assert.equal(shown(learn(frame('gratuitous', M2, 'e1'), host).after), 'stale M2');
});
