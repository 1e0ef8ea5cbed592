import { closeSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { Release } from '../ports/journal.ts';
import { EAGAIN, EINTR, errnoName } from './ffi/errno.ts';
import { openLibc } from './ffi/libc.ts';
import { makeStateFolder, openStateFile } from './state-folder.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;
/** Milliseconds that the one who holds it may take: a watchdog reads the journal under it, and is done at once. */
const MOMENT = 800;
const TRY_AGAIN = 15;

/**
 * `lock` in `folder`: whoever has it changes the network, alone. The kernel takes it back when the process ends, however
 * it ends; what stands in the file is for people. `patient`: waits for it as long as it takes, and blocks the whole process
 * meanwhile; else for a moment.
 */
export function takeLock(folder: string, patient = false): Release {
  const path = join(folder, 'lock');
  let descriptor: number;
  try {
    makeStateFolder(folder);
    descriptor = openStateFile(path, 'write');
  } catch (cause) {
    throw cause instanceof SystemFault ? cause : openFault(path, cause as NodeJS.ErrnoException);
  }
  const refused = patient ? lockOnce(descriptor, LOCK_EX) : lockSoon(descriptor);
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

function lockSoon(descriptor: number): number {
  const end = performance.now() + MOMENT;
  for (;;) {
    const refused = lockOnce(descriptor, LOCK_EX | LOCK_NB);
    if (refused !== -EAGAIN || performance.now() >= end) return refused;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_AGAIN);
  }
}

/** Zero, or what flock(2) refused with, below zero. */
function lockOnce(descriptor: number, how: number): number {
  const libc = openLibc();
  for (;;) {
    const refused = libc.flock(descriptor, how);
    if (refused !== -EINTR) return refused;
  }
}

function noteOwner(descriptor: number): void {
  try {
    ftruncateSync(descriptor, 0);
    writeSync(descriptor, `${process.pid}\n`, 0, 'latin1');
  } catch {
    // A full disk: the lock holds without it, and the journal will tell.
  }
}

function openFault(path: string, { code = '' }: NodeJS.ErrnoException): SystemFault {
  const isRights = code === 'EACCES' || code === 'EPERM';
  return new SystemFault(
    isRights ? 'rights' : code === 'ENOSPC' ? 'disk-full' : 'file',
    `The lock ${path} cannot be opened (${code}), and without it nothing is changed`,
    {
      operation: 'lock',
      code,
      facts: { file: path },
      remedy: isRights
        ? 'run it with sudo'
        : 'with ARPIST_STATE name a folder of your own, in which nobody else may write',
    },
  );
}

function lockFault(path: string, errno: number): SystemFault {
  const code = errnoName(errno);
  const details = { operation: 'lock', code, facts: { file: path } };
  if (errno !== EAGAIN)
    return new SystemFault('unsupported', `The lock ${path} cannot be taken (${code})`, {
      ...details,
      remedy: 'with ARPIST_STATE name a folder of your own on a local disk',
    });
  const owner = readFileSync(path, 'latin1').trim();
  return new SystemFault(
    'busy',
    `Another arpist is changing this machine (process ${owner || 'unknown'}): nothing was changed`,
    { ...details, remedy: 'try again when it has ended' },
  );
}
