import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { ip, mac } from '../../test/cli/stations.ts';
import { type Differences, compareWithKnown, type HeardPair } from './differences.ts';
import type { KnownPair } from './known-pair.ts';

const A = '00:1b:21:00:00:0a';
const B = '00:1b:21:00:00:0b';
const AT = 1_800_000_000_000;

function known(address: string, hardware: string | null, more: Partial<KnownPair> = {}): KnownPair {
  return {
    ip: ip(address),
    mac: hardware === null ? null : mac(hardware),
    vlan: null,
    note: null,
    expires: null,
    heard: null,
    line: 1,
    ...more,
  };
}

function heard(address: string, hardware: string, vlan: number | null = null): HeardPair {
  return {
    ip: ip(address),
    mac: mac(hardware),
    vlan,
    interface: null,
    first: null,
    last: null,
    verdict: 'ok',
  };
}

function told({ differences }: Differences): readonly string[] {
  return differences.map(({ kind, ip: address, vlan, heard: now, known: before, also }) => {
    const was = before.map((one) => (one.mac === null ? 'any' : formatMac(one.mac).at(-1))).join('');
    const is = now === null ? '-' : formatMac(now.mac).at(-1);
    return `${kind} ${formatIpv4(address)}${vlan === null ? '' : `@${vlan}`} ${was}>${is}${also ? ' also' : ''}`;
  });
}

const cases: readonly (readonly [string, readonly KnownPair[], readonly HeardPair[], readonly string[]])[] = [
  ['as known', [known('10.0.0.1', A)], [heard('10.0.0.1', A)], []],
  ['nobody knows it', [], [heard('10.0.0.1', A)], ['new 10.0.0.1 >a']],
  ['not heard', [known('10.0.0.1', A)], [], ['gone 10.0.0.1 a>-']],
  [
    'another MAC: changed, and not gone as well',
    [known('10.0.0.1', A)],
    [heard('10.0.0.1', B)],
    ['changed 10.0.0.1 a>b'],
  ],
  [
    'another MAC beside the known one',
    [known('10.0.0.1', A)],
    [heard('10.0.0.1', A), heard('10.0.0.1', B)],
    ['changed 10.0.0.1 a>b also'],
  ],
  [
    'two known MACs are both expected',
    [known('10.0.0.1', A), known('10.0.0.1', B)],
    [heard('10.0.0.1', B)],
    ['gone 10.0.0.1 a>-'],
  ],
  ['whoever comes is known, and nobody is missed', [known('10.0.0.1', null)], [heard('10.0.0.1', B)], []],
  ['nobody is missed where anybody may come', [known('10.0.0.1', null)], [], []],
  [
    'heard and expired',
    [known('10.0.0.1', A, { expires: AT })],
    [heard('10.0.0.1', A)],
    ['expired 10.0.0.1 a>a'],
  ],
  [
    'expired, and somebody else: nobody is expected there',
    [known('10.0.0.1', A, { expires: AT })],
    [heard('10.0.0.1', B)],
    ['new 10.0.0.1 >b'],
  ],
  ['not expired yet', [known('10.0.0.1', A, { expires: AT + 1 })], [heard('10.0.0.1', A)], []],
  [
    'a VLAN that is named is meant alone',
    [known('10.0.0.1', A, { vlan: 20 })],
    [heard('10.0.0.1', A, 30)],
    ['gone 10.0.0.1@20 a>-', 'new 10.0.0.1@30 >a'],
  ],
  [
    'without a VLAN it is known everywhere',
    [known('10.0.0.1', A)],
    [heard('10.0.0.1', A, 20), heard('10.0.0.1', A, 30)],
    [],
  ],
  [
    'without a VLAN, heard on one with another MAC',
    [known('10.0.0.1', A)],
    [heard('10.0.0.1', B, 20)],
    ['changed 10.0.0.1@20 a>b'],
  ],
  [
    'the same address in another VLAN is another address',
    [known('10.0.0.1', A)],
    [heard('10.0.0.1', A), heard('10.0.0.1', B, 20)],
    ['new 10.0.0.1@20 >b'],
  ],
  [
    'in one order',
    [known('10.0.0.9', A), known('10.0.0.2', A)],
    [heard('10.0.0.7', B), heard('10.0.0.1', B, 20), heard('10.0.0.10', B)],
    ['gone 10.0.0.2 a>-', 'new 10.0.0.7 >b', 'gone 10.0.0.9 a>-', 'new 10.0.0.10 >b', 'new 10.0.0.1@20 >b'],
  ],
];

for (const [name, before, now, expected] of cases)
  test(name, () => {
    assert.deepEqual(told(compareWithKnown(before, now, { at: AT })), expected);
  });

test('what was not asked is not gone, and what ended and is silent is told apart', () => {
  const pairs = [known('10.0.0.1', A), known('10.9.0.1', A), known('10.0.0.2', A, { expires: AT - 1 })];
  const compared = compareWithKnown(pairs, [], { at: AT, covers: (address) => address < ip('10.1.0.0') });
  assert.deepEqual(told(compared), ['gone 10.0.0.1 a>-']);
  assert.deepEqual([compared.unasked, compared.ended.length, compared.same], [1, 1, 0]);
});
