import assert from 'node:assert/strict';
import { test } from 'node:test';
import { u32s, u64s } from './field.ts';
import type { AttributeReader } from './reader.ts';

const READER = null as unknown as AttributeReader;

test('of numbers in a row only whole ones are read', () => {
  const bytes = Uint8Array.from([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0]);
  for (const [length, numbers] of [
    [0, []],
    [3, []],
    [4, [1]],
    [6, [1]],
    [8, [1, 2]],
    [11, [1, 2]],
  ] as const)
    assert.deepEqual(u32s.read(READER, bytes.subarray(0, length), 2), numbers, String(length));
  for (const [length, numbers] of [
    [7, []],
    [8, [2 * 2 ** 32 + 1]],
    [11, [2 * 2 ** 32 + 1]],
  ] as const)
    assert.deepEqual(u64s.read(READER, bytes.subarray(0, length), 2), numbers, String(length));
});
