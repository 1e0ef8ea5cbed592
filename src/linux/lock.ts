import { closeSync, mkdirSync, openSync, readFileSync, writeSync, ftruncateSync } from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { Release } from '../ports/journal.ts';
import { EAGAIN, EINTR, errnoName } from './ffi/errno.ts';
import { openLibc } from './ffi/libc.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;

/**
 * `lock` in `folder`: whoever has it changes the network, alone. The kernel takes it back when the process ends, however
 * it ends; what stands in the file is for people. `patient`: waits for it, and blocks the whole process meanwhile.
 */
export function takeLock(folder: string, patient = false): Release {
  const path = join(folder, 'lock');
  let descriptor: number;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    descriptor = openSync(path, 'a+', 0o600);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new SystemFault(
      code === 'EACCES' || code === 'EPERM' ? 'rights' : 'file',
      `The lock ${path} cannot be opened (${code}), and without it nothing is changed`,
      { operation: 'lock', code, facts: { file: path }, remedy: 'name a folder with ARPIST_STATE' },
    );
  }
  const libc = openLibc();
  let refused: number;
  do refused = libc.flock(descriptor, patient ? LOCK_EX : LOCK_EX | LOCK_NB);
  while (refused === -EINTR);
  if (refused < 0) {
    closeSync(descriptor);
    throw lockFault(path, -refused);
  }
  noteOwner(descriptor);
  let held = true;
  return {
    release() {
      if (held) closeSync(descriptor);
      held = false;
    },
  };
}

function noteOwner(descriptor: number): void {
  try {
    ftruncateSync(descriptor, 0);
    writeSync(descriptor, `${process.pid}\n`);
  } catch {
    // A full disk: the lock holds without it, and the journal will tell.
  }
}

function lockFault(path: string, errno: number): SystemFault {
  const code = errnoName(errno);
  const details = { operation: 'lock', code, facts: { file: path } };
  if (errno !== EAGAIN)
    return new SystemFault('unsupported', `The lock ${path} cannot be taken (${code})`, {
      ...details,
      remedy: 'name a folder on a local disk with ARPIST_STATE',
    });
  const owner = readFileSync(path, 'latin1').trim();
  return new SystemFault(
    'busy',
    `Another arpist is changing this machine (process ${owner || 'unknown'}): nothing was changed`,
    { ...details, remedy: 'try again when it has ended' },
  );
}
