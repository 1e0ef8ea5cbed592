import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { runGuest, whyNoVm } from './vm.ts';

/** The guest sees the programs of the machine. */
const missing = ['/lib/systemd/systemd-networkd', '/usr/sbin/ifup'].find((file) => !existsSync(file));
const whyNoReader = missing === undefined ? false : `needs ${missing}`;

test('a VLAN router starts as declared from the files of --persist alone: systemd-networkd, ifupdown', {
  skip: whyNoVm === false ? whyNoReader : whyNoVm,
}, async () => {
  const { asDeclared } = await runGuest<{ asDeclared: readonly string[] }>('test/vm/guest/persist.ts', {
    timeout: 240,
  });
  assert.deepEqual(asDeclared, ['systemd-networkd', 'ifupdown']);
});
