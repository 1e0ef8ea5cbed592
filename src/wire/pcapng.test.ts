import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fields, readAll } from './capture-fixtures.test.ts';

/** 1700000000.123456789 as nanoseconds, in two halves */
const NANO = 1_700_000_000_123_456_789n;
const HALVES = [Number(NANO >> 32n), Number(NANO & 0xffffffffn)] as const;

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function packet(fields: Fields, id: number, data: number[]): Fields {
  return fields.block(6, (body) => body.u32(id, ...HALVES, data.length, 60).raw(...data));
}

for (const little of [true, false]) {
  const order = little ? 'little' : 'big';

  test(`enhanced, simple and old packets, interfaces with names and times, unknown blocks (${order} endian)`, () => {
    const file = new Fields(little)
      .section()
      .block(0x0bad, (body) => body.raw(...Array.from({ length: 400 }, () => 0xff)))
      .block(1, (body) =>
        body
          .u16(1, 0)
          .u32(4)
          .option(2, ascii('eth0'))
          .option(9, [9])
          .option(14, little ? [10, 0, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, 0, 0, 10])
          .u32(0),
      )
      .block(1, (body) => body.u16(113, 0).u32(0).option(9, [0x94]))
      .block(6, (body) =>
        body
          .u32(0, ...HALVES, 3, 60)
          .raw(1, 2, 3, 0)
          .option(1, ascii('why'))
          .option(2, little ? [2, 0, 0, 0] : [0, 0, 0, 2])
          .u32(0),
      )
      .block(6, (body) =>
        body
          .u32(1, 0, 0x00180000, 1, 1)
          .raw(9, 0, 0, 0)
          .option(2, little ? [1, 0, 0, 0] : [0, 0, 0, 1])
          .u32(0),
      )
      .block(3, (body) => body.u32(60).raw(5, 6, 7, 8))
      .block(2, (body) =>
        body
          .u16(0, 99)
          .u32(...HALVES, 2, 2)
          .raw(4, 4),
      ).whole;
    const { frames, end } = readAll(file);
    assert.deepEqual(end, { format: 'pcapng', frames: 4, broken: null });
    const [first, second, simple, old] = frames;
    assert.deepEqual(first, {
      wireLength: 60,
      linkType: 1,
      hasTime: true,
      seconds: 1_700_000_010,
      nanoseconds: 123_456_789,
      interfaceIndex: 0,
      interfaceName: 'eth0',
      outgoing: true,
      data: [1, 2, 3],
    });
    assert.deepEqual(
      [second!.linkType, second!.seconds, second!.nanoseconds, second!.outgoing],
      [113, 1, 500_000_000, false],
    );
    assert.deepEqual([simple!.hasTime, simple!.wireLength, simple!.outgoing], [false, 60, null]);
    assert.deepEqual(simple!.data, [5, 6, 7, 8]);
    assert.deepEqual([old!.seconds, old!.nanoseconds], [1_700_000_010, 123_456_789]);
    assert.deepEqual(old!.data, [4, 4]);
  });
}

test('sections of different byte orders, each with interfaces of its own', () => {
  const first = packet(
    new Fields(true).section().block(1, (body) => body.u16(1, 0).u32(0)),
    0,
    [1],
  );
  const second = packet(
    new Fields(false).section().block(1, (body) => body.u16(276, 0).u32(0)),
    0,
    [2],
  );
  const third = packet(new Fields(true).section(), 0, [3]);
  const { frames, end } = readAll(Uint8Array.from([...first.bytes, ...second.bytes, ...third.bytes]));
  assert.equal(end.broken, null);
  assert.deepEqual(
    frames.map(({ linkType, interfaceIndex, hasTime, data }) => [linkType, interfaceIndex, hasTime, data]),
    [
      [1, 0, true, [1]],
      [276, 1, true, [2]],
      [-1, -1, false, [3]],
    ],
  );
});

test('microseconds are meant when no resolution is given', () => {
  const file = new Fields(true)
    .section()
    .block(1, (body) => body.u16(1, 0).u32(0))
    .block(6, (body) => body.u32(0, 0, 2_000_003, 0, 0)).whole;
  const { frames } = readAll(file);
  assert.deepEqual([frames[0]!.seconds, frames[0]!.nanoseconds], [2, 3000]);
});

