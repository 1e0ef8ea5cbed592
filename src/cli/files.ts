import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { SystemFault } from '../base/fault.ts';
import type { FileSink } from './io.ts';

const CHUNK = 1 << 18;
const BUFFER = 1 << 16;

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'check the name and the folder',
  EACCES: 'read it as a user who may, or with sudo',
  EISDIR: 'name a file, not a folder',
  ENOSPC: 'make room on the disk, or name a file on another one',
  EDQUOT: 'make room in your quota, or name a file on another disk',
  EROFS: 'name a file on a disk that can be written',
};

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
};

/** The system's refusal in words: of a file, or of stdin and stdout by these names. */
export function fileFault(path: string, operation: 'read' | 'write', cause: unknown): SystemFault {
  const error = cause as NodeJS.ErrnoException;
  const code = error.code ?? '';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const kind = full ? 'disk-full' : code === 'EACCES' || code === 'EPERM' ? 'rights' : 'file';
  const name = path === '-' ? 'stdin' : path;
  return new SystemFault(
    kind,
    `${name} cannot be ${operation === 'read' ? 'read' : 'written'}: ${SENTENCES[code] ?? (code || error.message)}`,
    {
      operation,
      code,
      facts: { file: name },
      remedy: REMEDIES[code] ?? 'check the file and the disk it is on',
    },
  );
}

export async function* openInput(path: string): AsyncGenerator<Uint8Array> {
  try {
    if (path === '-') yield* process.stdin as AsyncIterable<Uint8Array>;
    else yield* chunksOf(path);
  } catch (cause) {
    throw cause instanceof SystemFault ? cause : fileFault(path, 'read', cause);
  }
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const isPlain = (await file.stat()).isFile();
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      // A plain file never waits for anybody, and read at once costs half of a trip through the thread pool; but
      // between two chunks signals and writes must get their turn. A pipe waits, so it is read in the pool.
      if (isPlain) await new Promise((resolve) => setImmediate(resolve));
      const size = isPlain ? readSync(file.fd, buffer) : (await file.read(buffer, 0, CHUNK)).bytesRead;
      if (size === 0) return;
      yield buffer.subarray(0, size);
    }
  } finally {
    await file.close();
  }
}

export function createFile(path: string): FileSink {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w');
  } catch (cause) {
    throw fileFault(path, 'write', cause);
  }
  const buffer = new Uint8Array(BUFFER);
  let filled = 0;
  let closed = false;
  const drain = (bytes: Uint8Array): void => {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    } catch (cause) {
      throw fileFault(path, 'write', cause);
    }
  };
  const flush = (): void => {
    const bytes = buffer.subarray(0, filled);
    filled = 0;
    drain(bytes);
  };
  return {
    write(bytes) {
      if (filled + bytes.length > BUFFER) flush();
      if (bytes.length > BUFFER) drain(bytes);
      else {
        buffer.set(bytes, filled);
        filled += bytes.length;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      try {
        flush();
      } finally {
        closeSync(descriptor);
      }
    },
  };
}
