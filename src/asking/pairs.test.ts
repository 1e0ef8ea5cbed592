import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glance, newGlance } from '../wire/glance.ts';
import { LaneFrames } from './lane-frames.ts';
import { Pairs } from './pairs.ts';

test('two MACs are one pair, whichever is named first, and each knows its pairs', () => {
  const pairs = new Pairs();
  assert.equal(pairs.has([1, 2]), false);
  const pair = pairs.of([2, 1]);
  assert.deepEqual([pairs.of([1, 2]) === pair, pairs.of([2, 1]) === pair], [true, true]);
  assert.deepEqual([pairs.has([1, 2]), pairs.has([2, 1]), pairs.has([1, 3])], [true, true, false]);
  const other = pairs.of([1, 3]);
  assert.deepEqual(pairs.withMac(1), [pair, other]);
  assert.deepEqual([pairs.withMac(3), pairs.withMac(4)], [[other], []]);
  const { ip, stamp, decided, whole, queued } = pair;
  assert.deepEqual([ip, stamp, decided, whole, queued], [0, -1, false, false, false]);
});

test('4,096 pairs are looked into, and it is known when there are more', () => {
  const pairs = new Pairs();
  for (let mac = 1; mac <= 4096; mac++) pairs.of([0, mac]);
  assert.equal(pairs.isFull, false);
  assert.equal(pairs.has([0, 4096]), true);
  const beyond = pairs.of([0, 4097]);
  assert.deepEqual(
    [pairs.isFull, pairs.has([0, 4097]), pairs.of([0, 4097]) === beyond],
    [true, false, false],
  );
  assert.equal(pairs.withMac(4097).length, 0);
  assert.equal(pairs.of([0, 1]), pairs.of([1, 0]), 'those that are known stay');
});

test('questions of a lane: whom, as whom, to whom, and with which tag', () => {
  for (const tagged of [false, true]) {
    const frames = new LaneFrames(0x020000000001, tagged, 3);
    const seen = newGlance();
    const read = (): readonly (readonly number[])[] => {
      const { bytes, size, count } = frames.batch();
      return Array.from({ length: count }, (_, nth) => {
        assert.ok(glance(bytes.slice(nth * size, (nth + 1) * size), seen));
        const { dst, src, sha, spa, tha, tpa, op, vid } = seen;
        return [dst, src, sha, spa, tha, tpa, op, vid];
      });
    };
    const vlan = tagged ? 0xabc : null;
    frames.add(0x0a000005, 0, { vlan, dst: 0xffffffffffff });
    frames.add(0x0a000006, 0x0a000001, { vlan, dst: 0x020000000009 });
    const us = 0x020000000001;
    const vid = tagged ? 0xabc : -1;
    const [first, second] = [
      [0xffffffffffff, us, us, 0, 0, 0x0a000005, 1, vid],
      [0x020000000009, us, us, 0x0a000001, 0, 0x0a000006, 1, vid],
    ];
    assert.deepEqual([read(), frames.count, frames.capacity], [[first, second], 2, 3]);
    assert.equal(frames.batch().size, tagged ? 46 : 42);
    frames.clear();
    assert.deepEqual([read(), frames.count], [[], 0]);
    frames.add(0x0a000006, 0x0a000001, { vlan, dst: 0x020000000009 });
    frames.add(0x0a000005, 0, { vlan, dst: 0xffffffffffff });
    assert.deepEqual(read(), [second, first], 'nothing of what stood there before is left');
  }
});
