import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMillis, spellMillis, TIME_UNITS, type TimeUnit } from './time.ts';

const READ: Readonly<Record<string, number | undefined>> = {
  '5': 5000,
  '0': 0,
  '0.2': 200,
  '.5s': 500,
  '500ms': 500,
  '1.5s': 1500,
  '0.0011': 1.1,
  '2min': 120_000,
  '2 min': 120_000,
  ' 1h ': 3_600_000,
  '30d': 2_592_000_000,
  '2w': 1_209_600_000,
  '3y': 94_608_000_000,
  '5S': 5000,
  '': undefined,
  s: undefined,
  '-1': undefined,
  '5m': undefined,
  '5parsecs': undefined,
  '1e3': undefined,
  '0x10': undefined,
  '5s5': undefined,
  '1.': undefined,
  Infinity: undefined,
};
for (const [text, span] of Object.entries(READ))
  test(`D4: '${text}' is ${span === undefined ? 'no time' : `${span} ms`}`, () => {
    assert.equal(parseMillis(text), span);
  });

test('a bare number is in the unit that was asked for', () => {
  assert.equal(parseMillis('500', 'ms'), 500);
  assert.equal(parseMillis('500s', 'ms'), 500_000);
});

test('what is spelled is read again', () => {
  const units = fc.constantFrom(...(Object.keys(TIME_UNITS) as TimeUnit[]));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), units, (count, unit) => {
      const span = count * TIME_UNITS[unit];
      assert.equal(parseMillis(spellMillis(span)), span);
    }),
  );
  assert.deepEqual([90_000, 1500, 3_600_000, 0.5].map(spellMillis), ['90s', '1500ms', '1h', '0.5ms']);
});
