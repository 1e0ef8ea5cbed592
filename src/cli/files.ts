import { closeSync, constants, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { FileSink } from './io.ts';

const BUFFER = 1 << 16;
const NAP_MS = 10;
const MOST_NAPS = 90;
const NAPPING = new Int32Array(new SharedArrayBuffer(4));

/** Root is refused too, where somebody else's link stands in a folder like /tmp (fs.protected_symlinks). */
const REMEDIES_OF_WRITING: Readonly<Record<string, string>> = {
  EACCES: 'name a file in a folder of your own',
};

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'check the name and the folder',
  EACCES: 'read it as a user who may, or with sudo',
  EISDIR: 'name a file, not a folder',
  ENOSPC: 'make room on the disk, or name a file on another one',
  EDQUOT: 'make room in your quota, or name a file on another disk',
  EROFS: 'name a file on a disk that can be written',
  ENXIO: 'start its reader first',
  EAGAIN: 'let its reader keep up, or name a file',
};

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  ENXIO: 'nobody reads from it',
  EAGAIN: 'it is full, and nobody reads from it',
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
      remedy:
        (operation === 'write' ? REMEDIES_OF_WRITING[code] : undefined) ??
        REMEDIES[code] ??
        'check the file and the disk it is on',
    },
  );
}

/** fifo(7): opened in the ordinary way, a FIFO nobody reads holds the whole process, deaf to signals. */
function openForWriting(path: string): number {
  const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const shared = sharedFolderOf(path);
  let descriptor: number;
  try {
    const flags = O_WRONLY | O_CREAT | O_NONBLOCK | (shared === null ? 0 : O_NOFOLLOW);
    descriptor = openSync(path, flags, 0o666);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'ELOOP' && shared !== null
      ? laidThere(path, 'is a link')
      : fileFault(path, 'write', cause);
  }
  try {
    const facts = fstatSync(descriptor);
    const owners = [process.geteuid?.(), shared];
    if (shared !== null && !owners.includes(facts.uid)) throw laidThere(path, `belongs to user ${facts.uid}`);
    if (facts.isFile()) ftruncateSync(descriptor, 0);
    return descriptor;
  } catch (cause) {
    closeSync(descriptor);
    throw cause instanceof SystemFault ? cause : fileFault(path, 'write', cause);
  }
}

/**
 * The owner of a folder as /tmp is, where everybody may put something in the place of a file; null for any other. The
 * kernel holds to the same where fs.protected_symlinks and fs.protected_regular are set (fs/namei.c), which not every
 * machine has.
 */
function sharedFolderOf(path: string): number | null {
  const facts = statSync(dirname(path), { throwIfNoEntry: false });
  const SHARED = 0o1002;
  return facts && (facts.mode & SHARED) === SHARED ? facts.uid : null;
}

function laidThere(path: string, what: string): SystemFault {
  return new SystemFault(
    'file',
    `${path} ${what}, in a folder where everybody may write: somebody may have laid it there`,
    {
      operation: 'write',
      facts: { file: path },
      remedy: 'name a file in a folder of your own',
    },
  );
}

/** A pipe that is full gets a second to be read; then it is a fault, because signals wait as long. */
function writeSome(descriptor: number, bytes: Uint8Array, at: number): number {
  for (let nap = 1; ; nap++)
    try {
      return writeSync(descriptor, bytes, at);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN' || nap > MOST_NAPS) throw cause;
      Atomics.wait(NAPPING, 0, 0, NAP_MS);
    }
}

export function createFile(path: string): FileSink {
  const descriptor = openForWriting(path);
  const buffer = new Uint8Array(BUFFER);
  let filled = 0;
  let closed = false;
  const drain = (bytes: Uint8Array): void => {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSome(descriptor, bytes, at);
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
