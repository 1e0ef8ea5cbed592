import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Stacked, wiresOf } from './wires.ts';

function link(index: number, kind: string | null, more: Partial<Stacked> = {}): Stacked {
  return { index, kind, lower: null, lowerNamespace: null, master: 0, ...more };
}

/** Indexes that share a wire, each group in order. */
function groups(links: readonly Stacked[]): readonly (readonly number[])[] {
  const byWire = new Map<string, number[]>();
  for (const [index, wire] of wiresOf(links)) byWire.set(wire, [...(byWire.get(wire) ?? []), index]);
  return [...byWire.values()];
}

test('D16: VLANs, VLANs in VLANs, macvlans and ipvlans are on the wire of their lowest parent', () => {
  const links = [
    link(2, null),
    link(3, 'vlan', { lower: 2 }),
    link(4, 'vlan', { lower: 3 }),
    link(5, 'macvlan', { lower: 4 }),
    link(6, 'ipvlan', { lower: 2 }),
    link(7, null),
    link(8, 'vlan', { lower: 7 }),
  ];
  assert.deepEqual(groups(links), [
    [2, 3, 4, 5, 6],
    [7, 8],
  ]);
});

test('D16: the members of a bond or bridge share its wire, those of a VRF do not', () => {
  const links = [
    link(2, null, { master: 4 }),
    link(3, null, { master: 4 }),
    link(4, 'bond'),
    link(5, 'vlan', { lower: 4, master: 6 }),
    link(6, 'bridge'),
    link(7, null, { master: 9 }),
    link(8, null, { master: 9 }),
    link(9, 'vrf'),
  ];
  assert.deepEqual(groups(links), [[2, 3, 4, 5, 6], [7], [8], [9]]);
});

test('D16: a veth shares nothing with its other end, two macvlans on one parent elsewhere share it', () => {
  const links = [
    link(2, 'veth', { lower: 3 }),
    link(3, 'veth', { lower: 2 }),
    link(4, 'macvlan', { lower: 2, lowerNamespace: 0 }),
    link(5, 'macvlan', { lower: 2, lowerNamespace: 0 }),
    link(6, 'macvlan', { lower: 2, lowerNamespace: 1 }),
  ];
  assert.deepEqual(groups(links), [[2], [3], [4, 5], [6]]);
});

test('a parent that leads back to its child ends', () => {
  assert.deepEqual(groups([link(2, 'vlan', { lower: 3 }), link(3, 'vlan', { lower: 2 })]), [[2, 3]]);
});
