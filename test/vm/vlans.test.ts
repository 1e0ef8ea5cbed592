import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VLANS_PROMISES } from '../contracts/vlans.ts';
import { runGuest, whyNoVm } from './vm.ts';

test('the VLANs of a kernel keep what paper keeps', { skip: whyNoVm }, async () => {
  assert.deepEqual(
    await runGuest('test/vm/guest/vlans.ts'),
    Object.fromEntries(Object.keys(VLANS_PROMISES).map((promise) => [promise, 'kept'])),
  );
});
