import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../base/time.ts';
import type { HeardFrame } from '../ports/link.ts';
import { EINVAL, ENOMEM } from './ffi/errno.ts';
import {
  BLOCK,
  HOST_LITTLE,
  MAP_ANONYMOUS,
  MAP_PRIVATE,
  PACKET3,
  PACKET_RX_RING,
  TP_STATUS_KERNEL,
  TP_STATUS_USER,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
} from './ffi/layouts.ts';
import { type Libc, openLibc } from './ffi/libc.ts';
import { ReceiveRing } from './ring.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';

interface Written {
  readonly bytes: readonly number[];
  readonly wire?: number;
  readonly tag?: { readonly tci: number; readonly tpid?: number };
  readonly pkttype?: number;
  readonly sec?: number;
  readonly nsec?: number;
}

/** A kernel of paper that fills a ring in ordinary memory. */
function paperKernel(refuse: (blockSize: number, blocks: number) => number = () => 0) {
  const real = openLibc();
  const asked: [number, number][] = [];
  let memory = new DataView(new ArrayBuffer(0));
  let shape: [number, number] = [0, 0];
  let unmapped = 0;
  let next = 0;
  const retires: number[] = [];
  const libc: Libc = {
    ...real,
    setsockopt: (_, __, name, value) => {
      if (name !== PACKET_RX_RING) return 0;
      const view = new DataView(value.buffer);
      shape = [view.getUint32(0, HOST_LITTLE), view.getUint32(4, HOST_LITTLE)];
      asked.push(shape);
      retires.push(view.getUint32(16, HOST_LITTLE));
      return refuse(...shape);
    },
    mmap: (length) => {
      const address = real.mmap(length, MAP_PRIVATE | MAP_ANONYMOUS, -1);
      memory = new DataView(real.view(address, length));
      return address;
    },
    munmap: (address, length) => {
      unmapped++;
      memory = new DataView(new ArrayBuffer(0));
      return real.munmap(address, length);
    },
  };
  const u32 = (at: number, value: number): void => memory.setUint32(at, value, HOST_LITTLE);
  const u16 = (at: number, value: number): void => memory.setUint16(at, value, HOST_LITTLE);

  const writeFrame = (at: number, frame: Written): number => {
    const { bytes, wire = bytes.length, tag, pkttype = 0, sec = 0, nsec = 0 } = frame;
    const mac = 82;
    const size = (mac + bytes.length + 15) & ~15;
    u32(at + PACKET3.next, size);
    u32(at + PACKET3.sec, sec);
    u32(at + PACKET3.nsec, nsec);
    u32(at + PACKET3.snaplen, bytes.length);
    u32(at + PACKET3.len, wire);
    const tagged =
      tag?.tpid === undefined ? TP_STATUS_VLAN_VALID : TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
    u32(at + PACKET3.status, TP_STATUS_USER | (tag ? tagged : 0));
    u16(at + PACKET3.mac, mac);
    u32(at + PACKET3.vlanTci, tag?.tci ?? 0xffff);
    u16(at + PACKET3.vlanTpid, tag?.tpid ?? 0xffff);
    memory.setUint8(at + PACKET3.pkttype, pkttype);
    bytes.forEach((byte, offset) => memory.setUint8(at + mac + offset, byte));
    return size;
  };

  return {
    libc,
    asked,
    retires,
    unmapped: () => unmapped,
    statusOf: (block: number) => memory.getUint32(block * shape[0] + BLOCK.status, HOST_LITTLE),
    /** Fills the next block and gives it to the reader. */
    fill(...frames: readonly Written[]): void {
      const start = next * shape[0];
      let at = start + 48;
      for (const frame of frames) at += writeFrame(at, frame);
      u32(start + BLOCK.packets, frames.length);
      u32(start + BLOCK.firstPacket, 48);
      u32(start + BLOCK.status, TP_STATUS_USER);
      next = (next + 1) % shape[1];
    },
  };
}

