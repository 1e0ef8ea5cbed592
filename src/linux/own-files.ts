import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import { OWN_MARK, type OwnFiles } from '../ports/files.ts';
import type { PersistFile } from '../ports/journal.ts';

const HEADER_LINES = 5;

/** `root` stands before every path; empty for this machine. */
export function openOwnFiles(root = ''): OwnFiles {
  return {
    hindrance: (file) => hindranceOf(root, file),
    write(file) {
      const path = root + file.path;
      if (hindranceOf(root, file) !== null) throw foreignFault(file.path);
      const fresh = `${path}.arpist-new`;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
        const descriptor = openSync(fresh, 'w', file.executable ? 0o755 : 0o644);
        try {
          writeSync(descriptor, file.text);
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        renameSync(fresh, path);
      } catch (cause) {
        rmSync(fresh, { force: true });
        throw writeFault(file, cause as NodeJS.ErrnoException);
      }
    },
    remove({ path }) {
      const there = readThere(root + path);
      if (there === null) return 'gone';
      if (!isOurs(there)) return 'foreign';
      rmSync(root + path);
      return 'removed';
    },
  };
}

function hindranceOf(root: string, { path }: PersistFile): string | null {
  const there = readThere(root + path);
  if (there === null || isOurs(there)) return null;
  return `${path} is there already, and arpist did not write it`;
}

function isOurs(text: string): boolean {
  return text.split('\n', HEADER_LINES).some((line) => line.includes(OWN_MARK));
}

function readThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    // A folder, or a file that may not be read: it is not ours.
    return '';
  }
}

function foreignFault(path: string): SystemFault {
  return new SystemFault('file', `${path} is there already, and arpist did not write it`, {
    operation: 'write',
    facts: { file: path },
    remedy: 'move it away first, or leave --persist out',
  });
}

function writeFault({ path }: PersistFile, { code = '', message }: NodeJS.ErrnoException): SystemFault {
  const kind = code === 'ENOSPC' ? 'disk-full' : code === 'EACCES' || code === 'EPERM' ? 'rights' : 'file';
  return new SystemFault(kind, `${path} cannot be written (${code || message})`, {
    operation: 'write',
    code,
    facts: { file: path },
    remedy: 'the change itself stands; write the file again with: arpist apply FILE --persist',
  });
}
