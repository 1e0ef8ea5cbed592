import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { SystemFault } from '../../base/fault.ts';
import { nativeInside, type Unpacked } from './in-one-file.ts';

/** An address in this process. */
export type Address = bigint;

/**
 * The C library as far as arpist needs it. A call that fails returns `-errno` (read before anything else can change it);
 * none of them throws. Bytes are handed over as they stand, for the length of the call only.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array): number;
  /** Returns the length the kernel wrote into `value`. */
  getsockopt(fd: number, level: number, name: number, value: Uint8Array): number;
  send(fd: number, bytes: Uint8Array, flags: number): number;
  sendto(fd: number, bytes: Uint8Array, address: Uint8Array): number;
  recv(fd: number, bytes: Uint8Array, flags: number): number;
  /** `message` is a struct msghdr in native memory. */
  recvmsg(fd: number, message: Address, flags: number): number;
  write(fd: number, bytes: Uint8Array): number;
  /** `messages` is an array of struct mmsghdr in native memory. */
  sendmmsg(fd: number, messages: Address, count: number, flags: number): number;
  close(fd: number): number;
  /**
   * Closes in a thread of the event loop's pool, for what takes long: a packet socket waits for a grace period of RCU
   * (packet_release in net/packet/af_packet.c), 10 to 30 ms. The process does not end before it is done.
   */
  closeBehind(fd: number): void;
  /** With LOCK_NB it never waits; the lock ends with the descriptor, also when the process is killed. */
  flock(fd: number, operation: number): number;
  eventfd(initial: number, flags: number): number;
  /** `fd` -1 for anonymous memory. A negative address is `-errno`. */
  mmap(length: number, flags: number, fd: number): Address;
  munmap(address: Address, length: number): number;
  /** The memory itself, not a copy: reading it after munmap ends the process. */
  view(address: Address, length: number): ArrayBuffer;
  setns(fd: number, type: number): number;
  /** bpf(2), for which the C library has no function. `attributes` is a union bpf_attr, or the beginning of one. */
  bpf(command: number, attributes: Uint8Array): number;
  unshare(flags: number): number;
  mount(source: string, target: string, type: string | null, flags: number): number;
  umount2(target: string, flags: number): number;
  /** Blocks the thread. */
  sleep(microseconds: number): void;
  /** CLOCK_REALTIME in milliseconds with a fraction: the clock of the kernel's packet timestamps. */
  realtime(): number;
  /** Ends the process at once, all its threads too: nothing of Node's is run any more. */
  _exit(code: number): void;
}

/** The event loop's own poll; undocumented in koffi, so it may be absent. */
export type EventLoopPoll = (fd: number, ready: () => void) => EventLoopPollHandle;

export interface EventLoopPollHandle {
  /** Tells `ready` again and again while the descriptor is readable or in error. */
  start(): void;
  stop(): void;
  close(): void;
}

interface Loaded {
  readonly koffi: typeof Koffi;
  readonly libc: Libc;
}

let loaded: Loaded | undefined;
const require = createRequire(import.meta.url);

let inside: Unpacked | undefined;

/** The path a Worker has to require to have the same FFI, or to dlopen where `ffiInside`. */
export function ffiPath(): string {
  return inside?.path ?? require.resolve('koffi');
}

/** Whether the FFI came out of the program itself: no module can be required then. */
export function ffiInside(): boolean {
  return inside !== undefined;
}

/** Loads the FFI package on the first call, so that commands that need no socket never pay for it. */
export function openLibc(): Libc {
  return load().libc;
}

export function eventLoopPoll(): EventLoopPoll | undefined {
  const node = load().koffi.node as Partial<typeof Koffi.node> | undefined;
  const poll = node?.poll;
  if (typeof poll !== 'function') return undefined;
  return (fd, ready) => {
    let handle: Koffi.node.PollHandle | undefined = poll(fd, ready);
    handle.stop();
    return {
      start: () => handle?.start({ readable: true }, ready),
      stop: () => handle?.stop(),
      close: () => {
        handle?.close();
        handle = undefined;
      },
    };
  };
}

const MACHINES: ReadonlySet<string> = new Set(['x64', 'arm64', 'riscv64', 'loong64', 'ppc64', 's390x']);

function load(): Loaded {
  if (loaded) return loaded;
  if (process.platform !== 'linux' || !MACHINES.has(process.arch)) {
    throw new SystemFault(
      'unsupported',
      `arpist reaches the network on 64-bit Linux only; this is ${process.platform} on ${process.arch}`,
      {
        operation: 'load the C library',
        remedy: 'captures can be read here (arpist read FILE); run the rest on Linux',
      },
    );
  }
  inside = nativeInside();
  const koffi = (inside?.exports ?? koffiBinary() ?? require('koffi')) as typeof Koffi;
  loaded = { koffi, libc: bindLibc(koffi) };
  return loaded;
}

/**
 * The package's own binary for this machine and glibc, by its name: the package reads the header of Node's binary first,
 * which takes longer than loading. undefined where it is not there, or made for another C library (musl).
 */
function koffiBinary(): typeof Koffi | undefined {
  const { arch } = process;
  try {
    const beside = createRequire(ffiPath());
    return beside(`@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`) as typeof Koffi;
  } catch {
    return undefined;
  }
}

