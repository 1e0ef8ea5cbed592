import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { knownIn } from './known-neighbours.ts';

const TEXT = `IP address       HW type     Flags       HW address            Mask     Device
10.77.0.61       0x1         0x2         02:ff:00:00:00:01     *        eth0
10.77.0.62       0x1         0x0         00:00:00:00:00:00     *        eth0
10.77.0.63       0x1         0xc         *                     *        eth0
10.77.0.64       0x1         0x6         02:ff:00:00:00:02     *        eth1
`;

test('K7: what the kernel knows of a link is read, unanswered and published entries are passed over', () => {
  const known = knownIn(TEXT, 'eth0').map(({ ip, mac }) => `${formatIpv4(ip)} ${formatMac(mac)}`);
  assert.deepEqual(known, ['10.77.0.61 02:ff:00:00:00:01']);
  assert.deepEqual(knownIn('', 'eth0'), []);
});