test('a lone frame is kept back for two milliseconds, or as long as it was said', () => {
  for (const [gather, retire] of [
    [undefined, 2],
    [75, 75],
  ] as const) {
    const kernel = paperKernel();
    assert.ok(ReceiveRing.open(kernel.libc, 0, { ringBytes: 1, gather }) instanceof ReceiveRing);
    assert.equal(kernel.retires.at(-1), retire);
  }
});

function opened(kernel: ReturnType<typeof paperKernel>, ringBytes = 1): ReceiveRing {
  const ring = ReceiveRing.open(kernel.libc, 0, { ringBytes });
  assert.ok(ring instanceof ReceiveRing);
  return ring;
}

function drained(ring: ReceiveRing): HeardFrame[] {
  const frames: HeardFrame[] = [];
  const count = ring.drain((frame) => frames.push({ ...frame, bytes: frame.bytes.slice() }));
  assert.equal(count, frames.length);
  return frames;
}

const counting = (length: number, from = 0): number[] => Array.from({ length }, (_, at) => (from + at) & 255);

test('frames come in order, with their stamps and lengths, and blocks go back', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  assert.deepEqual(drained(ring), []);
  kernel.fill(
    { bytes: counting(60), sec: 1_700_000_000, nsec: 123_456_789 },
    { bytes: counting(42, 7), pkttype: 4 },
  );
  kernel.fill();
  kernel.fill({ bytes: counting(300), wire: 9000 });
  assert.deepEqual(drained(ring), [
    {
      bytes: Uint8Array.from(counting(60)),
      wireLength: 60,
      at: instantOf(1_700_000_000, 123_456_789),
      outgoing: false,
    },
    { bytes: Uint8Array.from(counting(42, 7)), wireLength: 42, at: 0, outgoing: true },
    { bytes: Uint8Array.from(counting(300)), wireLength: 9000, at: 0, outgoing: false },
  ]);
  assert.deepEqual([0, 1, 2].map(kernel.statusOf), [0, 0, 0].fill(TP_STATUS_KERNEL));
  ring.close();
});

test('the tag goes back to where it was', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  const tag = { tci: 0xe00a, tpid: 0x88a8 };
  kernel.fill(
    { bytes: counting(60), tag },
    { bytes: counting(300), tag: { tci: 5 } },
    { bytes: counting(14), tag },
    { bytes: counting(12), tag },
    { bytes: counting(11), tag },
    { bytes: [], tag },
  );
  const [long, longer, least, addresses, short, empty] = drained(ring);
  assert.deepEqual([...long!.bytes], [...counting(12), 0x88, 0xa8, 0xe0, 0x0a, ...counting(48, 12)]);
  assert.equal(long!.wireLength, 64);
  assert.deepEqual([...longer!.bytes], [...counting(12), 0x81, 0x00, 0x00, 0x05, ...counting(288, 12)]);
  assert.deepEqual([...least!.bytes], [...counting(12), 0x88, 0xa8, 0xe0, 0x0a, 12, 13]);
  assert.deepEqual([...addresses!.bytes], [...counting(12), 0x88, 0xa8, 0xe0, 0x0a]);
  assert.deepEqual([[...short!.bytes], short!.wireLength], [counting(11), 11]);
  assert.deepEqual([empty!.bytes.length, empty!.wireLength], [0, 0]);
  ring.close();
});

test('goes round for ever', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  for (let round = 0; round < 50; round++) {
    kernel.fill({ bytes: [round] }, { bytes: [round + 1] });
    kernel.fill({ bytes: [round + 2] });
    assert.deepEqual(
      drained(ring).map(({ bytes }) => bytes[0]),
      [round, round + 1, round + 2],
    );
  }
  ring.close();
});

