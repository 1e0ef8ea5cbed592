import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemFault } from '../../base/fault.ts';

/** open(2): a file without a name, as include/uapi/asm-generic/fcntl.h has it; Node names only its other half. */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;
const OWNER_ONLY = 0o600;
const ASSET = 'koffi.node';

export interface Unpacked {
  /** What dlopen is given. It leads to the descriptor, which stays open: nobody can put another file there. */
  readonly path: string;
  readonly exports: unknown;
}

/** The native package that lies in the program itself; undefined where the program is no single file. */
export function nativeInside(): Unpacked | undefined {
  const sea = process.getBuiltinModule('node:sea');
  if (!sea.isSea()) return undefined;
  return unpack(new Uint8Array(sea.getAsset(ASSET)), places(process.env), loadNative);
}

/** Memory first: nothing is left on a disk, and it may nearly always be run from. */
function places(env: NodeJS.ProcessEnv): readonly string[] {
  const own = env['XDG_RUNTIME_DIR'];
  return ['/dev/shm', ...(own?.startsWith('/') ? [own] : []), '/run', tmpdir(), '/var/tmp'];
}

function loadNative(path: string): unknown {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
}

/**
 * Writes `bytes` to a file without a name in the first of `folders` that takes it and may be run from, and loads it by its
 * descriptor. Throws SystemFault `unsupported` when none does, with what each said.
 */
export function unpack(
  bytes: Uint8Array,
  folders: readonly string[],
  load: (path: string) => unknown,
): Unpacked {
  const said: string[] = [];
  for (const folder of folders) {
    let fd: number | undefined;
    try {
      fd = openNameless(folder);
      writeAll(fd, bytes);
      const path = `/proc/self/fd/${fd}`;
      return { path, exports: load(path) };
    } catch (cause) {
      if (fd !== undefined) closeSync(fd);
      said.push(`${folder}: ${whatFailed(cause)}`);
    }
  }
  throw new SystemFault(
    'unsupported',
    `arpist is one file, and found no place to unpack its native part to (${said.join('; ')})`,
    {
      operation: 'load the C library',
      remedy: 'give it a folder that may be written to and run from: TMPDIR=/path arpist …',
    },
  );
}

function openNameless(folder: string): number {
  try {
    return openSync(folder, O_TMPFILE | constants.O_RDWR, OWNER_ONLY);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    // What a file system says that has no files without names (an overlay before Linux 6.1 is one).
    if (!['EOPNOTSUPP', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(code)) throw cause;
  }
  const name = join(folder, `.arpist-${randomBytes(12).toString('hex')}`);
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
  const fd = openSync(name, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR, OWNER_ONLY);
  unlinkSync(name);
  return fd;
}

/** Read back: a disk that is full or broken is found here, and not by a crash in what was loaded. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  const back = new Uint8Array(fstatSync(fd).size);
  for (let at = 0; at < back.length; ) {
    const got = readSync(fd, back, at, back.length - at, at);
    if (got === 0) break;
    at += got;
  }
  if (Buffer.compare(back, bytes) !== 0) throw new Error('what was written is not what is read');
}

function whatFailed(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_DLOPEN_FAILED') return /map segment/.test(message) ? 'mounted noexec' : message;
  return code ?? message;
}
