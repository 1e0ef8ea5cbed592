import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beside, wrap } from './wrap.ts';

test('lines are as wide as they may be, and a word that is longer stands alone', () => {
  assert.deepEqual(wrap('aa bb cc', 5), ['aa bb', 'cc']);
  assert.deepEqual(wrap('aa bb cc', 4), ['aa', 'bb', 'cc']);
  assert.deepEqual(wrap('aa bb cc', 8), ['aa bb cc']);
  assert.deepEqual(wrap('aa bb cc', 7), ['aa bb', 'cc']);
  assert.deepEqual(wrap('a bbbbbbbb c', 4), ['a', 'bbbbbbbb', 'c']);
  assert.deepEqual(wrap('', 4), ['']);
  assert.deepEqual(wrap('aa bb', 7, 2), ['  aa bb']);
  assert.deepEqual(wrap('aa bb', 6, 2), ['  aa', '  bb']);
});

test('beside the head, or below it where it is too wide; in a narrow window the column moves', () => {
  assert.deepEqual(beside('-a', 'one two', { column: 6, width: 80 }), ['-a    one two']);
  assert.deepEqual(beside('-abc', 'one two', { column: 6, width: 80 }), ['-abc  one two']);
  assert.deepEqual(beside('-abcd', 'one two', { column: 6, width: 80 }), ['-abcd', '      one two']);
  assert.deepEqual(beside('-a', 'one two', { column: 6, width: 12 }), ['-a    one', '      two']);
  assert.deepEqual(beside('-a', 'one two', { column: 30, width: 60 }), [`${'-a'.padEnd(30)}one two`]);
  assert.deepEqual(beside('-a', 'one two', { column: 30, width: 59 }), ['-a      one two']);
  assert.deepEqual(beside('-a', 'one', { column: 5, width: 9 }), ['-a   one']);
});