test('a kernel that fills faster than we read does not hold us for ever', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  kernel.fill({ bytes: [1] });
  let visits = 0;
  ring.drain(() => {
    visits++;
    assert.ok(visits < 1000);
    kernel.fill({ bytes: [1] });
  });
  const [, blocks] = kernel.asked[0]!;
  assert.equal(visits, blocks);
  ring.close();
});

test('a visitor that throws loses one frame, and its block is kept until it is read', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  kernel.fill({ bytes: [1] }, { bytes: [2] }, { bytes: [3] });
  const fall = (): never => {
    throw new Error('visitor');
  };
  assert.throws(() => ring.drain(fall), /visitor/);
  assert.equal(kernel.statusOf(0), TP_STATUS_USER);
  assert.throws(() => ring.drain(fall), /visitor/);
  assert.deepEqual(
    drained(ring).map(({ bytes }) => bytes[0]),
    [3],
  );
  assert.equal(kernel.statusOf(0), TP_STATUS_KERNEL);
  kernel.fill({ bytes: [4] });
  assert.equal(drained(ring).length, 1);
  ring.close();
});

test('the last frame of a block is lost by a visitor that throws too, and not told again', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  kernel.fill({ bytes: [1] });
  kernel.fill({ bytes: [2] });
  assert.throws(() =>
    ring.drain(() => {
      throw new Error('visitor');
    }),
  );
  assert.deepEqual(
    drained(ring).map(({ bytes }) => bytes[0]),
    [2],
  );
  assert.deepEqual([0, 1].map(kernel.statusOf), [TP_STATUS_KERNEL, TP_STATUS_KERNEL]);
  ring.close();
});

test('a visitor that drains gets nothing and breaks nothing', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  kernel.fill({ bytes: [1] }, { bytes: [2] });
  const seen: number[] = [];
  ring.drain(({ bytes }) => {
    assert.equal(
      ring.drain(() => assert.fail('twice')),
      0,
    );
    seen.push(bytes[0]!);
  });
  assert.deepEqual(seen, [1, 2]);
  ring.close();
});

test('closing unmaps once, and not while a visitor looks', { skip }, () => {
  const kernel = paperKernel();
  const ring = opened(kernel);
  kernel.fill({ bytes: counting(60) }, { bytes: counting(60) });
  const heard = ring.drain(({ bytes }) => {
    ring.close();
    ring.close();
    assert.equal(kernel.unmapped(), 0);
    assert.equal(bytes[59], 59);
  });
  assert.deepEqual([heard, kernel.unmapped()], [1, 1]);
  assert.equal(
    ring.drain(() => assert.fail('closed')),
    0,
  );
  ring.close();
  assert.equal(kernel.unmapped(), 1);

  const other = paperKernel();
  const thrown = opened(other);
  other.fill({ bytes: [1] });
  assert.throws(() =>
    thrown.drain(() => {
      thrown.close();
      throw new Error('visitor');
    }),
  );
  assert.equal(other.unmapped(), 1);
});

test('takes less when the kernel has no more, and larger blocks where pages are large', { skip }, () => {
  const short = paperKernel((size, blocks) => (size * blocks > 1_000_000 ? -ENOMEM : 0));
  opened(short, 4_000_000).close();
  const sizes = short.asked.map(([size, blocks]) => size * blocks);
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
  assert.ok(sizes.at(-1)! <= 1_000_000 && sizes.at(-1)! > 400_000);

  const pages = paperKernel((size) => (size % 0x10000 === 0 ? 0 : -EINVAL));
  opened(pages, 4_000_000).close();
  assert.deepEqual(pages.asked.at(-1), [0x10000, 62]);

  const none = paperKernel(() => -ENOMEM);
  assert.equal(ReceiveRing.open(none.libc, 0, { ringBytes: 4_000_000 }), -ENOMEM);
  assert.equal(ReceiveRing.open(paperKernel(() => -EINVAL).libc, 0, { ringBytes: 1 }), -EINVAL);
});
