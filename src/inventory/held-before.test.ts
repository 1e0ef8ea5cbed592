import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldBefore } from './held-before.ts';

const OFFICE = { interface: 'eth0', vlan: null, innerVlan: null };

test('an address is held on its own network, by whoever was put in last', () => {
  const held = new HeldBefore();
  held.add(OFFICE, 1, 7);
  held.add(OFFICE, 1, 8);
  held.add({ ...OFFICE, vlan: 20 }, 1, 9);
  assert.deepEqual(
    [OFFICE, { ...OFFICE, vlan: 20 }, { ...OFFICE, innerVlan: 20 }, { ...OFFICE, interface: 'eth1' }].map(
      (network) => held.holderOf(network, 1),
    ),
    [8, 9, undefined, undefined],
  );
  assert.equal(held.holderOf(OFFICE, 2), undefined);
  assert.equal(held.size, 2);
});