const PROT_READ_WRITE = 3;
/** __NR_bpf */
const BPF_CALL: Readonly<Record<string, number>> = {
  x64: 321,
  arm64: 280,
  riscv64: 280,
  loong64: 280,
  ppc64: 361,
  s390x: 351,
};

function bindLibc(koffi: typeof Koffi): Libc {
  const lib = koffi.load(null);
  const ssize = koffi.types.intptr_t;
  const f = (name: string, result: Koffi.TypeObject | string, ...args: string[]) =>
    lib.func(name, result, args) as (...given: unknown[]) => number;
  const orErrno = (result: number): number => (result < 0 ? -koffi.errno() : result);

  const socket = f('socket', 'int', 'int', 'int', 'int');
  const bind = f('bind', 'int', 'int', 'void *', 'uint32_t');
  const setsockopt = f('setsockopt', 'int', 'int', 'int', 'int', 'void *', 'uint32_t');
  const getsockopt = f('getsockopt', 'int', 'int', 'int', 'int', 'void *', 'void *');
  const send = f('send', ssize, 'int', 'void *', 'size_t', 'int');
  const sendto = f('sendto', ssize, 'int', 'void *', 'size_t', 'int', 'void *', 'uint32_t');
  const recv = f('recv', ssize, 'int', 'void *', 'size_t', 'int');
  const recvmsg = f('recvmsg', ssize, 'int', 'intptr_t', 'int');
  const write = f('write', ssize, 'int', 'void *', 'size_t');
  const sendmmsg = f('sendmmsg', 'int', 'int', 'void *', 'unsigned int', 'int');
  const close = lib.func('close', 'int', ['int']);
  const flock = f('flock', 'int', 'int', 'int');
  const eventfd = f('eventfd', 'int', 'unsigned int', 'int');
  const mmap = lib.func('mmap', 'intptr_t', ['void *', 'size_t', 'int', 'int', 'int', 'int64_t']) as (
    ...given: unknown[]
  ) => number | bigint;
  const munmap = f('munmap', 'int', 'void *', 'size_t');
  const setns = f('setns', 'int', 'int', 'int');
  const unshare = f('unshare', 'int', 'int');
  const mount = f('mount', 'int', 'str', 'str', 'str', 'unsigned long', 'void *');
  const umount2 = f('umount2', 'int', 'str', 'int');
  const syscall = lib.func('long syscall(long number, ...)') as (...given: unknown[]) => number;
  const usleep = f('usleep', 'int', 'uint32_t');
  const exitNow = f('_exit', 'void', 'int');
  const clockGettime = f('clock_gettime', 'int', 'int', 'void *');

  const length = new Uint32Array(1);
  const timespec = new BigInt64Array(2);

  return {
    socket: (domain, type, protocol) => orErrno(socket(domain, type, protocol)),
    bind: (fd, address) => orErrno(bind(fd, address, address.length)),
    setsockopt: (fd, level, name, value) => orErrno(setsockopt(fd, level, name, value, value.length)),
    getsockopt: (fd, level, name, value) => {
      length[0] = value.length;
      const result = orErrno(getsockopt(fd, level, name, value, length));
      return result < 0 ? result : length[0];
    },
    send: (fd, bytes, flags) => orErrno(send(fd, bytes, bytes.length, flags)),
    sendto: (fd, bytes, address) => orErrno(sendto(fd, bytes, bytes.length, 0, address, address.length)),
    recv: (fd, bytes, flags) => orErrno(recv(fd, bytes, bytes.length, flags)),
    recvmsg: (fd, message, flags) => orErrno(recvmsg(fd, message, flags)),
    write: (fd, bytes) => orErrno(write(fd, bytes, bytes.length)),
    sendmmsg: (fd, messages, count, flags) => orErrno(sendmmsg(fd, messages, count, flags)),
    close: (fd) => orErrno(close(fd) as number),
    closeBehind: (fd) => {
      try {
        close.async(fd, () => {});
      } catch {
        // So many may wait, and no more: this one is closed at once.
        close(fd);
      }
    },
    flock: (fd, operation) => orErrno(flock(fd, operation)),
    eventfd: (initial, flags) => orErrno(eventfd(initial, flags)),
    mmap: (bytes, flags, fd) => {
      const address = BigInt(mmap(null, bytes, PROT_READ_WRITE, flags, fd, 0));
      return address === -1n ? -BigInt(koffi.errno()) : address;
    },
    munmap: (address, bytes) => orErrno(munmap(address, bytes)),
    view: (address, bytes) => koffi.view(address, bytes),
    setns: (fd, type) => orErrno(setns(fd, type)),
    unshare: (flags) => orErrno(unshare(flags)),
    bpf: (command, attributes) => {
      const call = BPF_CALL[process.arch]!;
      return orErrno(syscall(call, 'int', command, 'void *', attributes, 'unsigned int', attributes.length));
    },
    mount: (source, target, type, flags) => orErrno(mount(source, target, type, flags, null)),
    umount2: (target, flags) => orErrno(umount2(target, flags)),
    sleep: (microseconds) => void usleep(microseconds),
    realtime: () => {
      clockGettime(0, timespec);
      return Number(timespec[0]) * 1000 + Number(timespec[1]) / 1e6;
    },
    _exit: (code) => void exitNow(code),
  };
}
