import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { align4, HEADER_SIZE, joinMessages, splitMessages } from './message.ts';

const message = fc.record(
  {
    type: fc.nat(0xffff),
    flags: fc.nat(0xffff),
    sequence: fc.nat(0xffffffff),
    port: fc.nat(0xffffffff),
    payload: fc.uint8Array({ maxLength: 50 }),
  },
  { noNullPrototype: true },
);

test('what is joined comes apart again', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
      const { messages: apart, malformed } = splitMessages(joinMessages(messages));
      assert.equal(malformed, null);
      assert.deepEqual(
        apart.map((each) => ({ ...each, payload: each.payload.slice() })),
        messages,
      );
    }),
  );
});

test('a datagram cut anywhere gives its whole messages and says what is missing', () => {
  const payloads = [new Uint8Array([1, 2, 3]), new Uint8Array(8), new Uint8Array(0)];
  const messages = payloads.map((payload, at) => ({ type: at, flags: 0, sequence: at, port: 0, payload }));
  const bytes = joinMessages(messages);
  // Where each message ends, with and without the padding behind it.
  const ends = [HEADER_SIZE + 3, 20 + 24, 44 + 16];
  for (let length = 0; length < bytes.length; length++) {
    const split = splitMessages(bytes.subarray(0, length));
    assert.equal(split.messages.length, ends.filter((end) => end <= length).length, `${length}`);
    const atAnEnd = length === 0 || ends.some((end) => length >= end && length <= align4(end));
    assert.equal(split.malformed === null, atAnEnd, `${length}`);
    if (split.malformed) assert.ok(split.malformed.needed > split.malformed.there);
  }
});

test('a length below the header ends the datagram', () => {
  const bytes = joinMessages([{ type: 1, flags: 0, sequence: 0, port: 0, payload: new Uint8Array(4) }]);
  bytes[0] = 15;
  const { messages, malformed } = splitMessages(bytes);
  assert.deepEqual([messages.length, malformed?.needed, malformed?.there], [0, 16, 15]);
});

test('random bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      assert.ok(splitMessages(bytes).messages.length <= bytes.length / HEADER_SIZE);
    }),
  );
});
