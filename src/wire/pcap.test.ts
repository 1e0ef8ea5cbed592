import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fields, readAll } from './capture-fixtures.test.ts';

function header(little: boolean, magic: number, linkType = 1): Fields {
  return new Fields(little).u32(magic).u16(2, 4).u32(0, 0, 262144, linkType);
}

for (const little of [true, false])
  for (const [name, magic, fraction, nanoseconds] of [
    ['micro', 0xa1b2c3d4, 123456, 123456000],
    ['nano', 0xa1b23c4d, 123456789, 123456789],
  ] as const)
    test(`pcap in ${little ? 'little' : 'big'} endian and ${name}seconds`, () => {
      const file = header(little, magic, 113)
        .u32(1_700_000_000, fraction, 3, 60)
        .raw(1, 2, 3)
        .u32(4_000_000_000, 0, 0, 0).whole;
      const { frames, end } = readAll(file);
      assert.deepEqual(end, { format: 'pcap', frames: 2, broken: null });
      assert.equal(frames[0]!.nanoseconds, nanoseconds);
      assert.equal(frames[0]!.seconds, 1_700_000_000);
      assert.deepEqual([frames[0]!.wireLength, frames[0]!.linkType], [60, 113]);
      assert.deepEqual(frames[0]!.data, [1, 2, 3]);
      assert.equal(frames[0]!.hasTime, true);
      assert.equal(frames[1]!.seconds, 4_000_000_000);
      assert.deepEqual(frames[1]!.data, []);
    });

test('the modified variant has eight bytes more before each frame', () => {
  const file = header(true, 0xa1b2cd34).u32(5, 6, 2, 2).raw(9, 9, 9, 9, 9, 9, 9, 9).raw(1, 2).whole;
  const { frames, end } = readAll(file);
  assert.equal(end.broken, null);
  assert.deepEqual(
    frames.map(({ data }) => data),
    [[1, 2]],
  );
});

test('flags above the link type, and a length on the wire below the kept one, do no harm', () => {
  const file = header(true, 0xa1b2c3d4, 0x14000001).u32(5, 6, 2, 1).raw(1, 2).whole;
  const { frames } = readAll(file);
  assert.deepEqual([frames[0]!.linkType, frames[0]!.wireLength], [1, 2]);
});

test('a fraction of more than a second is carried over', () => {
  const file = header(true, 0xa1b2c3d4).u32(5, 3_000_007, 0, 0).whole;
  const { frames } = readAll(file);
  assert.deepEqual([frames[0]!.seconds, frames[0]!.nanoseconds], [8, 7000]);
});

test('a length that cannot be ends the reading with one sentence, and is not believed', () => {
  const file = header(true, 0xa1b2c3d4).u32(5, 6, 1, 1).raw(7).u32(5, 6, 0xfffffff0, 60).raw(1, 2, 3).whole;
  const { frames, end } = readAll(file);
  assert.equal(frames.length, 1);
  assert.equal(end.broken?.code, 'capture-damaged');
  assert.equal(
    end.broken.text,
    'The capture cannot be read on from byte 41: frame 2 claims to be 4294967280 bytes long; everything before that was read.',
  );
});

test('another version is told', () => {
  const { end } = readAll(new Fields(true).u32(0xa1b2c3d4).u16(3, 1).u32(0, 0, 0, 1).whole);
  assert.equal(end.broken?.code, 'capture-version');
  assert.match(end.broken.text, /version 3\.1/);
});
