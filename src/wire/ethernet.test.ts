import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeEthernet, type EthernetFrame, isSnap, writeEthernetHeader } from './ethernet.ts';

const ADDRESSES = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1];

function decoded(...rest: number[]): EthernetFrame {
  const result = decodeEthernet(Uint8Array.from([...ADDRESSES, ...rest]));
  assert.ok(result.ok);
  return result.value;
}

const table: [string, number[], Partial<EthernetFrame>][] = [
  ['Ethernet II', [8, 6], { etherType: 0x0806, tags: [], llc: false, payloadAt: 14 }],
  [
    '802.1Q',
    [0x81, 0, 0xa4, 0xd2, 8, 6],
    { etherType: 0x0806, payloadAt: 18, tags: [{ tpid: 0x8100, pcp: 5, dei: false, vid: 1234 }] },
  ],
  [
    '802.1ad around 802.1Q, and the old outer type around both',
    [0x91, 0, 0, 1, 0x88, 0xa8, 0x10, 2, 0x81, 0, 0, 3, 0x80, 0x35],
    {
      etherType: 0x8035,
      payloadAt: 26,
      tags: [
        { tpid: 0x9100, pcp: 0, dei: false, vid: 1 },
        { tpid: 0x88a8, pcp: 0, dei: true, vid: 2 },
        { tpid: 0x8100, pcp: 0, dei: false, vid: 3 },
      ],
    },
  ],
  [
    'LLC/SNAP',
    [0, 36, 0xaa, 0xaa, 3, 0, 0, 0, 8, 6],
    { etherType: 0x0806, llc: true, payloadAt: 22, tags: [] },
  ],
  [
    'LLC/SNAP in a tag',
    [0x81, 0, 0, 7, 0, 36, 0xaa, 0xaa, 3, 0, 0, 0, 8, 6],
    { etherType: 0x0806, llc: true, payloadAt: 26 },
  ],
  ['spanning tree: LLC without SNAP', [0, 38, 0x42, 0x42, 3], { etherType: 0, llc: true, payloadAt: 14 }],
  ['SNAP of another OUI', [0, 38, 0xaa, 0xaa, 3, 0, 0, 0x0c, 1, 2], { etherType: 0, llc: true }],
  ['the last length', [5, 0xff], { etherType: 0, llc: true }],
  ['the first EtherType', [6, 0], { etherType: 0x600, llc: false }],
];

for (const [name, rest, expected] of table) {
  test(`decodes ${name}`, () => {
    assert.deepEqual(
      { ...decoded(...rest) },
      { ...decoded(...rest), dst: 0xffffffffffff, src: 0x020000000001, ...expected },
    );
  });
}

test('every cut of a stacked frame is malformed and says what was there', () => {
  const whole = Uint8Array.from([...ADDRESSES, ...table[2]![1]]);
  for (let length = 0; length < whole.length; length++) {
    const result = decodeEthernet(whole.slice(0, length));
    assert.ok(!result.ok, `length ${length}`);
    assert.equal(result.error.there, length);
    assert.ok(result.error.needed > length);
    assert.equal(result.error.code, length < 14 ? 'ethernet-cut' : 'vlan-tag-cut');
  }
});

test('a SNAP header cut before its EtherType is malformed', () => {
  const whole = Uint8Array.from([...ADDRESSES, ...table[3]![1]]);
  for (const length of [20, 21]) {
    const result = decodeEthernet(whole.slice(0, length));
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'snap-cut');
    assert.equal(result.error.needed, 22);
  }
  assert.ok(isSnap(whole, 14) && !isSnap(whole, 15));
});

test('any bytes decode or are malformed; the payload starts inside', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const result = decodeEthernet(bytes);
      if (result.ok) assert.ok(result.value.payloadAt <= bytes.length);
      else assert.ok(result.error.needed > result.error.there);
    }),
    { numRuns: 2000 },
  );
});

test('a header written over dirty bytes reads back, and nothing around it is touched', () => {
  const tag = fc.record({ tpid: fc.constantFrom(0x8100, 0x88a8, 0x9100), tci: fc.nat(0xffff) });
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 4 }), fc.nat(255), fc.nat(9), (tags, dirt, at) => {
      const bytes = new Uint8Array(64).fill(dirt);
      const size = writeEthernetHeader(bytes, at, { dst: 1, src: 2 ** 48 - 1, tags, etherType: 0x0800 });
      assert.equal(size, 14 + 4 * tags.length);
      const result = decodeEthernet(bytes.subarray(at));
      assert.ok(result.ok);
      assert.equal(result.value.dst, 1);
      assert.equal(result.value.src, 2 ** 48 - 1);
      assert.deepEqual(
        result.value.tags.map(({ vid }) => vid),
        tags.map(({ tci }) => tci & 0xfff),
      );
      assert.equal(result.value.payloadAt, size);
      assert.ok(bytes.subarray(0, at).every((byte) => byte === dirt));
      assert.ok(bytes.subarray(at + size).every((byte) => byte === dirt));
    }),
  );
});
