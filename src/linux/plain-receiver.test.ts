import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EAGAIN, ENETDOWN } from './ffi/errno.ts';
import { type Libc, openLibc } from './ffi/libc.ts';
import { PlainReceiver } from './plain-receiver.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';

/** A socket of paper, in which `waiting` frames of 42 bytes lie; what is no length comes as an error of the kernel. */
function receiverOf(waiting: number, said: (nth: number) => number = () => 42) {
  let read = 0;
  const libc: Libc = {
    ...openLibc(),
    setsockopt: () => 0,
    sleep: () => undefined,
    recvmsg: () => (read < waiting ? said(read++) : -EAGAIN),
  };
  const receiver = PlainReceiver.open(libc, -1);
  if (typeof receiver === 'number') return assert.fail(String(receiver));
  return { receiver, read: () => read };
}

test('A1: a flood leaves the caller a turn after 4,096 frames, and the next turn goes on where it was', {
  skip,
}, () => {
  const { receiver, read } = receiverOf(10_000);
  let seen = 0;
  const turns = [1, 2, 3, 4].map(() => receiver.drain(() => void seen++));
  assert.deepEqual([turns, seen, read()], [[4096, 4096, 1808, 0], 10_000, 10_000]);
  receiver.close();
});

test('A1: whoever closes it in the midst of a flood is not called again', { skip }, () => {
  const { receiver } = receiverOf(Number.POSITIVE_INFINITY);
  let seen = 0;
  receiver.drain(() => {
    if (++seen === 3) receiver.close();
  });
  assert.deepEqual([seen, receiver.drain(() => void seen++)], [3, 0]);
});

test('an error of the interface is kept, told once, and the frames behind it are read on', { skip }, () => {
  const { receiver } = receiverOf(3, (nth) => (nth === 1 ? -ENETDOWN : 42));
  assert.equal(
    receiver.drain(() => undefined),
    2,
  );
  assert.deepEqual([receiver.takeErrno(), receiver.takeErrno()], [ENETDOWN, 0]);
  receiver.close();
});
