import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelsOf } from './levels.ts';

test('a path level by level, however it is written', () => {
  assert.deepEqual(levelsOf('/var/lib/x'), ['/var', '/var/lib', '/var/lib/x']);
  assert.deepEqual(levelsOf('a//b/./c/'), ['a', 'a/b', 'a/b/c']);
  assert.deepEqual(levelsOf('../x'), ['..', '../x']);
  assert.deepEqual(levelsOf('/'), []);
});
