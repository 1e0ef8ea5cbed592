import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Gather } from './gather.ts';

test('frames of several places come in the order of their times, their bytes whole, and none is lost', () => {
  const frame = fc.record({
    place: fc.nat(3),
    at: fc.nat(20),
    bytes: fc.uint8Array({ minLength: 14, maxLength: 2000 }),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 300 }), (frames) => {
      const heard: { place: number; at: number; bytes: number[] }[] = [];
      const gather = new Gather(({ place, at, bytes, from, to, wireLength }) => {
        assert.equal(wireLength, to - from + 4);
        heard.push({ place, at, bytes: [...bytes.subarray(from, to)] });
      });
      const lent = new Uint8Array(2000);
      for (const { place, at, bytes } of frames) {
        lent.set(bytes);
        const view = lent.subarray(0, bytes.length);
        gather.take(place, { bytes: view, at, wireLength: bytes.length + 4, outgoing: false });
        lent.fill(0xee);
      }
      gather.flush();
      const expected = frames.toSorted((a, b) => a.at - b.at);
      assert.deepEqual(
        heard,
        expected.map(({ place, at, bytes }) => ({ place, at, bytes: [...bytes] })),
      );
      gather.flush();
      assert.equal(heard.length, frames.length);
    }),
    { numRuns: 60 },
  );
});

test('more than it may keep is handed out before', () => {
  let heard = 0;
  const gather = new Gather(({ bytes, from }) => {
    assert.equal(bytes[from], heard % 251);
    heard++;
  });
  const bytes = new Uint8Array(9000);
  for (let nth = 0; nth < 2000; nth++) {
    bytes[0] = nth % 251;
    gather.take(0, { bytes, at: nth, wireLength: 9000, outgoing: false });
    if (nth === 1000) assert.ok(heard > 0);
  }
  gather.flush();
  assert.equal(heard, 2000);
});
