// What the table learns from a frame. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROADCAST_MAC, formatMac, type Mac, parseMac, ZERO_MAC } from '../base/mac.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import type { Heard } from './heard.ts';
import type { NudState } from './host.ts';
import { asKernel } from './kernel.ts';
import { type LabWish, labHost, labIp } from './lab.ts';
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

type Row = readonly [
  rule: string,
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

const rows: Row[] = [
  ['#asker-learned: who asks us gets an entry', 'forUs', M1, null, 0, 'stale M1'],
  ['#asker-learned: another MAC that asks us is taken at once', 'forUs', M2, 'reachable', YOUNG, 'stale M2'],
  ['#same-mac-changes-nothing: the known MAC asks us', 'forUs', M1, 'reachable', YOUNG, 'reachable M1'],
  ['#overheard: a question for others makes no entry', 'forThird', M1, null, 0, 'no entry'],
  ['#locktime: a question for others, within it', 'forThird', M2, 'reachable', YOUNG, 'reachable M1'],
  ['#locktime: a question for others, after it', 'forThird', M2, 'reachable', OLD, 'stale M2'],
  [
    '#same-mac-changes-nothing: the known MAC asks for others',
    'forThird',
    M1,
    'reachable',
    OLD,
    'reachable M1',
  ],
  ['#overheard: a gratuitous question makes no entry', 'gratuitous', M1, null, 0, 'no entry'],
  ['#gratuitous-overrides: a question, within locktime', 'gratuitous', M2, 'reachable', YOUNG, 'stale M2'],
  [
    '#gratuitous-overrides: not before 4.13',
    'gratuitous',
    M2,
    'reachable',
    YOUNG,
    'reachable M1',
    { kernel: '4.0.0' },
  ],
  [
    '#gratuitous-overrides: before 4.13 with arp_accept',
    'gratuitous',
    M2,
    'reachable',
    YOUNG,
    'stale M2',
    { kernel: '4.0.0', all: { arp_accept: 1 } },
  ],
  [
    '#gratuitous-overrides: a reply with target MAC = sender MAC',
    'gratuitousReply',
    M2,
    'reachable',
    YOUNG,
    'stale M2',
  ],
  [
    '#gratuitous-overrides: with target MAC ff it is an ordinary reply',
    'gratuitousReplyFf',
    M2,
    'reachable',
    YOUNG,
    'reachable M1',
  ],
  ['#locktime: a reply with target MAC ff, after it', 'gratuitousReplyFf', M2, 'reachable', OLD, 'stale M2'],
  [
    '#gratuitous-overrides: with target MAC 0 it is an ordinary reply',
    'gratuitousReplyZero',
    M2,
    'reachable',
    YOUNG,
    'reachable M1',
  ],
  ['#locktime: a reply with target MAC 0, after it', 'gratuitousReplyZero', M2, 'reachable', OLD, 'stale M2'],
  [
    '#reply-makes-reachable: gratuitous, to us alone',
    'gratuitousReplyUnicast',
    M2,
    'reachable',
    YOUNG,
    'reachable M2',
  ],
  ['#locktime: a reply, within it', 'reply', M2, 'reachable', YOUNG, 'reachable M1'],
  [
    '#reply-makes-reachable: a reply nobody asked for, after locktime',
    'reply',
    M2,
    'reachable',
    OLD,
    'reachable M2',
  ],
  [
    '#reply-makes-reachable: sent to broadcast it is a hint',
    'replyBroadcast',
    M2,
    'reachable',
    OLD,
    'stale M2',
  ],
  ['#overheard: a reply nobody asked for makes no entry', 'reply', M1, null, 0, 'no entry'],
  ['#reply-makes-reachable: its target is not looked at', 'replyForThird', M1, 'stale', OLD, 'reachable M1'],
  ['#reply-makes-reachable: a STALE entry', 'reply', M1, 'stale', OLD, 'reachable M1'],
  ['#same-mac-changes-nothing: a broadcast reply', 'replyBroadcast', M1, 'stale', OLD, 'stale M1'],
  ['#ethernet-destination: a reply to another host', 'replyToOther', M1, 'stale', OLD, 'stale M1'],
  ['#pending-completed: INCOMPLETE by a reply', 'reply', M2, 'incomplete', YOUNG, 'reachable M2'],
  ['#pending-completed: FAILED by a question for others', 'forThird', M2, 'failed', YOUNG, 'stale M2'],
  ['#pending-completed: FAILED by a reply', 'reply', M2, 'failed', YOUNG, 'reachable M2'],
  ...(['permanent', 'noarp'] as const).flatMap((state): Row[] => [
    [`#fixed-entries: ${state}, announced by another`, 'gratuitous', M2, state, OLD, `${state} M1`],
    [`#fixed-entries: ${state}, another asks us`, 'forUs', M2, state, OLD, `${state} M1`],
  ]),
  ...(['delay', 'probe'] as const).flatMap((state): Row[] => [
    [`#same-mac-changes-nothing: ${state}, asked by it`, 'forUs', M1, state, YOUNG, `${state} M1`],
    [`#reply-makes-reachable: ${state}`, 'reply', M1, state, YOUNG, 'reachable M1'],
    [`#asker-learned: ${state}, another MAC asks us`, 'forUs', M2, state, YOUNG, 'stale M2'],
  ]),
  ['#locktime: PROBE began anew, so the right answer is refused', 'reply', M2, 'probe', YOUNG, 'probe M1'],
  ['#locktime: none', 'reply', M2, 'reachable', YOUNG, 'reachable M2', { neigh: { locktime: 0 } }],
  ['#accept-1: a gratuitous question', 'gratuitous', M1, null, 0, 'stale M1', ACCEPT],
  ['#accept-1: a gratuitous reply', 'gratuitousReply', M1, null, 0, 'stale M1', ACCEPT],
  ['#accept-1: a reply with target MAC ff', 'gratuitousReplyFf', M1, null, 0, 'stale M1', ACCEPT],
  ['#accept-1: a reply nobody asked for', 'reply', M1, null, 0, 'reachable M1', ACCEPT],
  ['#accept-1: a broadcast reply for others', 'replyThirdBroadcast', M1, null, 0, 'stale M1', ACCEPT],
  ['#accept-1: not an ordinary question', 'forThird', M1, null, 0, 'no entry', ACCEPT],
  ['#accept-1: from whatever subnet', 'offSubnet', M1, null, 0, 'stale M1', ACCEPT],
  ['#accept-1: not for an address of ours', 'ours', M1, null, 0, 'no entry', ACCEPT],
  ['#accept-1: not for the broadcast address', 'broadcastReply', M1, null, 0, 'no entry', ACCEPT],
  ['#accept-1: not for a multicast address', 'multicastReply', M1, null, 0, 'no entry', ACCEPT],
  ['#accept-1: not by a reply for an address of ours', 'oursReply', M1, null, 0, 'no entry', ACCEPT],
  ['#accept-2: in the subnet', 'gratuitous', M1, null, 0, 'stale M1', ACCEPT2],
  ['#accept-2: not outside', 'offSubnet', M1, null, 0, 'no entry', ACCEPT2],
  ['#accept-2: not by a reply from outside', 'offSubnetReply', M1, null, 0, 'no entry', ACCEPT2],
  [
    '#accept-2: the prefix of one address, the permission of another',
    'quirk',
    M1,
    null,
    0,
    'stale M1',
    { ...ACCEPT2, e0: ['.1/24', '172.16.1.9/24 scope host'] },
  ],
  [
    '#accept-2: a prefix of scope host alone permits nothing',
    'quirk',
    M1,
    null,
    0,
    'no entry',
    { ...ACCEPT2, e0: ['172.16.1.9/24 scope host'] },
  ],
  [
    '#accept-2: a prefix of another link does not count',
    'quirk',
    M1,
    null,
    0,
    'no entry',
    { ...ACCEPT2, e1: ['172.16.1.9/24'] },
  ],
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
  ).flatMap(([all, own, expected]): Row[] => {
    const host: LabWish = { all: { arp_accept: all }, e0conf: { arp_accept: own } };
    const of = (at: number): string => (expected[at] === 'S' ? 'stale M1' : 'no entry');
    return [
      [
        `#larger-of-both: arp_accept ${all} for all, ${own} on the link, in the subnet`,
        'gratuitous',
        M1,
        null,
        0,
        of(0),
        host,
      ],
      [
        `#larger-of-both: arp_accept ${all} for all, ${own} on the link, outside`,
        'offSubnet',
        M1,
        null,
        0,
        of(1),
        host,
      ],
    ];
  }),
  [
    '#accept-2: before 6.0 it is as 1',
    'offSubnet',
    M1,
    null,
    0,
    'stale M1',
    { ...ACCEPT2, kernel: '5.14.0' },
  ],
  ['#drop-gratuitous: a question', 'gratuitous', M2, 'reachable', YOUNG, 'reachable M1', DROP],
  ['#drop-gratuitous: a reply', 'gratuitousReply', M2, 'reachable', YOUNG, 'reachable M1', DROP],
  [
    '#either-of-both: drop_gratuitous_arp on the link alone',
    'gratuitous',
    M2,
    'reachable',
    YOUNG,
    'reachable M1',
    { e0conf: { drop_gratuitous_arp: 1 } },
  ],
  [
    '#drop-gratuitous: completes no entry either',
    'gratuitous',
    M2,
    'incomplete',
    YOUNG,
    'incomplete -',
    DROP,
  ],
  [
    '#drop-gratuitous: not before 4.6',
    'gratuitous',
    M2,
    'reachable',
    OLD,
    'stale M2',
    { ...DROP, kernel: '4.0.0' },
  ],
  ['#overheard: by one that forwards', 'forThird', M2, 'reachable', OLD, 'stale M2', FORWARDING],
  [
    '#asker-learned: what is proxied counts as asked of us',
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

for (const [rule, name, sha, before, age, expected, wish] of rows) {
  test(`${rule}: ${before ?? 'no entry'} → ${expected}`, () => {
    const host = labHost(hostBefore(before, age, wish));
    const learned = learn(frame(name, sha), host);
    const unchanged = before === null ? null : { state: before, mac: before === 'incomplete' ? null : M1 };
    const heardOut = learned.link !== null || learned.changed;
    assert.equal(shown(heardOut ? learned.after : unchanged), expected);
    assert.equal(learned.changed, shown(unchanged) !== expected);
  });
}

test('#entries-by-link: an entry on e1 is not touched by a frame on e0', () => {
  const host = labHost(hostBefore('reachable', OLD, {}, 'e1'));
  assert.equal(learn(frame('gratuitous', M2), host).reason, 'learn-no-entry');
});

test('#fixed-entries: an externally learned entry is none of them', () => {
  const host = labHost({
    neighbours: [
      { link: 'e0', ip: '10.0.0.100', mac: formatMac(M1), state: 'reachable', flags: ['extern_learn'] },
    ],
  });
  assert.equal(shown(learn(frame('gratuitous', M2), host).after), 'stale M2');
});

test('#refused-confirms: a reply that locktime refuses refreshes the time of confirmation', () => {
  const host = labHost(hostBefore('stale', 300));
  const kernel = asKernel(host);
  const { lesson } = receive(frame('reply', M2), kernel);
  assert.ok(typeof lesson !== 'string');
  const known = entryOf(host, kernel.linkOf.get('e0')!, labIp('.100'))!;
  const { entry, reason } = takeHint(kernel, { hint: lesson, known, now: 0 });
  assert.deepEqual([entry?.mac, entry?.confirmed, known.confirmed, reason], [M1, 0, -300, 'learn-locktime']);
});

test('#locktime: of two replies the first wins, of two announcements the last (#gratuitous-overrides)', () => {
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

for (const [rule, name, expected] of [
  ['#pending-completed: by a question for others', 'forThird', 'delay'],
  ['#pending-completed: by a broadcast reply', 'replyBroadcast', 'delay'],
  ['#pending-completed: by a gratuitous question', 'gratuitous', 'delay'],
  ['#pending-completed: by a question for us', 'forUs', 'delay'],
  ['#pending-completed: by a reply to us', 'reply', 'reachable'],
] as const) {
  test(`${rule}, and the packet that waits leaves → ${expected}`, () => {
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

test('#overheard: what rp_filter refuses is learned all the same', () => {
  const host = labHost({
    all: { rp_filter: 1 },
    neighbours: [{ link: 'e1', ip: '10.0.0.100', mac: formatMac(M1), state: 'stale', age: OLD }],
  });
  const asked: Heard = { ...frame('forUs', M2, 'e1'), tpa: labIp('.2') };
  assert.deepEqual(receive(asked, host).reply, { yes: false, reason: 'rp-filter-strict' });
  assert.equal(shown(learn(asked, host).after), 'stale M2');
  assert.equal(shown(learn(frame('gratuitous', M2, 'e1'), host).after), 'stale M2');
});

test('#locktime: strictly more than locktime must have passed', () => {
  const at = (age: number): string =>
    shown(learn(frame('reply', M2), labHost(hostBefore('reachable', age))).after);
  assert.deepEqual([at(1000), at(1001)], ['reachable M1', 'reachable M2']);
});
