import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openCaptureReader } from './capture.ts';
import { Fields, readAll } from './capture-fixtures.test.ts';
import type { WrittenFrame } from './capture-frame.ts';
import { openPcapWriter } from './pcap-writer.ts';
import { openPcapngWriter } from './pcapng-writer.ts';

type Writer = (frames: readonly WrittenFrame[]) => Uint8Array;

function pcap(frames: readonly WrittenFrame[]): Uint8Array {
  const bytes: number[] = [];
  const write = openPcapWriter((part) => bytes.push(...part));
  for (const frame of frames) write(frame);
  return Uint8Array.from(bytes);
}

function pcapng(frames: readonly WrittenFrame[]): Uint8Array {
  const bytes: number[] = [];
  const writer = openPcapngWriter((part) => bytes.push(...part));
  assert.deepEqual([writer.addInterface('eth0'), writer.addInterface('väth1')], [0, 1]);
  for (const frame of frames) writer.frame(frame);
  return Uint8Array.from(bytes);
}

const writers: [string, Writer][] = [
  ['pcap', pcap],
  ['pcapng', pcapng],
];

const frames = fc.record({
  bytes: fc.uint8Array({ maxLength: 90 }),
  seconds: fc.nat(0xffffffff),
  nanoseconds: fc.nat(999_999_999),
  outgoing: fc.constantFrom(true, false, null),
  interfaceIndex: fc.nat(1),
});
const captures = fc.array(frames, { maxLength: 6 });

for (const [format, write] of writers) {
  test(`${format}: what is written is read, in chunks of any size`, () => {
    fc.assert(
      fc.property(captures, fc.integer({ min: 1, max: 200 }), (written, size) => {
        const { frames: read, end } = readAll(write(written), size);
        assert.deepEqual(end, { format, frames: written.length, broken: null });
        const kept = format === 'pcapng';
        assert.deepEqual(
          read,
          written.map(({ bytes, seconds, nanoseconds, outgoing, interfaceIndex }) => ({
            data: [...bytes],
            wireLength: bytes.length,
            linkType: 1,
            hasTime: true,
            seconds,
            nanoseconds,
            outgoing: kept ? outgoing : null,
            interfaceIndex: kept ? interfaceIndex : 0,
            interfaceName: kept ? ['eth0', 'väth1'][interfaceIndex] : '',
          })),
        );
      }),
    );
  });

  test(`${format}: cut anywhere, all whole frames before the cut are kept and it is told`, () => {
    const written = [3, 0, 42].map((length, at) => ({
      bytes: new Uint8Array(length).fill(at + 1),
      wireLength: 60,
      seconds: at,
      nanoseconds: at,
    }));
    const whole = write(written);
    const ends = new Set(written.map((_, at) => write(written.slice(0, at)).length));
    if (format === 'pcapng') ends.add(44).add(84);
    for (let length = 1; length < whole.length; length++) {
      const { frames: read, end } = readAll(whole.subarray(0, length), 7);
      const complete = written.filter((_, at) => write(written.slice(0, at + 1)).length <= length).length;
      assert.equal(read.length, complete, `cut at ${length}`);
      if (length < 4) assert.equal(end.broken?.code, 'not-a-capture');
      else if (ends.has(length)) assert.equal(end.broken, null);
      else {
        assert.equal(end.broken?.code, 'capture-cut', `cut at ${length}`);
        assert.match(end.broken.text, new RegExp(`cut at byte ${length}, in the middle of `));
      }
    }
  });

  test(`${format}: damaged anywhere, nothing throws and little is kept`, () => {
    const whole = write([1, 2, 3].map((at) => ({ bytes: new Uint8Array(50), seconds: at, nanoseconds: 0 })));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 100 }),
        (damages, size) => {
          const bytes = whole.slice();
          for (const [at, value] of damages) bytes[at] = value;
          const { frames: read, end } = readAll(bytes, size);
          assert.equal(end.frames, read.length);
          for (const { data } of read) assert.ok(data.length <= whole.length);
        },
      ),
      { numRuns: 3000 },
    );
  });
}

test('the direction of an old reading does not stay in the next frame', () => {
  const whole = pcapng([
    { bytes: Uint8Array.of(1), seconds: 0, nanoseconds: 0, outgoing: true },
    { bytes: Uint8Array.of(1), seconds: 0, nanoseconds: 0 },
  ]);
  assert.deepEqual(
    readAll(whole).frames.map(({ outgoing }) => outgoing),
    [true, null],
  );
});

test('an empty file and what is no capture are told apart', () => {
  assert.equal(readAll(new Uint8Array(0)).end.broken?.code, 'capture-empty');
  const { end } = readAll(new TextEncoder().encode('hello'), 2);
  assert.equal(end.broken?.code, 'not-a-capture');
  assert.equal(end.broken.text, 'The file is neither pcap nor pcapng: it starts with the bytes 68656c6c.');
  assert.equal(end.format, null);
});

test('after damage the reader is closed and hands out nothing more', () => {
  let seen = 0;
  const reader = openCaptureReader(() => seen++);
  assert.equal(reader.isOpen(), true);
  reader.push(new TextEncoder().encode('%PDF-1.7'));
  assert.equal(reader.isOpen(), false);
  reader.push(pcap([{ bytes: Uint8Array.of(1), seconds: 0, nanoseconds: 0 }]));
  assert.equal(seen, 0);
});

test('any bytes behind a right beginning are read without a throw', () => {
  const starts = [...pcap([])];
  const section = new Fields(true).section().block(1, (body) => body.u16(1, 0).u32(0)).bytes;
  fc.assert(
    fc.property(
      fc.constantFrom(starts, section, section.slice(0, 28)),
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 50 }),
      (start, rest, size) => {
        const file = Uint8Array.from([...start, ...rest]);
        const { frames: read, end } = readAll(file, size);
        assert.equal(end.frames, read.length);
        assert.deepEqual(read, readAll(file).frames);
        assert.deepEqual(end, readAll(file).end);
      },
    ),
    { numRuns: 2000 },
  );
});
