import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { captureTimeOf, formatCaptureTime, setTime, ticksOf, timeUnit } from './capture-time.ts';

const halves = (count: bigint) => ({ high: Number(count >> 32n), low: Number(count & 0xffffffffn) });
const anyTicks = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test('every resolution gives the exact second and nanosecond of any 64-bit count', () => {
  fc.assert(
    fc.property(anyTicks, fc.nat(255), fc.integer({ min: -9, max: 9 }), (count, resolution, offset) => {
      const power = BigInt(resolution & 127);
      const perSecond = resolution & 128 ? 2n ** power : 10n ** power;
      const time = { seconds: 0, nanoseconds: 0 };
      setTime(time, halves(count), timeUnit(resolution, offset));
      assert.equal(time.seconds, Number(count / perSecond) + offset);
      assert.equal(time.nanoseconds, Number(((count % perSecond) * 1_000_000_000n) / perSecond));
    }),
    { numRuns: 2000 },
  );
});

test('powers of ten up to nanoseconds are exact on every boundary', () => {
  for (let resolution = 0; resolution <= 9; resolution++)
    for (const second of [0n, 1n, 65535n, 65536n, 1_700_000_000n, 4_294_967_295n])
      for (const delta of [-1n, 0n, 1n]) {
        const perSecond = 10n ** BigInt(resolution);
        const count = second * perSecond + delta;
        if (count < 0n) continue;
        const time = { seconds: 0, nanoseconds: 0 };
        setTime(time, halves(count), timeUnit(resolution, 0));
        assert.equal(BigInt(time.seconds), count / perSecond);
        assert.equal(BigInt(time.nanoseconds), (count % perSecond) * 10n ** BigInt(9 - resolution));
      }
});

const times = fc.record({ seconds: fc.nat(2 ** 31 - 1), nanoseconds: fc.nat(999_999_999) });

test('written nanoseconds read back to the last digit', () => {
  fc.assert(
    fc.property(times, fc.nat(3), ({ seconds, nanoseconds }, era) => {
      const written = { seconds: seconds + era * 2 ** 31, nanoseconds };
      const read = { seconds: 0, nanoseconds: 0 };
      setTime(read, ticksOf(written), timeUnit(9, 0));
      assert.deepEqual(read, written);
    }),
  );
  assert.deepEqual(ticksOf({ seconds: -1, nanoseconds: 5 }), { high: 0, low: 0 });
});

test('a time is text with nine digits, before the epoch too', () => {
  const table: [number, number, string][] = [
    [0, 0, '0.000000000'],
    [1700000000, 123456789, '1700000000.123456789'],
    [1, 5, '1.000000005'],
    [-1, 0, '-1.000000000'],
    [-1, 250_000_000, '-0.750000000'],
    [-3, 999_999_999, '-2.000000001'],
  ];
  for (const [seconds, nanoseconds, text] of table)
    assert.equal(formatCaptureTime({ seconds, nanoseconds }), text);
});

test('an instant is split without a nanosecond too many', () => {
  assert.deepEqual(captureTimeOf(1_700_000_000_500), { seconds: 1_700_000_000, nanoseconds: 500_000_000 });
  assert.deepEqual(captureTimeOf(999.9999999999), { seconds: 1, nanoseconds: 0 });
  assert.deepEqual(captureTimeOf(-0.5), { seconds: -1, nanoseconds: 999_500_000 });
});
