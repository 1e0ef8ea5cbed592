import assert from 'node:assert/strict';
import { test } from 'node:test';
import { innerVlanOf, Networks } from './networks.ts';

const place = (index: number) => ({ interfaceIndex: index, interfaceName: `eth${index}` });

test('networks are numbered as they are heard, by interface and tags', () => {
  const networks = new Networks();
  const numbers = [
    [1, -1, -1],
    [1, 5, -1],
    [1, 5, 6],
    [2, -1, -1],
    [1, -1, -1],
    [1, 5, -1],
  ].map(([index, vlan, inner]) => networks.numberOf(place(index!), vlan!, inner!));
  assert.deepEqual(numbers, [0, 1, 2, 3, 0, 1]);
  assert.deepEqual(
    [networks.numberOf(place(1), 0, -1), networks.numberOf(place(1), 5, 0)],
    [0, 1],
    'a priority alone',
  );
  assert.deepEqual(networks.networkOf(0), { interface: 'eth1', vlan: null, innerVlan: null });
  assert.deepEqual(networks.networkOf(2), { interface: 'eth1', vlan: 5, innerVlan: 6 });
});

test('16,384 networks, and no room for another', () => {
  const networks = new Networks();
  const numberOf = (nth: number): number =>
    networks.numberOf(place(1), 1 + (nth % 4000), 1 + Math.floor(nth / 4000));
  for (let nth = 0; nth < 16_384; nth++) assert.equal(numberOf(nth), nth);
  assert.equal(networks.numberOf(place(2), 1, 1), -1);
  assert.equal(numberOf(7), 7);
});

test('a monitor port is where unicast of pairs without a common end is heard', () => {
  for (const [frames, wide] of [
    [[], false],
    [[[1, 2]], false],
    [
      [
        [1, 2],
        [2, 1],
        [1, 3],
        [4, 1],
      ],
      false,
    ],
    [
      [
        [1, 2],
        [2, 3],
        [4, 2],
      ],
      false,
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      true,
    ],
    [
      [
        [1, 2],
        [1, 3],
        [3, 2],
      ],
      true,
    ],
    [
      [
        [1, 2],
        [3, 4],
        [1, 2],
      ],
      true,
    ],
  ] as const) {
    const networks = new Networks();
    const number = networks.numberOf(place(1), -1, -1);
    for (const [src, dst] of frames) networks.unicast(number, src, dst);
    assert.equal(networks.isWide(number), wide, JSON.stringify(frames));
  }
});

test('the inner tag is the id in the second of two', () => {
  const bytes = Uint8Array.from([
    ...Array.from({ length: 12 }, () => 0),
    0x88,
    0xa8,
    0xe0,
    5,
    0x81,
    0,
    0x2a,
    0xbc,
  ]);
  assert.equal(innerVlanOf(bytes, 0), 0xabc);
  assert.equal(innerVlanOf(Uint8Array.from([9, 9, ...bytes]), 2), 0xabc);
});
