import {
  constants,
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolders } from './make-folders.ts';
import { SystemFault } from '../base/fault.ts';
import { type FileStanding, standingOf, takingBack } from '../change/own-file.ts';
import type { OwnFiles } from '../ports/files.ts';
import type { PersistFile } from '../ports/journal.ts';
import { whyNotTrusted } from './trusted.ts';
import { writeWhole } from './write-whole.ts';

/** `root` stands before every path; empty for this machine. */
export function openOwnFiles(root = ''): OwnFiles {
  return {
    hindrance: (file) => hindranceOf(root, file),
    before(file) {
      const was = readOurs(root + file.path);
      const folders = missingFolders(root, file.path);
      return { ...file, ...(was === null ? {} : { was }), ...(folders.length === 0 ? {} : { folders }) };
    },
    write(file) {
      const hindrance = hindranceOf(root, file);
      if (hindrance !== null) throw foreignFault(file.path, hindrance);
      write(root, file);
    },
    takeBack(file) {
      const path = root + file.path;
      const { became, put } = takingBack(file, lookAt(path));
      if (put === undefined) return became;
      if (put === null) remove(path);
      else write(root, { ...file, text: put });
      for (const folder of file.folders?.toReversed() ?? []) removeEmpty(root + folder);
      return became;
    },
    remove(path) {
      const there = lookAt(root + path);
      if (there === 'foreign') throw foreignFault(path, `${path} is not what arpist wrote`);
      if (there === 'nothing') return;
      remove(root + path);
      // Folders that hold nothing but what arpist writes.
      const folder = dirname(path);
      if (folder === '/etc/arpist' || folder.endsWith('.network.d')) removeEmpty(root + folder);
    },
  };
}

function write(root: string, file: PersistFile): void {
  const path = root + file.path;
  try {
    makeFolders(dirname(path), 0o755);
    const why = whyNotTrusted(dirname(path));
    if (why !== null) throw untrusted(file.path, why);
    writeWhole(path, Buffer.from(file.text), file.executable ? 0o755 : 0o644);
  } catch (cause) {
    throw cause instanceof SystemFault ? cause : writeFault(file.path, cause as NodeJS.ErrnoException);
  }
}

function remove(path: string): void {
  try {
    rmSync(path);
  } catch (cause) {
    throw writeFault(path, cause as NodeJS.ErrnoException, 'taken away');
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others have files in it by now.
  }
}

function hindranceOf(root: string, { path }: PersistFile): string | null {
  if (lookAt(root + path) === 'foreign') return `${path} is there already, and arpist did not write it`;
  // The nearest folder that is there: the rest is made.
  const why = whyNotTrusted(dirname(root + path));
  return why === null ? null : `${path} cannot be written safely: ${why}`;
}

/** The outermost first. */
function missingFolders(root: string, path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = dirname(path); folder !== '/' && !existsSync(root + folder); folder = dirname(folder))
    missing.unshift(folder);
  return missing;
}

function readOurs(path: string): string | null {
  const there = lookAt(path);
  return typeof there === 'string' ? null : there.text;
}

/** A link, a folder, a pipe, or what may not be read is not ours. */
function lookAt(path: string): FileStanding {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (!facts) return 'nothing';
  if (!facts.isFile()) return 'foreign';
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return standingOf(readFileSync(descriptor, 'utf8'));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return 'foreign';
  }
}

function foreignFault(path: string, sentence: string): SystemFault {
  return new SystemFault('file', sentence, {
    operation: 'write',
    facts: { file: path },
    remedy: 'move it away first, or leave --persist out',
  });
}

function untrusted(path: string, why: string): SystemFault {
  return new SystemFault(
    'file',
    `${path} is not written: ${why}, and root must not write where another one has a hand in it`,
    {
      operation: 'write',
      facts: { file: path },
      remedy: 'have the folder owned by root, and writable by nobody else',
    },
  );
}

function writeFault(
  path: string,
  { code = '', message }: NodeJS.ErrnoException,
  what = 'written',
): SystemFault {
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const kind = full ? 'disk-full' : code === 'EACCES' || code === 'EPERM' ? 'rights' : 'file';
  return new SystemFault(kind, `${path} cannot be ${what} (${code || message})`, {
    operation: 'write',
    code,
    facts: { file: path },
    remedy: full ? 'make room there' : 'check the folder and its rights',
  });
}
