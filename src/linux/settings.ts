import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Outcome } from '../ports/neighbours.ts';

const ROOT = '/proc/sys/net/ipv4';
export const MADE: Outcome = { code: null, words: null };

/** More than any number is long. */
const LONGEST = 32;

/**
 * `conf/all/arp_ignore`, in the namespace of the calling thread; undefined where it cannot be read. Three system calls:
 * readFileSync asks for the size first, takes 64 KiB of memory where the kernel says 0, and reads once more for the end.
 */
export function readSetting(path: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(`${ROOT}/${path}`, 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = Buffer.allocUnsafe(LONGEST);
    const length = readSync(descriptor, bytes, 0, LONGEST, null);
    const value = Number(bytes.toString('latin1', 0, length));
    return length === 0 || Number.isNaN(value) ? undefined : value;
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** `conf/eth0.10/arp_ignore`, in the namespace of the calling thread. A folder that is not there is ENOENT. */
export function writeSetting(path: string, value: number): Outcome {
  try {
    // Never created: a name that is not there is the kernel's answer.
    const descriptor = openSync(`${ROOT}/${path}`, 'r+');
    try {
      writeSync(descriptor, `${value}\n`);
    } finally {
      closeSync(descriptor);
    }
    return MADE;
  } catch (cause) {
    const { code = 'EIO' } = cause as NodeJS.ErrnoException;
    return { code, words: null };
  }
}
