import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckState } from '../verbs/claim/events.ts';
import { checkRecord } from './claim.ts';

test('an address is free by its state alone: one that a proxy speaks for is not, though nobody is named', () => {
  const free = (state: CheckState): unknown =>
    checkRecord(
      { ip: 1, interface: 'eth0', vlan: null, state, by: [], why: [], probes: 3, seconds: 7 },
      { vendorOf: () => null },
    )['free'];
  assert.equal(free('free'), true);
  for (const state of ['used', 'proxied', 'contested', 'conflict', 'own', 'unknown'] as const)
    assert.equal(free(state), false, state);
});