test('a frame that claims more than its block holds is handed out as far as it goes', () => {
  const file = new Fields(true)
    .section()
    .block(1, (body) => body.u16(1, 0).u32(0))
    .block(6, (body) => body.u32(0, 0, 0, 0xffffffff, 60).raw(1, 2, 3, 4))
    .block(6, (body) => body.u32(0, 0, 0, 1, 60).raw(5)).whole;
  const { frames, end } = readAll(file);
  assert.equal(end.broken, null);
  assert.deepEqual(
    frames.map(({ data }) => data),
    [[1, 2, 3, 4], [5]],
  );
  assert.equal(frames[0]!.wireLength, 0xffffffff);
});

test('options that run over their block are taken as absent', () => {
  const file = new Fields(true)
    .section()
    .block(1, (body) => body.u16(1, 0).u32(0).u16(9, 4000).u16(2, 1))
    .block(6, (body) => body.u32(0, 0, 1_000_000, 0, 0).u16(2, 0xffff).u32(2)).whole;
  const { frames, end } = readAll(file);
  assert.equal(end.broken, null);
  assert.deepEqual([frames[0]!.seconds, frames[0]!.outgoing], [1, null]);
});

const damages: [string, (file: Fields) => Fields, RegExp][] = [
  ['a length that is no multiple of four', (file) => file.u32(7, 14, 0, 0), /type 7 claims to be 14 bytes/],
  ['a length below the smallest', (file) => file.u32(6, 16, 0, 16), /type 6 claims to be 16 bytes/],
  ['a packet of 2 GB', (file) => file.u32(6, 0x80000000, 0, 0), /type 6 claims to be 2147483648 bytes/],
  ['two lengths that differ', (file) => file.u32(3, 16, 0, 20), /16 bytes does not end with its length/],
  ['a section without byte order', (file) => file.u32(0x0a0d0d0a, 28, 1, 2, 3, 4, 28), /no byte-order magic/],
  [
    'another version',
    (file) => file.block(0x0a0d0d0a, (body) => body.u32(0x1a2b3c4d).u16(2, 0).u32(0, 0)),
    /version 2\.0/,
  ],
];
for (const [name, damage, sentence] of damages)
  test(`${name} ends the reading with one sentence and keeps what was before`, () => {
    const before = packet(
      new Fields(true).section().block(1, (body) => body.u16(1, 0).u32(0)),
      0,
      [1],
    );
    const { frames, end } = readAll(damage(before).whole);
    assert.equal(frames.length, 1);
    assert.match(end.broken?.code ?? '', /^capture-(damaged|version)$/);
    assert.match(end.broken!.text, sentence);
  });

test('an unknown block of 3 GB is skipped without being kept, and its cut is told', () => {
  const start = packet(
    new Fields(true).section().block(1, (body) => body.u16(1, 0).u32(0)),
    0,
    [1],
  );
  const { frames, end } = readAll(
    start.u32(0x0bad, 3_000_000_000).raw(...Array.from({ length: 500 }, () => 0)).whole,
    64,
  );
  assert.equal(frames.length, 1);
  assert.equal(end.broken?.code, 'capture-cut');
  assert.equal(end.broken.needed, 3_000_000_000 - 508);
});

for (const little of [true, false])
  test(`until when it was listened: the latest of all interfaces (${little ? 'little' : 'big'} endian)`, () => {
    const section = new Fields(little).section();
    const described = section
      .block(1, (body) => body.u16(1, 0).u32(0).option(9, [9]).u32(0))
      .block(1, (body) => body.u16(1, 0).u32(0));
    assert.equal('until' in readAll(packet(described, 0, [1, 2, 3, 4]).whole).end, false);
    const micros = 1_700_000_009_000_001n;
    const told = described
      .block(5, (body) => body.u32(1, Number(micros >> 32n), Number(micros & 0xffffffffn)))
      .block(5, (body) => body.u32(0, ...HALVES))
      .block(5, (body) => body.u32(7, 0xffffffff, 0)).whole;
    const { end, frames } = readAll(told);
    assert.deepEqual(end.until, { seconds: 1_700_000_009, nanoseconds: 1000 });
    assert.equal(frames.length, 1);
  });
