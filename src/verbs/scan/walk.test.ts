import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Field } from '../../asking/field.ts';
import { TargetSet } from '../../base/target-set.ts';
import { PagedBits } from './paged-bits.ts';
import { Walk } from './walk.ts';

const OWN = 0x0a000001;
const ELSEWHERE = 0x0a090001;

/** Untagged, and in VLAN 7, asked for 4 and 3 addresses; ours are one of the first and one of another network. */
function fields(): readonly Field[] {
  const link = {
    name: 'eth0',
    index: 2,
    mac: 1,
    mtu: 1500,
    speed: null,
    addresses: [
      { ip: OWN, prefixLength: 24 },
      { ip: ELSEWHERE, prefixLength: 24 },
    ],
  } as unknown as Field['link'];
  const some = (first: number, size: number) => TargetSet.of([{ first, last: first + size - 1 }]);
  return [
    { link, vlan: null, targets: some(OWN, 4), offset: 0 },
    { link, vlan: 7, targets: some(0x0a070001, 3), offset: 4 },
  ];
}

test('every address of every field once, and our own of other networks; each position leads there and back', () => {
  for (const start of [0, 0.3, 0.999]) {
    const walk = new Walk(fields(), start);
    assert.deepEqual([walk.size, walk.wanted], [8, 7]);
    const seen = Array.from({ length: walk.size }, (_, position) => {
      const { field, ip } = walk.stopAt(position);
      assert.equal(walk.positionOf(field, ip), position);
      return `${field.vlan} ${(ip & 0xffffff).toString(16)}`;
    });
    assert.deepEqual(seen.toSorted(), [
      '7 70001',
      '7 70002',
      '7 70003',
      'null 1',
      'null 2',
      'null 3',
      'null 4',
      'null 90001',
    ]);
  }
});

test('what is not asked has no position: beyond the targets, and our own in a VLAN', () => {
  const walk = new Walk(fields(), 0.5);
  const [untagged, tagged] = walk.fields as [Field, Field];
  assert.equal(walk.positionOf(untagged, OWN + 4), -1);
  assert.equal(walk.positionOf(untagged, OWN - 1), -1);
  assert.equal(walk.positionOf(tagged, OWN), -1);
  assert.equal(walk.positionOf(tagged, ELSEWHERE), -1);
  assert.ok(walk.positionOf(untagged, ELSEWHERE) >= 0);
  const none = new Walk([], 0);
  assert.deepEqual([none.size, none.wanted], [0, 0]);
});

test('all are asked once; again those that are silent, and never our own', () => {
  const walk = new Walk(fields(), 0);
  for (let position = 0; position < walk.size; position++) {
    const stop = walk.stopAt(position);
    const own = stop.ip === OWN || stop.ip === ELSEWHERE;
    assert.equal(walk.wants(position, stop, 1), true);
    assert.equal(walk.wants(position, stop, 2), !own);
    walk.answered.add(position);
    assert.equal(walk.wants(position, stop, 1), true);
    assert.equal(walk.wants(position, stop, 2), false);
  }
  assert.deepEqual([walk.startPass('zero').number, walk.startPass('own').number], [1, 2]);
  assert.deepEqual(
    walk.passes.map(({ form }) => form),
    ['zero', 'own'],
  );
});

test('a set of bits: each is new once, beside its neighbours and across pages', () => {
  const bits = new PagedBits();
  const some = [0, 1, 7, 8, 9, 4095, 32_767, 32_768, 32_775, 65_536, 2 ** 32 - 1];
  for (const bit of some) assert.equal(bits.has(bit), false, `${bit}`);
  for (const [at, bit] of some.entries()) {
    assert.deepEqual([bits.add(bit), bits.add(bit), bits.count, bits.has(bit)], [true, false, at + 1, true]);
    assert.equal(bits.has(bit + 16), false, `beside ${bit}`);
  }
  assert.deepEqual(
    some.filter((bit) => bits.has(bit)),
    some,
  );
  for (const bit of [2, 6, 10, 32_766, 32_769, 65_535]) assert.equal(bits.has(bit), false, `${bit}`);
});
