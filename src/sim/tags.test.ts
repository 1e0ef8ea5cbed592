import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outerVid, untaggedFor, withOuterTag, withoutOuterTag } from './tags.ts';
import { whoHas } from './who-has.ts';

const bare = whoHas(0x0a000001, { mac: 1, spa: 0 });

test('a tag put on comes off again, in a stack too', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4094 }), { maxLength: 4 }), (vids) => {
      const tagged = vids.toReversed().reduce(withOuterTag, bare);
      assert.equal(tagged.length, bare.length + 4 * vids.length);
      assert.equal(outerVid(tagged), vids[0] ?? 0);
      assert.deepEqual(untaggedFor(tagged, vids), bare);
      if (vids.length > 0) {
        assert.deepEqual(withOuterTag(withoutOuterTag(tagged), vids[0]!), tagged);
        assert.equal(untaggedFor(tagged, []), undefined);
        assert.equal(untaggedFor(tagged, [(vids[0]! % 4094) + 1, ...vids.slice(1)]), undefined);
      }
      assert.equal(untaggedFor(tagged, [...vids, 7]), undefined);
    }),
  );
});

test('a priority tag is as none', () => {
  assert.deepEqual(untaggedFor(withOuterTag(bare, 0), []), bare);
  assert.deepEqual(untaggedFor(withOuterTag(withOuterTag(bare, 0), 9), [9]), bare);
  assert.equal(untaggedFor(withOuterTag(bare, 0), [0]), undefined);
});

test('cut anywhere, a frame is looked at without harm', () => {
  const tagged = withOuterTag(withOuterTag(bare, 0), 9);
  for (let size = 14; size <= tagged.length; size++) {
    const cut = tagged.slice(0, size);
    assert.equal(outerVid(cut), size >= 18 ? 9 : 0);
    for (const vids of [[], [9]]) {
      const left = untaggedFor(cut, vids);
      assert.ok(left === undefined || left.length <= size);
    }
  }
});
