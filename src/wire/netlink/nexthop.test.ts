import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AF_INET } from './field.ts';
import { nexthopCodec } from './nexthop.ts';

test('a next-hop object and a group come back as they were written, heavy members too', () => {
  const way = { family: AF_INET, id: 7, index: 3, gateway: 0x0a000009 };
  const group = {
    id: 20,
    group: [
      { id: 7, weight: 1 },
      { id: 8, weight: 300 },
    ],
  };
  for (const value of [way, group]) {
    const decoded = nexthopCodec.decode(nexthopCodec.encode(value));
    assert.ok(decoded.ok);
    assert.deepEqual({ ...decoded.value, ...value }, decoded.value);
  }
});

// struct nexthop_grp { u32 id; u8 weight; u8 weight_high; u16 resvd2; } of a little-endian machine.
test('the weight on the wire is one less, its upper byte behind the lower', {
  skip: new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1,
}, () => {
  const bytes = nexthopCodec.encode({ group: [{ id: 5, weight: 258 }] });
  assert.deepEqual([...bytes.subarray(8)], [12, 0, 2, 0, 5, 0, 0, 0, 1, 1, 0, 0]);
});

test('a member that is cut off is none', () => {
  const bytes = nexthopCodec.encode({
    group: [
      { id: 5, weight: 1 },
      { id: 6, weight: 1 },
    ],
  });
  const cut = bytes.slice(0, bytes.length - 4);
  cut[8] = 16;
  const decoded = nexthopCodec.decode(cut);
  assert.ok(decoded.ok);
  assert.deepEqual(decoded.value.group, [{ id: 5, weight: 1 }]);
});
