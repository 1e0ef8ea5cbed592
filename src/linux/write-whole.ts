import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

/** All of it (at `from`, or where the file is), however little a write takes: one on a disk that is nearly full is short, and no error. Throws as Node does. */
export function writeAll(descriptor: number, bytes: Uint8Array, from: number | null = null): void {
  for (let at = 0; at < bytes.length; )
    at += writeSync(descriptor, bytes, at, bytes.length - at, from === null ? null : from + at);
}

/**
 * The file is there whole, on the disk, and read back, or as it was before. A link of its name is replaced, never
 * followed. Throws as Node does.
 */
export function writeWhole(path: string, bytes: Uint8Array, mode: number): void {
  const fresh = `${path}.arpist-new`;
  try {
    // What a killed one left, or somebody laid there.
    rmSync(fresh, { force: true });
    const descriptor = openSync(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    try {
      writeAll(descriptor, bytes);
      fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (!readFileSync(fresh).equals(bytes))
      throw Object.assign(new Error('it reads back otherwise than it was written'), { code: 'EIO' });
    renameSync(fresh, path);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw cause;
  }
  syncFolder(dirname(path));
}

/** The name itself is on the disk, too. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, O_RDONLY);
  try {
    fsyncSync(descriptor);
  } catch {
    // Some file systems have no such thing for folders.
  } finally {
    closeSync(descriptor);
  }
}
