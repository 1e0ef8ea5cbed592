// Who answers for addresses of this host, and which askers are believed. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, parseMac } from '../base/mac.ts';
import { OP_REPLY } from '../wire/arp.ts';
import { answers, type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { learn } from './learn.ts';
import { decideReply, receive } from './reply.ts';

const BOTH = 'e0@s0 e1@s1';

/** On a host with .1/24 on e0 and .2/24 on e1, asked by 10.0.0.100 on both cables. */
type Row = readonly [rule: string, host: LabWish, target: string, expected: string, wording?: Wording];

const SOURCE_RULES: LabWish = {
  rules: ['from 10.0.0.1 lookup 101', 'from 10.0.0.2 lookup 102'],
  routes: ['10.0.0.0/24 dev e0 table 101', '10.0.0.0/24 dev e1 table 102'],
};
const DEFAULT_WAY = ['default via 10.0.0.254 dev e0'];
const WITHOUT_LOCAL: LabWish = { without: (route) => route.destination === '10.0.0.1/32' };
const ON_LO: LabWish = { lo: ['10.7.0.1/24'], routes: ['10.7.0.99/32 dev e1'] };
const probe: Wording = { from: '0.0.0.0' };
const stranger: Wording = { from: '8.8.8.8' };
const subnetBroadcast: Wording = { from: '.255' };
const reverse = (all: number, more: LabWish = {}): LabWish => ({ ...more, all: { rp_filter: all } });
const filtered = (more: LabWish = {}): LabWish => ({ ...more, all: { arp_filter: 1 } });
const VRFS: LabWish = {
  e0is: { master: 'red' },
  e1is: { master: 'blue' },
  more: { red: { kind: 'vrf', vrfTable: 10 }, blue: { kind: 'vrf', vrfTable: 20 } },
  rules: ['l3mdev pref 1000'],
};

const rows: Row[] = [
  ['#weak-host: every link answers for the address of e0', {}, '.1', BOTH],
  ['#weak-host: and for that of e1', {}, '.2', BOTH],
  ['#weak-host: an address of a link that is down', { e1is: { up: false } }, '.2', 'e0@s0'],
  ['#weak-host: a link without an address answers', { e0: [] }, '.2', BOTH],
  ['#weak-host: an address that is gone', { e0: ['.7/24'] }, '.1', 'none'],
  ['#ordinary-addresses: a secondary address', { e0: ['.1/24', '.3/24'] }, '.3', BOTH],
  ['#ordinary-addresses: a deprecated address', { e0: ['.1/24 deprecated'] }, '.1', BOTH],
  ['#prefix-on-lo: an address nobody configured', { lo: ['10.7.0.1/24'] }, '10.7.0.99', BOTH],
  ['#local-table-decides: the local route was deleted', WITHOUT_LOCAL, '.1', 'none'],
  ['#local-table-decides: a probe is told nothing either', WITHOUT_LOCAL, '.1', 'none', probe],
  ['#one-table-at-first: a /32 in main is longer than the prefix on lo', ON_LO, '10.7.0.99', 'none'],
  [
    '#one-table-at-first: local is asked first, once there was a rule',
    { ...ON_LO, customRules: true },
    '10.7.0.99',
    BOTH,
  ],
  ['#vrf: the link in red answers for its own', VRFS, '.1', 'e0@s0'],
  ['#vrf: the link in blue answers for its own', VRFS, '.2', 'e1@s1'],
  ['#vrf: probes too', VRFS, '.2', 'e1@s1', probe],

  ['#unnumbered: strict, no way back leads out of it', reverse(1, { e0: [] }), '.2', 'e1@s1'],
  ['#unnumbered: loose, no way back leads out of it', reverse(2, { e0: [] }), '.2', 'e1@s1'],
  ['#quick-check: neighbours are answered on both links', reverse(0), '.1', BOTH],
  ['#quick-check: and strangers without a way back', reverse(0), '.1', BOTH, stranger],
  ['#quick-check: the broadcast of the subnet as asker', {}, '.1', BOTH, subnetBroadcast],
  ['#quick-check: not when filtered', reverse(2), '.1', 'none', subnetBroadcast],
  [
    '#quick-check: not when there is a rule',
    { rules: ['from 10.77.0.0/24 lookup main'] },
    '.1',
    'none',
    subnetBroadcast,
  ],
  ['#quick-check: not when there was a rule', { customRules: true }, '.1', 'none', subnetBroadcast],
  [
    '#quick-check: not when there is a local route made by hand',
    { routes: ['local 10.8.0.0/24 dev lo'] },
    '.1',
    'none',
    subnetBroadcast,
  ],
  ['#quick-check: not when there was one', { customLocal: true }, '.1', 'none', subnetBroadcast],
  ['#strict: the first link of the subnet answers', reverse(1), '.1', 'e0@s0'],
  ['#strict: for the address of the second, too, which is deaf', reverse(1), '.2', 'e0@s0'],
  ['#strict: a stranger without a way back', reverse(1), '.1', 'none', stranger],
  ['#strict: a stranger by the default route', reverse(1, { routes: DEFAULT_WAY }), '.1', 'e0@s0', stranger],
  ['#larger-of-both: rp_filter on e1 alone', { e1conf: { rp_filter: 1 } }, '.1', 'e0@s0'],
  ['#loose: both links answer for .1', reverse(2), '.1', BOTH],
  ['#loose: both links answer for .2', reverse(2), '.2', BOTH],
  ['#loose: a stranger without a way back', reverse(2), '.1', 'none', stranger],
  ['#loose: a stranger by the default route', reverse(2, { routes: DEFAULT_WAY }), '.1', BOTH, stranger],
  ['#reverse-by-target: rules give .1 to e0', reverse(1, SOURCE_RULES), '.1', 'e0@s0'],
  ['#reverse-by-target: rules give .2 to e1', reverse(1, SOURCE_RULES), '.2', 'e1@s1'],
  ['#loose: rules do not help', reverse(2, SOURCE_RULES), '.2', BOTH],
  [
    '#refusing-way-back: without a filter',
    { routes: ['blackhole 10.5.5.0/24'] },
    '.1',
    BOTH,
    { from: '10.5.5.5' },
  ],
  [
    '#refusing-way-back: with one',
    reverse(2, { routes: ['blackhole 10.5.5.0/24'] }),
    '.1',
    'none',
    { from: '10.5.5.5' },
  ],
  ['#sender-own: our other address asks', {}, '.1', 'none', { from: '.2' }],
  ['#undefended: somebody announces an address of ours', {}, '.1', 'none', { from: '.1' }],
  ['#sender-own: accept_local', { all: { accept_local: 1 } }, '.1', BOTH, { from: '.2' }],
  ['#sender-own: accept_local, the target itself', { all: { accept_local: 1 } }, '.1', BOTH, { from: '.1' }],
  [
    '#either-of-both: accept_local on e1 alone',
    { e1conf: { accept_local: 1 } },
    '.1',
    'e1@s1',
    { from: '.2' },
  ],
  ...['224.0.0.5', '255.255.255.255', '127.0.0.5'].map(
    (from): Row => ['#sender-kind: no host is called that', {}, '.1', 'none', { from }],
  ),
  ['#sender-kind: route_localnet', { all: { route_localnet: 1 } }, '.1', BOTH, { from: '127.0.0.5' }],
  ['#sender-kind: 0.1.2.3 is an asker', {}, '.1', BOTH, { from: '0.1.2.3' }],
  ['#sender-kind: before 5.3 it is not', { kernel: '4.19.0' }, '.1', 'none', { from: '0.1.2.3' }],
  [
    '#target-never-asked-for: route_localnet shows 127.0.0.1',
    { all: { route_localnet: 1 } },
    '127.0.0.1',
    BOTH,
  ],
  ['#target-never-asked-for: to probes too', { all: { route_localnet: 1 } }, '127.0.0.1', BOTH, probe],
  ...['127.0.0.1', '224.0.0.1', '10.0.0.255', '255.255.255.255', '0.0.0.0', '10.0.0.0'].map(
    (target): Row => ['#target-never-asked-for: nobody', {}, target, 'none'],
  ),

  ['#probe: no filter is asked', { all: { rp_filter: 1, arp_filter: 1 } }, '.2', BOTH, probe],
  ['#filter-way-back: one table leads to e0', filtered(), '.1', 'e0@s0'],
  ['#filter-way-back: for .2 as well, the wrong link', filtered(), '.2', 'e0@s0'],
  ['#filter-way-back: rules give .1 to e0', filtered(SOURCE_RULES), '.1', 'e0@s0'],
  ['#filter-way-back: rules give .2 to e1', filtered(SOURCE_RULES), '.2', 'e1@s1'],
  ['#filter-no-way: a stranger', filtered(SOURCE_RULES), '.2', 'none', stranger],
  ['#filter-no-way: an address on lo is shown', filtered({ lo: ['.200/32'] }), '.200', 'e0@s0'],
  ['#either-of-both: arp_filter on e1 alone', { e1conf: { arp_filter: 1 } }, '.1', 'e0@s0'],
];

for (const [rule, wish, target, expected, wording] of rows) {
  test(`${rule}: who-has ${target}${wording?.from ? ` from ${wording.from}` : ''} → ${expected}`, () => {
    assert.equal(answers(labHost(wish), target, wording), expected);
  });
}

test('#probe: the answer goes to the prober, with target address 0.0.0.0', () => {
  const verdict = decideReply(whoHas('.2', probe), labHost());
  assert.ok(verdict.yes);
  const { tpa, tha, dst } = verdict.value;
  assert.deepEqual(
    [formatIpv4(tpa), formatMac(tha), formatMac(dst)],
    ['0.0.0.0', '02:00:00:00:02:00', '02:00:00:00:02:00'],
  );
});

test('#probe: who probes is not learned', () => {
  assert.equal(receive(whoHas('.2', probe), labHost()).lesson, 'learn-probe');
});

test('#replies-unanswered: a reply for an address of ours', () => {
  assert.equal(answers(labHost(), '.1', { op: OP_REPLY }), 'none');
});

test('#answer-fields: every field of an answer', () => {
  assert.deepEqual(decideReply(whoHas('.1'), labHost()), {
    yes: true,
    reason: 'answer-local',
    value: {
      link: 'e0',
      dst: parseMac('02:00:00:00:02:00'),
      src: parseMac('02:00:00:00:01:00'),
      op: OP_REPLY,
      sha: parseMac('02:00:00:00:01:00'),
      spa: 0x0a000001,
      tha: parseMac('02:00:00:00:02:00'),
      tpa: 0x0a000064,
      delay: 0,
    },
  });
});

test('#answer-fields: the MAC is that of the link asked, not of the one that holds the address', () => {
  const verdict = decideReply(whoHas('.2'), labHost());
  assert.ok(verdict.yes);
  assert.equal(formatMac(verdict.value.sha), '02:00:00:00:01:00');
});

test('#answer-to-arp-sender: whatever MAC that is, and whatever the table says', () => {
  const host = labHost({
    neighbours: [{ link: 'e0', ip: '10.0.0.100', mac: '02:00:00:00:08:08', state: 'permanent' }],
  });
  for (const sha of [0x020000000707, BROADCAST_MAC, 0, parseMac('02:00:00:00:01:00')!]) {
    const verdict = decideReply(whoHas('.1', { sha }), host);
    assert.equal(verdict.yes && verdict.value.dst, sha);
  }
});

test('#full-table-deafens: new askers get no answer for our addresses; the known and probes do', () => {
  const host = labHost();
  const around = { hasRoom: (_link: string, ip: number): boolean => ip === 0x0a000065 };
  assert.deepEqual(receive(whoHas('.1'), host, around), {
    reply: { yes: false, reason: 'table-full' },
    lesson: 'learn-table-full',
  });
  assert.equal(decideReply(whoHas('.1', { from: '.101' }), host, around).yes, true);
  assert.equal(decideReply(whoHas('.1', probe), host, around).yes, true);
});

const PRESENT: LabWish = { neighbours: [{ link: 'e0', ip: '10.0.0.120', mac: '02:00:00:00:08:08' }] };
const PERMANENT: LabWish = {
  neighbours: [{ link: 'e0', ip: '10.0.0.100', mac: '02:00:00:00:08:08', state: 'permanent' }],
};
const questions: readonly (readonly [rule: string, host: LabWish, wording: Wording, expected: string])[] = [
  ['#unread-fields: any MAC', {}, { sha: 0x020000000707 }, 'stale 02:00:00:00:07:07'],
  ['#unread-fields: the broadcast MAC', {}, { sha: BROADCAST_MAC }, 'stale ff:ff:ff:ff:ff:ff'],
  ['#unread-fields: zero', {}, { sha: 0 }, 'stale 00:00:00:00:00:00'],
  ['#unread-fields: our own', {}, { sha: parseMac('02:00:00:00:01:00')! }, 'stale 02:00:00:00:01:00'],
  ['#asker-learned: of whatever subnet', {}, { from: '8.8.8.8' }, 'stale 02:00:00:00:02:00'],
  ['#born-noarp: the broadcast of the subnet', {}, { from: '.255' }, 'noarp ff:ff:ff:ff:ff:ff'],
  ['#fixed-entries: PERMANENT', PERMANENT, {}, 'permanent 02:00:00:00:08:08'],
  ['#asker-learned: instead of another MAC', PRESENT, { from: '.120' }, 'stale 02:00:00:00:02:00'],
  [
    '#suppressed-teaches-nothing: by arp_ignore',
    { ...PRESENT, all: { arp_ignore: 8 } },
    { from: '.120' },
    'stale 02:00:00:00:08:08',
  ],
  [
    '#suppressed-teaches-nothing: by arp_filter',
    { ...PRESENT, routes: ['10.0.0.120/32 dev e1'], all: { arp_filter: 1 } },
    { from: '.120' },
    'stale 02:00:00:00:08:08',
  ],
];

for (const [rule, wish, wording, expected] of questions) {
  test(`${rule}: the entry of the asker is ${expected}`, () => {
    const host = labHost(wish);
    const { after, reason } = learn(whoHas('.1', wording), host);
    const kept = host.neighbours[0];
    const entry = after ? `${after.state} ${formatMac(after.mac ?? 0)}` : `${kept?.state} ${kept?.mac}`;
    assert.equal(entry, expected);
    assert.ok(reason.startsWith('learn-'));
  });
}

test('#asker-learned: who asks for what is proxied', () => {
  const host = labHost({ e1: ['10.1.0.1/24'], forwarding: true, e0conf: { proxy_arp: 1 } });
  const { after, reason } = learn(whoHas('10.1.0.50'), host);
  assert.deepEqual(
    [after?.state, formatMac(after?.mac ?? 0), reason],
    ['stale', '02:00:00:00:02:00', 'learn-asker'],
  );
});
