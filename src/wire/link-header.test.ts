import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeEthernet } from './ethernet.ts';
import { decodeLinkHeader } from './link-header.ts';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

const SLL = '0001 0001 0006 020000000001 0000 0806';
const SLL2 = '0806 0000 00000002 0001 00 06 020000000001 0000';

test('Linux cooked, version 1: the source is there, the destination only when it was everybody', () => {
  assert.deepEqual(decodeLinkHeader(bytesOf(SLL), 113), {
    ok: true,
    value: {
      dst: 0xffffffffffff,
      src: 0x020000000001,
      tags: [],
      llc: false,
      etherType: 0x0806,
      payloadAt: 16,
    },
  });
});

test('Linux cooked, version 2', () => {
  assert.deepEqual(decodeLinkHeader(bytesOf(SLL2), 276), {
    ok: true,
    value: { dst: null, src: 0x020000000001, tags: [], llc: false, etherType: 0x0806, payloadAt: 20 },
  });
});

test('a tag in a cooked frame, and an address of another size', () => {
  const tagged = decodeLinkHeader(bytesOf('0000 0001 0008 0200000000010000 8100 000a 8035'), 113);
  assert.ok(tagged.ok);
  assert.deepEqual(
    [tagged.value.src, tagged.value.dst, tagged.value.tags[0]?.vid, tagged.value.etherType],
    [null, null, 10, 0x8035],
  );
  assert.equal(tagged.value.payloadAt, 20);
});

test('every cut of a cooked header is malformed', () => {
  for (const [hex, linkType] of [
    [SLL, 113],
    [SLL2, 276],
  ] as const) {
    const whole = bytesOf(hex);
    for (let length = 0; length < whole.length; length++) {
      const result = decodeLinkHeader(whole.subarray(0, length), linkType);
      assert.ok(!result.ok);
      assert.deepEqual(
        [result.error.code, result.error.needed, result.error.there],
        ['cooked-cut', whole.length, length],
      );
    }
  }
});

test('other link types say which they are', () => {
  const loopback = decodeLinkHeader(new Uint8Array(60), 0);
  assert.ok(!loopback.ok);
  assert.equal(loopback.error.code, 'link-type-unknown');
  assert.equal(
    loopback.error.text,
    'The frame has link type 0 (BSD loopback), and only Ethernet (1), Linux cooked (113, 276) and IEEE 802.11 (105, 119, 127, 163, 192) can be read.',
  );
  const strange = decodeLinkHeader(new Uint8Array(60), 65000);
  assert.ok(!strange.ok && strange.error.text.includes('link type 65000, and'));
  const nobody = decodeLinkHeader(new Uint8Array(60), -1);
  assert.ok(!nobody.ok && nobody.error.code === 'interface-unknown');
});

test('Ethernet is Ethernet, and no bytes throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(1, 113, 276, 127, -1),
      (bytes, linkType) => {
        const result = decodeLinkHeader(bytes, linkType);
        if (linkType === 1) assert.deepEqual(result, decodeEthernet(bytes));
        if (result.ok) assert.ok(result.value.payloadAt <= bytes.length);
      },
    ),
    { numRuns: 1500 },
  );
});
