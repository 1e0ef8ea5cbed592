import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { Journal } from '../ports/journal.ts';

/**
 * `journal` in `folder`: JSON Lines, only ever added to. `{"v":1,"type":"intent","id","at","namespace","command","changes",
 * "undo"}` stands on the disk before a change is made, `{"v":1,"type":"outcome","id","at","refused"}` behind it. An
 * intent without an outcome may have been made in part.
 */
export function openJournal(folder: string): Journal {
  const path = join(folder, 'journal');
  return {
    begin(intent) {
      const id = `${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`;
      const head = { v: 1, type: 'intent', id, at: Date.now(), namespace: namespaceName() };
      append(folder, path, { ...head, ...intent });
      return id;
    },
    end(id, refused) {
      append(folder, path, { v: 1, type: 'outcome', id, at: Date.now(), refused });
    },
  };
}

/** One write for the whole line, so that lines of two processes do not mix (O_APPEND). */
function append(folder: string, path: string, line: object): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const descriptor = openSync(path, 'a', 0o600);
    try {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw journalFault(path, cause as NodeJS.ErrnoException);
  }
}

function journalFault(path: string, { code = '', message }: NodeJS.ErrnoException): SystemFault {
  const kind = code === 'EACCES' || code === 'EPERM' ? 'rights' : code === 'ENOSPC' ? 'disk-full' : 'file';
  return new SystemFault(
    kind,
    `The journal ${path} cannot be written (${code || message}), and what could not be undone is not changed`,
    {
      operation: 'write journal',
      code,
      facts: { file: path },
      remedy:
        kind === 'rights'
          ? 'run it with sudo: changing the network needs the capability CAP_NET_ADMIN; or name a folder with ARPIST_STATE'
          : 'make room there, or name a folder with ARPIST_STATE',
    },
  );
}

/** `net:[4026531840]`: to which network the addresses belong. */
function namespaceName(): string | null {
  try {
    return readlinkSync('/proc/thread-self/ns/net');
  } catch {
    return null;
  }
}
