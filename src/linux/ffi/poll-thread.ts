import type * as Koffi from 'koffi';
import { EFD_CLOEXEC, EFD_NONBLOCK } from './layouts.ts';
import { ffiInside, ffiPath, type Libc } from './libc.ts';

/** A thread that blocks in poll(2). It fulfils each wish once; a new wish takes the place of the one before. */
export interface PollThread {
  /** Tells once which of `fds` are readable or in error, as soon as any is. An empty list takes the wish back. */
  wish(fds: readonly number[], tell: (ready: readonly number[]) => void): void;
  /** Returns before the thread has ended; the thread ends at once. */
  close(): void;
}

interface Given {
  readonly koffi: string;
  /** `koffi` is no module, but what dlopen takes. */
  readonly native: boolean;
  readonly bell: number;
  /** Shared: 1 as soon as the FFI package is loaded. */
  readonly loaded: Int32Array;
}

/** A thread that is ended while it loads a native package takes the process along with SIGABRT. */
const LOADED_WITHIN = 2000;

/** [number of the wish, the descriptors]; null: end. Told is what was wished for with those descriptors that are ready. */
type Wish = readonly [number, readonly number[]] | null;
type Told = readonly [number, readonly number[]];

/**
 * What the thread runs. It is carried over as text, so that no file has to be found at run time, bundled or not: it must
 * name nothing from outside of it, and no `require` or `import` that a bundler would rewrite.
 */
function threadBody(): void {
  const { parentPort, receiveMessageOnPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const given = workerData as Given;
  const own = { exports: {} };
  if (given.native) process.dlopen(own, given.koffi);
  const koffi = (
    given.native
      ? own.exports
      : process.getBuiltinModule('node:module').createRequire(given.koffi)(given.koffi)
  ) as typeof Koffi;
  const lib = koffi.load(null);
  const poll = lib.func('poll', 'int', ['void *', 'unsigned long', 'int']);
  const read = lib.func('read', 'intptr_t', ['int', 'void *', 'size_t']);
  Atomics.store(given.loaded, 0, 1);
  Atomics.notify(given.loaded, 0);
  const count = new Uint8Array(8);
  const port = parentPort!;
  const little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  let number = 0;
  let fds: readonly number[] = [];
  for (;;) {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
      const wish = (next as { message: Wish }).message;
      if (wish === null) return port.close();
      [number, fds] = wish;
    }
    const all = [given.bell, ...fds];
    const polled = new Uint8Array(all.length * 8);
    const view = new DataView(polled.buffer);
    all.forEach((fd, at) => {
      view.setInt32(at * 8, fd, little);
      view.setInt16(at * 8 + 4, 1, little);
    });
    poll(polled, all.length, -1);
    // The bell is written to after every message, so none can be missed between the look and the poll.
    if (view.getInt16(6, little) !== 0) read(given.bell, count, 8);
    const ready = fds.filter((_, at) => view.getInt16(at * 8 + 14, little) !== 0);
    if (ready.length === 0) continue;
    fds = [];
    port.postMessage([number, ready]);
  }
}

/** Starts the thread. It does not keep the process alive, and ends with it. */
export function openPollThread(libc: Libc): PollThread {
  const bell = libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (bell < 0) throw new RangeError(`no eventfd: errno ${-bell}`);
  // Not imported: the event loop's own poll mostly does, and then the module is never loaded.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const loaded = new Int32Array(new SharedArrayBuffer(4));
  const workerData: Given = { koffi: ffiPath(), native: ffiInside(), bell, loaded };
  const worker = new Worker(`(${threadBody.toString()})()`, { eval: true, workerData });
  const one = new Uint8Array(new BigUint64Array([1n]).buffer);
  let number = 0;
  let tellWish: ((ready: readonly number[]) => void) | undefined;
  let closed = false;

  const tell = (wish: Wish): void => {
    worker.postMessage(wish);
    libc.write(bell, one);
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    process.removeListener('exit', end);
    tell(null);
  };
  const end = (): void => {
    close();
    Atomics.wait(loaded, 0, 0, LOADED_WITHIN);
  };
  worker.on('message', ([told, ready]: Told) => {
    if (told !== number) return;
    const tellNow = tellWish;
    tellWish = undefined;
    tellNow?.(ready);
  });
  worker.on('exit', () => libc.close(bell));
  worker.unref();
  // A thread that blocks in a system call cannot be terminated: without the bell the process would not end.
  process.on('exit', end);

  return {
    wish(fds, onReady) {
      if (closed) return;
      number++;
      tellWish = onReady;
      tell([number, fds]);
    },
    close,
  };
}
