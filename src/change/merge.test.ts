import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeLists, mergeValue } from './merge.ts';

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const list = fc.uniqueArray(fc.constantFrom<string>(...KEYS), { maxLength: 8 });

test('untouched since: what was before, in its order', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      assert.deepEqual(mergeLists(before, after, after), before);
    }),
  );
});

test('not changed by us: as it is now', () => {
  fc.assert(
    fc.property(list, list, (before, now) => {
      assert.deepEqual(mergeLists(before, before, now), now);
    }),
  );
});

test('each entry alone: ours is undone, what others did stays', () => {
  fc.assert(
    fc.property(list, list, list, (before, after, now) => {
      const goal = new Set(mergeLists(before, after, now));
      for (const key of KEYS) {
        const [was, made, is] = [before, after, now].map((one) => one.includes(key)) as [
          boolean,
          boolean,
          boolean,
        ];
        assert.equal(goal.has(key), was === made ? is : was ? true : false, key);
      }
    }),
  );
});

test('a value that somebody else set since stays', () => {
  assert.equal(mergeValue(0, 1, 1), 0);
  assert.equal(mergeValue(0, 1, 2), 2);
  assert.equal(mergeValue(0, 0, 2), 2);
  assert.equal(mergeValue(0, 1, 0), 0);
});
