// Which members of a bond hear. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import type { LinkWish } from './build-host.ts';
import { answers, type LabWish, labHost, type Wording } from './lab.ts';

const MAC = '02:00:00:00:01:00';
const bonded = (member: Partial<LinkWish>, bond: Partial<LinkWish>): LabWish => ({
  e0: [],
  e1is: { up: false },
  e0is: { master: 'b0', ...member },
  more: { b0: { kind: 'bond', mac: MAC, addresses: ['10.0.0.1/24'], ...bond } },
});
const toOne: Wording = { dst: parseMac(MAC)! };
const toGroup: Wording = { dst: parseMac('01:00:5e:00:00:55')! };
const toLinkLocal: Wording = { dst: parseMac('01:80:c2:00:00:0e')! };

type Row = readonly [rule: string, host: LabWish, wording: Wording, expected: string];
const other = { activeMember: 'e1' };
const rows: readonly Row[] = [
  ...(['balance-rr', 'balance-xor', 'broadcast'] as const).map(
    (bondMode): Row => [`${bondMode}: all hear`, bonded({}, { bondMode }), {}, 'b0@s0'],
  ),
  ['802.3ad, standing by', bonded({ backup: true }, { bondMode: '802.3ad' }), {}, 'none'],
  ['802.3ad, taking part', bonded({}, { bondMode: '802.3ad' }), {}, 'b0@s0'],
  ['tlb, another is active', bonded({}, { bondMode: 'balance-tlb', ...other }), {}, 'none'],
  ['tlb, to one MAC', bonded({}, { bondMode: 'balance-tlb', ...other }), toOne, 'none'],
  ['tlb, active', bonded({}, { bondMode: 'balance-tlb', activeMember: 'e0' }), {}, 'b0@s0'],
  ['alb, another is active', bonded({}, { bondMode: 'balance-alb', ...other }), {}, 'none'],
  ['alb, to a group', bonded({}, { bondMode: 'balance-alb', ...other }), toGroup, 'none'],
  ['alb, to one MAC', bonded({}, { bondMode: 'balance-alb', ...other }), toOne, 'b0@s0'],
  ['active-backup, another is active', bonded({}, { bondMode: 'active-backup', ...other }), {}, 'none'],
  ['active-backup of an older snapshot', bonded({}, other), {}, 'none'],
  ['active-backup, none is active', bonded({ backup: true }, { bondMode: 'active-backup' }), {}, 'none'],
  ['active-backup, tried by the monitor', bonded({}, { bondMode: 'active-backup' }), {}, 'b0@s0'],
  [
    'all_slaves_active',
    bonded({ backup: true }, { bondMode: 'active-backup', ...other, allMembersHear: true }),
    {},
    'b0@s0',
  ],
  [
    'a link-local group is for the member itself',
    bonded({}, { bondMode: 'active-backup', ...other }),
    toLinkLocal,
    'e0@s0',
  ],
  [
    'unless it is active',
    bonded({}, { bondMode: 'active-backup', activeMember: 'e0' }),
    toLinkLocal,
    'b0@s0',
  ],
];

for (const [rule, host, wording, expected] of rows)
  test(`#bond-modes: M8: ${rule}: ${expected}`, () => {
    assert.equal(answers(labHost(host), '10.0.0.1', wording), expected);
  });
