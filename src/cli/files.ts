import { closeSync, openSync, writeSync } from 'node:fs';
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

/** Reads the next chunk while its taker works on this one: two buffers in turns, whatever the size of the file. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  const buffers = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const;
  const readInto = (buffer: Buffer): Promise<{ bytesRead: number; buffer: Buffer }> => {
    const reading = file.read(buffer, 0, CHUNK);
    // It is awaited only if its taker comes back for it.
    reading.catch(() => {});
    return reading;
  };
  try {
    let next = readInto(buffers[0]);
    for (;;) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      next = readInto(buffer === buffers[0] ? buffers[1] : buffers[0]);
      yield buffer.subarray(0, bytesRead);
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
