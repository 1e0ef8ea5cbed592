import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intersectRanges, type IpRange, normalizeRanges, subtractRanges, TargetSet } from './target-set.ts';

const small = fc
  .array(fc.tuple(fc.nat(60), fc.nat(9)), { maxLength: 8 })
  .map((pairs): IpRange[] => pairs.map(([first, more]) => ({ first, last: first + more })));

function members(ranges: readonly IpRange[]): number[] {
  const found = new Set<number>();
  for (const { first, last } of ranges) for (let ip = first; ip <= last; ip++) found.add(ip);
  return [...found].sort((a, b) => a - b);
}

test('a set is the addresses of its ranges without the excluded ones, in order', () => {
  fc.assert(
    fc.property(small, small, (ranges, excluded) => {
      const without = new Set(members(excluded));
      const expected = members(ranges).filter((ip) => !without.has(ip));
      const set = TargetSet.of(ranges, excluded);
      assert.equal(set.size, expected.length);
      assert.deepEqual(
        expected.map((_, index) => set.at(index)),
        expected,
      );
      for (let ip = 0; ip < 80; ip++) {
        assert.equal(set.indexOf(ip), expected.indexOf(ip));
        assert.equal(set.has(ip), expected.includes(ip));
      }
    }),
  );
});

test('ranges of a set neither overlap nor touch', () => {
  fc.assert(
    fc.property(small, small, (ranges, excluded) => {
      for (const list of [normalizeRanges(ranges), subtractRanges(ranges, excluded)]) {
        for (let i = 1; i < list.length; i++) assert.ok(list[i]!.first > list[i - 1]!.last + 1);
        for (const range of list) assert.ok(range.first <= range.last);
      }
    }),
  );
});

test('an intersection holds exactly what both hold', () => {
  fc.assert(
    fc.property(small, small, (a, b) => {
      const inB = new Set(members(b));
      assert.deepEqual(
        members(intersectRanges(a, b)),
        members(a).filter((ip) => inB.has(ip)),
      );
    }),
  );
});

test('the whole of IPv4 is one range and knows its size and both ends', () => {
  const all = TargetSet.of([{ first: 0, last: 0xffffffff }], [{ first: 5, last: 5 }]);
  assert.equal(all.size, 2 ** 32 - 1);
  assert.equal(all.ranges.length, 2);
  assert.equal(all.at(all.size - 1), 0xffffffff);
  assert.equal(all.at(5), 6);
  assert.equal(all.indexOf(0xffffffff), 2 ** 32 - 2);
  assert.equal(all.indexOf(5), -1);
});

test('an index outside is a fault of the caller, never an address', () => {
  const set = TargetSet.of([{ first: 1, last: 3 }]);
  for (const index of [-1, 3, Number.NaN]) assert.throws(() => set.at(index), RangeError);
  assert.equal(TargetSet.of([]).size, 0);
});
