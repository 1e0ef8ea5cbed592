import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOnlyAt } from './snapshot-settings.ts';

const SYS = '/proc/sys/net/ipv4';
const CONTAINER = `22 1 0:20 / / rw,relatime - overlay overlay rw
23 22 0:21 / /proc rw,nosuid - proc proc rw
24 23 0:21 /sys /proc/sys ro,nosuid - proc proc rw
`;

test('point 9: the mount that holds the settings says whether they can be written', () => {
  assert.equal(readOnlyAt(CONTAINER, SYS), true);
  assert.equal(readOnlyAt(`${CONTAINER}25 24 0:21 /sys/net /proc/sys/net rw - proc proc rw\n`, SYS), false);
  assert.equal(readOnlyAt(`${CONTAINER}25 24 0:21 /sys /proc/sys rw - proc proc rw\n`, SYS), false);
  assert.equal(
    readOnlyAt('22 1 0:20 / / ro - ext4 /dev/sda ro\n23 22 0:21 / /proc rw - proc proc rw\n', SYS),
    false,
  );
  assert.equal(readOnlyAt(CONTAINER, '/proc/system'), false);
});
