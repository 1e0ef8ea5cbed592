import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

test('the way out of a link of its own: into the subnet it stays when the link goes down and up, by the gateway it goes', {
  skip: whyNoVm,
}, async () => {
  const [before, after] = await runGuest<readonly Record<string, string>[]>('test/vm/guest/own-way.ts', {
    timeout: 120,
  });
  assert.deepEqual(before, {
    '10.77.0.3 near': 'itself out of eth1',
    '10.77.0.3 far': '10.77.0.254 out of eth1',
    '10.77.0.4 near': 'itself out of eth2',
    '10.77.0.4 far': '10.77.0.254 out of eth2',
  });
  assert.deepEqual(after, {
    '10.77.0.3 near': 'itself out of eth1',
    '10.77.0.3 far': '10.77.0.254 out of eth0',
    '10.77.0.4 near': 'itself out of eth2',
    '10.77.0.4 far': '10.77.0.254 out of eth0',
  });
});
