import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReadStream as TerminalInput, isatty } from 'node:tty';
import { promisify } from 'node:util';
import { SystemFault, UsageFault } from '../base/fault.ts';
import { fileFault } from './files.ts';
import type { CommandIo } from './io.ts';

const CHUNK = 1 << 18;
const DEVICE_NAP_MS = 20;

/**
 * As CommandIo has it; when `signal` fires, whatever is waited for ends at once with a SystemFault (`interrupted`).
 * Nothing is ever opened or read in a way that waits inside the system: a thread of the pool that does so keeps the
 * process from ending, also by process.exit().
 */
export async function* openInput(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of path === '-' ? streamed(process.stdin, signal) : chunksOf(path, signal)) {
      if (signal.aborted) break;
      yield chunk;
    }
  } catch (cause) {
    if (!signal.aborted) throw cause instanceof SystemFault ? cause : fileFault(path, 'read', cause);
  }
  if (signal.aborted) throw interruptedReading(path);
}

function chunksOf(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  // fifo(7): opened so, a FIFO that nobody has opened for writing is there at once, and its end is no end but "not yet".
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (isatty(descriptor)) return streamed(new TerminalInput(descriptor), signal);
  const facts = fstatSync(descriptor);
  if (facts.isFIFO())
    return streamed(new Socket({ fd: descriptor, readable: true, writable: false }), signal);
  return facts.isCharacterDevice() ? deviceChunks(descriptor, signal) : fileChunks(descriptor, signal);
}

/** A plain file never waits for anybody, and read at once costs half of a trip through the thread pool; but between two chunks signals and writes must get their turn. */
async function* fileChunks(descriptor: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const buffer = new Uint8Array(CHUNK);
    while (!signal.aborted) {
      await new Promise((resolve) => setImmediate(resolve));
      const size = readSync(descriptor, buffer);
      if (size === 0) return;
      yield buffer.subarray(0, size);
    }
  } finally {
    closeSync(descriptor);
  }
}

const readOnce = promisify(read);

async function* deviceChunks(descriptor: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const buffer = new Uint8Array(CHUNK);
    while (!signal.aborted) {
      const size = await readOnce(descriptor, buffer, 0, CHUNK, null).then(
        ({ bytesRead }) => bytesRead,
        (cause: NodeJS.ErrnoException) => {
          if (cause.code === 'EAGAIN') return null;
          throw cause;
        },
      );
      if (size === 0) return;
      if (size === null) await sleep(DEVICE_NAP_MS);
      else yield buffer.subarray(0, size);
    }
  } finally {
    closeSync(descriptor);
  }
}

async function* streamed(
  stream: NodeJS.ReadStream | Socket,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop);
  try {
    if (!signal.aborted) yield* stream as AsyncIterable<Uint8Array>;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function interruptedReading(path: string): SystemFault {
  return new SystemFault('interrupted', `interrupted while ${path === '-' ? 'stdin' : path} was read`, {
    operation: 'read',
    remedy: '',
  });
}

/** What is read whole and by what bound: `what` names it in the sentence `FILE is larger than 64 MiB, and no list of targets is`. */
export interface Whole {
  readonly most: number;
  readonly what: string;
  readonly remedy: string;
}

/** All bytes of a file or stdin (`-`). Throws SystemFault, and UsageFault beyond the bound. */
export async function readWhole(
  io: Pick<CommandIo, 'openInput'>,
  path: string,
  { most, what, remedy }: Whole,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of io.openInput(path)) {
    size += chunk.length;
    if (size > most) {
      const name = path === '-' ? 'stdin' : path;
      throw new UsageFault(
        name,
        `${name} is larger than ${most / 1024 / 1024} MiB, and no ${what} is`,
        remedy,
      );
    }
    // The chunk is lent until the next one is asked for.
    chunks.push(new Uint8Array(chunk));
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}
