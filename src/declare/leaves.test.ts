import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesUpTo, cidr, destination, ip, mac } from './leaves.ts';

test('R8: wherever a file wants an IPv4 address, one of IPv6 is called that', () => {
  for (const [name, read] of Object.entries({ ip, cidr, destination, range: addressesUpTo(9) }))
    for (const word of ['2001:db8::1', 'fe80::1%eth0', '2001:db8::/32', '::1/64']) {
      const { remedy } = read(word) as { remedy: string };
      assert.match(remedy, /^IPv6 has no ARP: write it as "/, `${name} ${word}`);
    }
  for (const [read, word] of [
    [ip, '10.0.0'],
    [cidr, 'eth0'],
    [mac, '02:00:00:00:00'],
  ] as const)
    assert.match((read(word) as { remedy: string }).remedy, /^write it as "/);
});
