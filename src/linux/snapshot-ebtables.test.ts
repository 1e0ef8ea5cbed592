import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST_LITTLE } from './ffi/layouts.ts';
import { dropsByPolicy } from './snapshot-ebtables.ts';

/** struct ebt_entries, one a chain, as the kernel hands out a table without rules. */
function chains(...policies: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(policies.length * 48);
  const view = new DataView(bytes.buffer);
  policies.forEach((policy, at) => view.setInt32(at * 48 + 40, policy, HOST_LITTLE));
  return bytes;
}

const ACCEPT = -1;
const DROP = -2;

test('an empty table of ebtables drops when one of its chains does at its end', () => {
  assert.equal(dropsByPolicy(chains(ACCEPT, ACCEPT, ACCEPT)), false);
  assert.equal(dropsByPolicy(chains(ACCEPT, DROP, ACCEPT)), true);
  assert.equal(dropsByPolicy(chains(ACCEPT, ACCEPT, DROP)), true);
  assert.equal(dropsByPolicy(new Uint8Array(47)), false);
});
