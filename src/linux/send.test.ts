import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EAGAIN, ENETDOWN, ENOBUFS } from './ffi/errno.ts';
import { HOST_LITTLE, IOVEC, MMSGHDR } from './ffi/layouts.ts';
import { type Libc, openLibc } from './ffi/libc.ts';
import { Sender } from './send.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';

/** A kernel of paper that takes frames as long as `room` says so: how many of a group, or -errno. */
function paperKernel(room: (asked: number) => number = (asked) => asked) {
  const real = openLibc();
  const taken: string[] = [];
  const calls: number[] = [];
  const read = (address: bigint, length: number): DataView => new DataView(real.view(address, length));
  const libc: Libc = {
    ...real,
    send: (_, bytes) => {
      calls.push(1);
      const result = room(1);
      if (result < 0) return result;
      taken.push(Buffer.from(bytes).toString('hex'));
      return bytes.length;
    },
    sendmmsg: (_, messages, count) => {
      calls.push(count);
      const result = room(count);
      for (let i = 0; i < result; i++) {
        const header = read(messages + BigInt(i * MMSGHDR.size), MMSGHDR.size);
        assert.equal(header.getBigUint64(MMSGHDR.iovlen, HOST_LITTLE), 1n);
        const iovec = read(header.getBigUint64(MMSGHDR.iov, HOST_LITTLE), IOVEC.size);
        const length = Number(iovec.getBigUint64(IOVEC.length, HOST_LITTLE));
        const bytes = read(iovec.getBigUint64(IOVEC.base, HOST_LITTLE), length);
        taken.push(Buffer.from(bytes.buffer).toString('hex'));
      }
      return result;
    },
  };
  return { sender: new Sender(libc, 0), taken, calls };
}

function batchOf(count: number, size: number) {
  const bytes = new Uint8Array(count * size);
  bytes.forEach((_, at) => (bytes[at] = at % 251));
  return { bytes, size, count };
}

function framesOf({ bytes, size, count }: ReturnType<typeof batchOf>): string[] {
  return Array.from({ length: count }, (_, nth) =>
    Buffer.from(bytes.subarray(nth * size, (nth + 1) * size)).toString('hex'),
  );
}

test('batches of any count and size leave whole and in order', { skip }, () => {
  const { sender, taken, calls } = paperKernel();
  for (const [count, size] of [
    [0, 60],
    [1, 60],
    [2, 42],
    [3, 60],
    [512, 60],
    [1500, 46],
    [513, 60],
    [5, 2048],
    [600, 2048],
    [3, 2049],
    [4, 42],
  ] as const) {
    const batch = batchOf(count, size);
    taken.length = 0;
    assert.deepEqual(sender.send(batch), { sent: count, errno: 0 });
    assert.deepEqual(taken, framesOf(batch), `${count} of ${size}`);
  }
  assert.ok(Math.max(...calls) <= 512);
  sender.close();
});

test('a full queue takes what fits and says which', { skip }, () => {
  let room = 700;
  const limited = (errno: number) => (asked: number) => {
    if (room === 0) return -errno;
    const now = Math.min(asked, room);
    room -= now;
    return now;
  };
  for (const errno of [EAGAIN, ENOBUFS, ENETDOWN]) {
    room = 700;
    const { sender, taken } = paperKernel(limited(errno));
    const batch = batchOf(1000, 60);
    assert.deepEqual(sender.send(batch), { sent: 700, errno });
    assert.deepEqual(taken, framesOf(batch).slice(0, 700));
    room = 1;
    assert.deepEqual(sender.send(batchOf(2, 60)), { sent: 1, errno });
    sender.close();
  }
});

test('nothing of the batch is used after the call', { skip }, () => {
  const { sender, taken } = paperKernel();
  const batch = batchOf(10, 60);
  const expected = framesOf(batch);
  sender.send(batch);
  batch.bytes.fill(0xdb);
  assert.deepEqual(taken, expected);
  sender.send(batch);
  assert.deepEqual(taken.slice(10), framesOf(batch));
  sender.close();
});
