// What stands between the cable and the IP stack beside bridges. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import type { LinkWish } from './build-host.ts';
import { doubtsAbout } from './doubts.ts';
import { type LabWish, labHost, whoHas, type Wording } from './lab.ts';
import { decideReply } from './reply.ts';

const one = { dst: parseMac('02:00:00:00:01:00')! };
const bonded = (member: Partial<LinkWish>, bond: Partial<LinkWish>): LabWish => ({
  e0: [],
  e0is: { master: 'b0', ...member },
  more: { b0: { kind: 'bond', mac: '02:00:00:00:01:00', addresses: ['10.0.0.1/24'], ...bond } },
});
const topped = (kind: string, mode: LinkWish['mode'], up = true): LabWish => ({
  more: { up0: { kind, lower: 'e0', up, ...(mode && { mode }), addresses: ['10.0.0.3/24'] } },
});

type Row = readonly [rule: string, host: LabWish, target: string, wording: Wording, answered: boolean];
const rows: readonly Row[] = [
  [
    '#bond-modes: M8: 802.3ad, standing by',
    bonded({ backup: true }, { bondMode: '802.3ad' }),
    '.1',
    {},
    false,
  ],
  ['#bond-modes: M8: 802.3ad, taking part', bonded({}, { bondMode: '802.3ad' }), '.1', {}, true],
  ['#bond-modes: M8: tlb', bonded({}, { bondMode: 'balance-tlb', activeMember: 'e1' }), '.1', {}, false],
  [
    '#bond-modes: M8: active-backup with all_slaves_active',
    bonded({ backup: true }, { bondMode: 'active-backup', activeMember: 'e1', allMembersHear: true }),
    '.1',
    {},
    true,
  ],
  ['#takers: M11: passthru, to one MAC', topped('macvlan', 'passthru'), '.1', one, false],
  ['#takers: M11: passthru, to all', topped('macvlan', 'passthru'), '.1', {}, true],
  ['#takers: M11: passthru, set down', topped('macvlan', 'passthru', false), '.1', one, true],
  ['#takers: M11: bridge, to one MAC', topped('macvlan', 'bridge'), '.1', one, true],
  ['#takers: M12: l2, its own to one MAC', topped('ipvlan', 'l2'), '.3', one, false],
  ['#takers: M12: l2, its own to all', topped('ipvlan', 'l2'), '.3', {}, true],
  ['#takers: M12: l2, of others to one MAC', topped('ipvlan', 'l2'), '.1', one, true],
  ['#takers: M12: l3, its own to all', topped('ipvlan', 'l3'), '.3', {}, false],
  ['#takers: M12: l3, of others', topped('ipvlan', 'l3'), '.1', {}, true],
  ['#takers: M12: l3s', topped('ipvlan', 'l3s'), '.3', one, true],
];

for (const [rule, host, target, wording, answered] of rows)
  test(`${rule}: ${answered ? 'answered' : 'silent'}`, () => {
    assert.equal(decideReply(whoHas(target, wording), labHost(host)).yes, answered);
  });

const group = { dst: parseMac('01:00:5e:00:00:55')! };
const doubted: readonly (readonly [name: string, host: LabWish, wording: Wording, doubt: RegExp | null])[] = [
  ['M3: XDP on the link', { e0is: { xdp: true } }, {}, /XDP/],
  ['M3: XDP on another link', { e1is: { xdp: true } }, {}, null],
  ['M3: XDP above it', bonded({}, { xdp: true }), {}, /XDP/],
  ['M3: XDP where nothing is answered', { e0is: { xdp: true }, all: { arp_ignore: 8 } }, {}, null],
  ['M8: alb', bonded({}, { bondMode: 'balance-alb' }), {}, /balance-alb/],
  ['M8: broadcast', bonded({}, { bondMode: 'broadcast' }), {}, /every member/],
  ['M8: xor', bonded({}, { bondMode: 'balance-xor' }), {}, null],
  ['M8: a team', bonded({}, { kind: 'team' }), {}, /runner/],
  ['M8: Open vSwitch', bonded({}, { kind: 'openvswitch' }), {}, /flows/],
  ['M11: a macvlan of mode source on it', topped('macvlan', 'source'), {}, /list of senders/],
  ['M11: a macvlan of mode bridge on it', topped('macvlan', 'bridge'), {}, null],
  ['M11: a macvlan and a group', topped('macvlan', 'bridge'), { link: 'up0', ...group }, /groups/],
  ['M11: a macvlan and broadcast', topped('macvlan', 'bridge'), { link: 'up0' }, null],
  ['M12: a macvtap', topped('macvtap', 'bridge'), { link: 'up0' }, /open/],
];

for (const [name, host, wording, doubt] of doubted)
  test(`${name}: ${doubt ? 'in doubt' : 'no doubt'}`, () => {
    const told = doubtsAbout(whoHas('.1', wording), labHost(host)).map(({ sentence }) => sentence);
    assert.deepEqual(
      told.map((sentence) => doubt?.test(sentence) ?? sentence),
      doubt ? [true] : [],
    );
  });
