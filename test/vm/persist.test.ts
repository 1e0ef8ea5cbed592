import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../programs.ts';
import { runGuest, whyNoVm } from './vm.ts';

test('a VLAN router starts as declared from the files of --persist alone: systemd-networkd, ifupdown', {
  skip: whyNoVm || needs('/lib/systemd/systemd-networkd', '/usr/sbin/ifup'),
}, async () => {
  const { asDeclared } = await runGuest<{ asDeclared: readonly string[] }>('test/vm/guest/persist.ts', {
    timeout: 240,
  });
  assert.deepEqual(asDeclared, ['systemd-networkd', 'ifupdown']);
});
