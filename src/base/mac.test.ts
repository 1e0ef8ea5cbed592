import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  BROADCAST_MAC,
  formatMac,
  hasPrefix,
  isLocallyAdministered,
  isMulticastMac,
  parseMac,
  parseMacPrefix,
  readMac,
  writeMac,
  ZERO_MAC,
} from './mac.ts';

const anyMac = fc.integer({ min: 0, max: BROADCAST_MAC });

test('a MAC has one spelling when it is printed, to both ends', () => {
  assert.equal(formatMac(ZERO_MAC), '00:00:00:00:00:00');
  assert.equal(formatMac(BROADCAST_MAC), 'ff:ff:ff:ff:ff:ff');
  assert.equal(formatMac(0x001b210a0b0c), '00:1b:21:0a:0b:0c');
  assert.equal(formatMac(0x800000000001), '80:00:00:00:00:01', 'beyond 31 bits');
});

for (const text of [
  '0:1b:21:a:b:c',
  '00:1b:21:0a:0b:0c',
  '00-1B-21-0A-0B-0C',
  '001b.210a.0b0c',
  '1b.210a.b0c',
  '001B210A0B0C',
  '  00:1b:21:0a:0b:0c\n',
]) {
  test(`read: ${JSON.stringify(text)}`, () => assert.equal(parseMac(text), 0x001b210a0b0c));
}

for (const text of [
  '',
  '00:1b:21:0a:0b',
  '00:1b:21:0a:0b:0c:0d',
  '00:1b-21:0a-0b:0c',
  '00:1b:21:0a:0b:0g',
  '00:1b:21:0a:0b:00c',
  '001b:210a:0b0c',
  '001b.210a',
  '001b210a0b',
  '001b210a0b0c0',
  '0x1b210a0b0c',
  '10.0.0.1',
]) {
  test(`no MAC: ${JSON.stringify(text)}`, () => assert.equal(parseMac(text), undefined));
}

test('what is printed is read, and what is written to bytes is read from them, touching none beside', () => {
  fc.assert(
    fc.property(anyMac, fc.integer({ min: 0, max: 3 }), (mac, at) => {
      assert.equal(parseMac(formatMac(mac)), mac);
      const bytes = new Uint8Array(10).fill(0xaa);
      writeMac(bytes, at, mac);
      assert.equal(readMac(bytes, at), mac);
      assert.deepEqual(
        [...bytes.subarray(0, at), ...bytes.subarray(at + 6)],
        Array.from({ length: 4 }, () => 0xaa),
      );
    }),
  );
});

for (const [text, bits, value] of [
  ['b8:27:eb', 24, 0xb827eb],
  ['B8-27-EB', 24, 0xb827eb],
  ['b827.eb', 24, 0xb827eb],
  ['b827eb', 24, 0xb827eb],
  ['b8:27:eb:*', 24, 0xb827eb],
  ['b8:27:eb:*:*:*', 24, 0xb827eb],
  ['b8:27:eb:', 24, 0xb827eb],
  ['0:1b:21', 24, 0x001b21],
  ['70:b3:d5:7d:b', 36, 0x70b3d57db],
  ['70:b3:d5:7', 28, 0x70b3d57],
  ['70b3d57db', 36, 0x70b3d57db],
  ['b827', 16, 0xb827],
  ['00:1b:21:0a:0b:0c', 48, 0x001b210a0b0c],
] as const) {
  test(`prefix ${text}: ${bits} bits`, () => {
    const prefix = parseMacPrefix(text);
    assert.deepEqual(prefix, { bits, value });
    const first = value * 2 ** (48 - bits);
    const last = first + 2 ** (48 - bits) - 1;
    assert.deepEqual(
      [first - 1, first, last, last + 1].map((mac) => hasPrefix(mac, prefix!)),
      [false, true, true, false],
    );
  });
}

for (const text of [
  '',
  '*',
  'b8:',
  'b82',
  'b8:27:xx',
  'b8:227:eb',
  '10',
  'cafe:babe',
  '001b210a0b0c0d',
  'b8::27',
]) {
  test(`no prefix: ${JSON.stringify(text)}`, () => assert.equal(parseMacPrefix(text), undefined));
}

test('the two bits of the first byte, whatever the others are', () => {
  fc.assert(
    fc.property(anyMac, (mac) => {
      const first = Math.floor(mac / 2 ** 40);
      assert.equal(isMulticastMac(mac), first % 2 === 1);
      assert.equal(isLocallyAdministered(mac), first % 4 >= 2);
    }),
  );
  assert.ok(isMulticastMac(BROADCAST_MAC));
  assert.ok(isMulticastMac(0x01005e000001));
  assert.ok(!isMulticastMac(0x00ffffffffff));
  assert.ok(isLocallyAdministered(0x020000000001));
  assert.ok(!isLocallyAdministered(0x00005e000101));
});
