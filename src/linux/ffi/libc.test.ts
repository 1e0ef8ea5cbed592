import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { errnoName } from './errno.ts';
import { EFD_CLOEXEC, EFD_NONBLOCK, HOST_LITTLE, int32, SO_ERROR, SOL_SOCKET } from './layouts.ts';
import { eventLoopPoll, openLibc } from './libc.ts';
import { allocate } from './native.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';
const EBADF = 9;
const ENOTSOCK = 88;
const EAGAIN = 11;

test('a call that fails tells its own errno', { skip }, () => {
  const libc = openLibc();
  assert.equal(libc.close(-1), -EBADF);
  assert.equal(libc.mmap(4096, 1, 9999), BigInt(-EBADF));
  assert.deepEqual([errnoName(EBADF), errnoName(4095)], ['EBADF', 'errno 4095']);
});

test('bytes go in and come out', { skip }, () => {
  const libc = openLibc();
  const fd = libc.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  assert.ok(fd > 2);
  assert.equal(libc.setsockopt(fd, SOL_SOCKET, SO_ERROR, int32(0)), -ENOTSOCK);
  assert.equal(libc.recv(fd, new Uint8Array(8), 0), -ENOTSOCK);
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, 3n, HOST_LITTLE);
  assert.equal(libc.write(fd, value), 8);
  new DataView(value.buffer).setBigUint64(0, 2n ** 64n - 2n, HOST_LITTLE);
  assert.equal(libc.write(fd, value), -EAGAIN);
  assert.equal(libc.close(fd), 0);
});

test('the clock is the system clock', { skip }, () => {
  const before = Date.now();
  const now = openLibc().realtime();
  assert.ok(now >= before - 1 && now <= Date.now() + 1);
});

test('native memory is ours to write, all of it', { skip }, () => {
  const native = allocate(openLibc(), 100_000);
  assert.equal(native.bytes.length, 100_000);
  assert.ok(native.bytes.every((byte) => byte === 0));
  native.bytes.fill(7);
  assert.equal(native.bytes.at(-1), 7);
  native.free();
});

test('the event loop tells that a descriptor is ready until it is stopped', { skip }, async () => {
  const libc = openLibc();
  const poll = eventLoopPoll();
  assert.ok(poll);
  const fd = libc.eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
  let told = 0;
  const handle = poll(fd, () => {
    told++;
    if (told === 3) handle.stop();
  });
  const turn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 5));
  await turn();
  assert.equal(told, 0);
  handle.start();
  for (let turns = 0; turns < 100 && told < 3; turns++) await turn();
  await turn();
  assert.equal(told, 3);
  handle.close();
  // Harmless on a closed handle: koffi's own would end the process.
  handle.stop();
  handle.start();
  libc.close(fd);
});

test('the FFI package is not loaded before it is needed', { skip }, () => {
  const host = new URL('../host.ts', import.meta.url).href;
  const clock = new URL('../clock.ts', import.meta.url).href;
  const script = `
    import { createRequire } from 'node:module';
    import { openHost } from '${host}';
    import { openClock } from '${clock}';
    openHost();
    const clock = openClock();
    await clock.wait(clock.now() + 1);
    const loaded = () => Object.keys(createRequire('${host}').cache).some((path) => path.includes('koffi'));
    const before = loaded();
    openHost().interfaces();
    console.log(before, loaded());`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(stdout.trim(), 'false true');
});
