import { chownSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { SystemFault } from '../base/fault.ts';
import type { TokenEntry } from '../ports/door.ts';
import type { TokenShelf } from './tokens.ts';

const ENTRIES = v.array(
  v.object({
    id: v.pipe(v.number(), v.safeInteger()),
    name: v.string(),
    role: v.picklist(['viewer', 'operator', 'admin']),
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    made: v.number(),
    expires: v.nullable(v.number()),
  }),
);

/** Entries in a file that its owner alone may read. */
export function tokenFile(path: string): TokenShelf {
  return {
    read: () => readEntries(path),
    write: (entries) => {
      const fresh = `${path}.${process.pid}`;
      try {
        writeFileSync(fresh, `${JSON.stringify(entries, null, 1)}\n`, { mode: 0o600 });
        if (process.getuid?.() === 0) giveTo(dirname(path), fresh);
        renameSync(fresh, path);
      } catch (cause) {
        throw fileFault(path, cause);
      }
    },
  };
}

/** The service reads it as the user whose folder it is, whoever made the token. */
function giveTo(folder: string, path: string): void {
  const { uid, gid } = statSync(folder);
  chownSync(path, uid, gid);
}

function readEntries(path: string): readonly TokenEntry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileFault(path, cause);
  }
  try {
    return v.parse(ENTRIES, JSON.parse(text));
  } catch {
    throw new SystemFault('damaged', `${path} is no list of tokens`, {
      operation: 'read tokens',
      remedy: 'move it aside, and make new ones with arpist token',
    });
  }
}

function fileFault(path: string, cause: unknown): SystemFault {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new SystemFault('file', `${dirname(path)}: there is no such folder of a service`, {
      operation: 'tokens',
      code,
      remedy: 'start the service once, which makes it, or name its folder with --state DIR',
    });
  return new SystemFault(code === 'EACCES' ? 'rights' : 'file', `cannot use ${path} (${code})`, {
    operation: 'tokens',
    code,
    remedy: 'as root, or as the user of the service',
  });
}
