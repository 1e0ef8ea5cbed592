import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { openStateFile } from './state-folder.ts';

const DIGITS = 12;
const BYTES = DIGITS + 1 + 8 + 1;

/**
 * The number of the last line that stands whole in the journal, in a file beside it, so that a journal that was cut is told from
 * one whose last line was never finished. Written behind the line: it may be late by lines, never early. null: not there, or not
 * as it was written.
 */
export function readHead(path: string): number | null {
  let descriptor: number;
  try {
    descriptor = openStateFile(path, 'read');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
  try {
    const bytes = new Uint8Array(BYTES);
    if (fstatSync(descriptor).size !== BYTES || readSync(descriptor, bytes) !== BYTES) return null;
    const text = Buffer.from(bytes).toString('latin1');
    const n = Number(text.slice(0, DIGITS));
    return spelledHead(n) === text ? n : null;
  } finally {
    closeSync(descriptor);
  }
}

/** In place, within one sector: it needs no room on a full disk once it is there. Throws as Node does. */
export function writeHead(path: string, n: number): void {
  const descriptor = openStateFile(path, 'write');
  try {
    writeSync(descriptor, spelledHead(n), 0, 'latin1');
  } finally {
    closeSync(descriptor);
  }
}

function spelledHead(n: number): string {
  const digits = String(n).padStart(DIGITS, '0');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
}
