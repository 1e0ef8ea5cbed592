import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

test('point 6: every name of the kernel is read as Node reads it, and any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const whole = Buffer.from(text).toString();
      assert.equal(decodeUtf8(new TextEncoder().encode(whole)), whole);
      assert.deepEqual(Uint8Array.from(encodeUtf8(whole)), new TextEncoder().encode(whole));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 16 }), (bytes) => {
      assert.deepEqual(Uint8Array.from(encodeUtf8(decodeUtf8(bytes))), bytes);
    }),
  );
});
