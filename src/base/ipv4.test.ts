import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatIpv4,
  isLinkLocalIpv4,
  isLoopbackIpv4,
  isMulticastIpv4,
  parseIpv4,
  readIpv4,
  writeIpv4,
} from './ipv4.ts';

const anyIp = fc.integer({ min: 0, max: 0xffffffff });

for (const [text, ip] of [
  ['0.0.0.0', 0],
  ['255.255.255.255', 0xffffffff],
  ['10.0.0.1', 0x0a000001],
  ['128.0.0.0', 0x80000000],
  [' 192.168.1.20\n', 0xc0a80114],
] as const) {
  test(`read: ${JSON.stringify(text)}`, () => assert.equal(parseIpv4(text), ip));
}

for (const text of [
  '',
  '10.1',
  '10.0.0',
  '10.0.0.0.1',
  '10.0.0.256',
  '10.0.0.1000',
  '10.0.0.01',
  '010.0.0.1',
  '0x0a.0.0.1',
  '10.0.0.-1',
  '10.0.0.1/24',
  '10.0. 0.1',
  '10.0.0.',
  '167772161',
  '::1',
  '１０.0.0.1',
]) {
  test(`no address: ${JSON.stringify(text)}`, () => assert.equal(parseIpv4(text), undefined));
}

test('what is printed is read; an address is never negative, also out of bytes', () => {
  fc.assert(
    fc.property(anyIp, fc.integer({ min: 0, max: 3 }), (ip, at) => {
      assert.equal(parseIpv4(formatIpv4(ip)), ip);
      const bytes = new Uint8Array(8).fill(0xaa);
      writeIpv4(bytes, at, ip);
      assert.equal(readIpv4(bytes, at), ip);
      assert.deepEqual([...bytes.subarray(0, at), ...bytes.subarray(at + 4)], [0xaa, 0xaa, 0xaa, 0xaa]);
    }),
  );
});

/** First and last address of each kind, and the ones beside them. */
for (const [name, is, first, last] of [
  ['multicast', isMulticastIpv4, '224.0.0.0', '239.255.255.255'],
  ['loopback', isLoopbackIpv4, '127.0.0.0', '127.255.255.255'],
  ['link-local', isLinkLocalIpv4, '169.254.0.0', '169.254.255.255'],
] as const) {
  test(`${name}: from ${first} to ${last}, and no further`, () => {
    const from = parseIpv4(first)!;
    const to = parseIpv4(last)!;
    assert.deepEqual([from - 1, from, to, to + 1].map(is), [false, true, true, false]);
  });
}
