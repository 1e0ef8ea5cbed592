import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTagTpid, rawTagOf, vlanFieldsOf } from './vlan.ts';

test('every TCI splits into its fields and back', () => {
  fc.assert(
    fc.property(fc.nat(0xffff), (tci) => {
      const raw = { tpid: 0x8100, tci };
      const fields = vlanFieldsOf(raw);
      assert.deepEqual(rawTagOf(fields), raw);
      assert.ok(fields.vid <= 4095 && fields.pcp <= 7);
    }),
  );
});

test('the fields are where 802.1Q puts them', () => {
  assert.deepEqual(vlanFieldsOf({ tpid: 0x88a8, tci: 0xb4d2 }), {
    tpid: 0x88a8,
    pcp: 5,
    dei: true,
    vid: 1234,
  });
});

test('only tag types are tags', () => {
  assert.deepEqual([0x8100, 0x88a8, 0x9100, 0x0806, 0x8035, 0].map(isTagTpid), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
