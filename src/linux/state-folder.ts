import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { makeFolders } from './make-folders.ts';
import { SystemFault } from '../base/fault.ts';
import { whyNoPlainFile, whyNotTrusted } from './trusted.ts';

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

export type Access = 'read' | 'write';

/** Makes the folder where it is missing. Throws as Node does, and SystemFault when others have a hand in it. */
export function makeStateFolder(folder: string): void {
  mustBeTrusted(folder);
  makeFolders(folder, 0o755);
  mustBeTrusted(folder);
}

/** Throws SystemFault. */
export function mustBeTrusted(folder: string): void {
  const why = whyNotTrusted(folder);
  if (why !== null) throw untrusted(why);
}

/**
 * A file in the state folder, made where it is missing and is to be written. No link is followed, and no pipe waited
 * for. Throws as Node does, and SystemFault when it is not ours alone.
 */
export function openStateFile(path: string, access: Access): number {
  const flags = access === 'read' ? O_RDONLY : O_RDWR | O_CREAT;
  const descriptor = openedAt(path, flags | O_NOFOLLOW | O_NONBLOCK);
  const why = whyNoPlainFile(path, fstatSync(descriptor));
  if (why === null) return descriptor;
  closeSync(descriptor);
  throw untrusted(why);
}

function openedAt(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ELOOP') throw untrusted(`${path} is a link`);
    throw cause;
  }
}

function untrusted(why: string): SystemFault {
  return new SystemFault(
    'file',
    `${why}, and root must not write where another one has a hand in it: nothing was changed`,
    {
      operation: 'open state',
      remedy: 'with ARPIST_STATE name a folder of your own, in which nobody else may write',
    },
  );
}
