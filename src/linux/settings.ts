import { closeSync, openSync, writeSync } from 'node:fs';
import type { Outcome } from '../ports/neighbours.ts';

const ROOT = '/proc/sys/net/ipv4';
export const MADE: Outcome = { code: null, words: null };

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
