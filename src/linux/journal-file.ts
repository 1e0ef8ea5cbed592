import { closeSync, fstatSync, fsyncSync, ftruncateSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import { EINTR } from './ffi/errno.ts';
import { openLibc } from './ffi/libc.ts';
import { readHead, writeHead } from './journal-head.ts';
import { type JournalLine, readLine, spelledLine } from './journal-line.ts';
import { type Damage, JournalText, NEWLINE, type NumberedLine } from './journal-text.ts';
import { makeStateFolder, mustBeTrusted, openStateFile } from './state-folder.ts';
import { syncFolder, writeAll, writeWhole } from './write-whole.ts';

export interface JournalLook {
  readonly lines: readonly NumberedLine[];
  readonly damage: readonly Damage[];
}

/** The two files of the journal. All of it throws as Node does, and SystemFault when somebody else has a hand in them. */
export class JournalFile {
  readonly path: string;
  readonly #folder: string;
  readonly #head: string;
  #seen: Seen | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'journal');
    this.#head = join(folder, 'journal-head');
  }

  /** What is there; of a file that only grew since the last look, no more than what came is read. */
  look(): JournalLook {
    mustBeTrusted(this.#folder);
    let descriptor: number;
    try {
      descriptor = openStateFile(this.path, 'read');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      this.#seen = null;
      const head = readHead(this.#head) ?? 0;
      return {
        lines: [],
        damage: head === 0 ? [] : [{ place: 1, what: `and all behind it is gone (${head} in all)` }],
      };
    }
    try {
      return this.#lookAt(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  #lookAt(descriptor: number): JournalLook {
    // Before the lines: the number may be late, never early.
    const head = readHead(this.#head);
    const seen = (this.#seen = grown(this.#seen, descriptor));
    const { text } = seen;
    const { lines, damage } = text;
    const { rest } = seen;
    if (rest.length > 0) {
      const more = new JournalText(text);
      if (more.take(rest)) return { lines: more.lines, damage: more.damage };
      // A line that was not finished announces what was not begun; one that was, was cut.
      if (head !== null && head <= text.last) return { lines, damage };
      return { lines, damage: [...damage, { place: text.places + 1, what: 'is cut off' }] };
    }
    if (head === null || !text.endsWell || head <= text.last) return { lines, damage };
    const what = `and all behind it is gone (${head - text.last} in all)`;
    return { lines, damage: [...damage, { place: text.places + 1, what }] };
  }

  /** On the disk when it returns; whole or not at all. */
  append(record: object): void {
    makeStateFolder(this.#folder);
    const descriptor = this.#openLocked();
    try {
      const { size } = fstatSync(descriptor);
      if (size === 0 && readHead(this.#head) === null) this.#note(0);
      const { n, from, between } = this.#place(descriptor, size);
      if (from < size) ftruncateSync(descriptor, from);
      try {
        writeAll(descriptor, Buffer.from(`${between}${spelledLine(record, n)}\n`), from);
        fsyncSync(descriptor);
      } catch (cause) {
        ftruncateSync(descriptor, from);
        throw cause;
      }
      if (size === 0) syncFolder(this.#folder);
      this.#note(n);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Where the next line goes and what its number is. */
  #place(
    descriptor: number,
    size: number,
  ): { readonly n: number; readonly from: number; readonly between: string } {
    const head = readHead(this.#head);
    const last = lastNumber(descriptor, size);
    // One that was killed between the line and the number beside it.
    if (last !== null && head !== null && last - head <= 1 && last >= head)
      return { n: last + 1, from: size, between: '' };
    const { text, rest } = grown(null, descriptor);
    const n = Math.max(head ?? 0, text.last) + 1;
    if (rest.length === 0) return { n, from: size, between: '' };
    const whole = new JournalText(text);
    if (whole.take(rest)) return { n: Math.max(n, whole.last + 1), from: size, between: '\n' };
    if (head !== null && head <= text.last) return { n, from: size - rest.length, between: '' };
    return { n, from: size, between: '\n' };
  }

  /** Puts other lines in the place of all; a killed one leaves the old file. `size` of the file may be said in the first. */
  replace(recordsOf: (look: JournalLook, size: number) => readonly object[] | null): void {
    const descriptor = this.#openLocked();
    try {
      const look = this.#lookAt(descriptor);
      const records = recordsOf(look, fstatSync(descriptor).size);
      if (records === null) return;
      const last = Math.max(readHead(this.#head) ?? 0, this.#seen?.text.last ?? 0);
      const lines = records.map((record, at) => `${spelledLine(record, last + 1 + at)}\n`);
      writeWhole(this.path, Buffer.from(lines.join('')), 0o600);
      this.#note(last + lines.length);
    } finally {
      closeSync(descriptor);
    }
  }

  #note(n: number): void {
    try {
      writeHead(this.#head, n);
    } catch (cause) {
      if (cause instanceof SystemFault) throw cause;
      // The line stands without it, and the next one writes it.
    }
  }

  /** Its first line, where that is short as the one of a shortened journal is. */
  first(): JournalLine | undefined {
    const descriptor = openStateFile(this.path, 'read');
    try {
      const bytes = readFrom(descriptor, 0, Math.min(FIRST_LINE, fstatSync(descriptor).size));
      const end = bytes.indexOf(NEWLINE);
      return end < 0 ? undefined : readLine(bytes.subarray(0, end))?.line;
    } finally {
      closeSync(descriptor);
    }
  }

  size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Nobody else adds to it meanwhile: lines are counted. The lock goes with the descriptor. */
  #openLocked(): number {
    for (;;) {
      const descriptor = openStateFile(this.path, 'write');
      lockWhole(descriptor);
      // While we waited, another file may have come into its place.
      if (statSync(this.path, { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino)
        return descriptor;
      closeSync(descriptor);
    }
  }
}

interface Seen {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly text: JournalText;
  /** Behind the last newline. */
  readonly rest: Uint8Array;
}

function grown(seen: Seen | null, descriptor: number): Seen {
  const { dev, ino, size, mtimeMs } = fstatSync(descriptor);
  const known = seen !== null && seen.dev === dev && seen.ino === ino && seen.size <= size ? seen : null;
  if (known && known.size === size && known.mtimeMs === mtimeMs) return known;
  const isSameSize = known?.size === size;
  const text = known && !isSameSize ? known.text : new JournalText();
  const from = known && !isSameSize ? known.size - known.rest.length : 0;
  const bytes = readFrom(descriptor, from, size);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  text.feed(bytes.subarray(0, end));
  return { dev, ino, size, mtimeMs, text, rest: bytes.subarray(end) };
}

function readFrom(descriptor: number, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(to - from);
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(descriptor, bytes, filled, bytes.length - filled, from + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

const FIRST_LINE = 512;
const LINE_END = 64;

/** null: the last line has none, or is not whole. */
function lastNumber(descriptor: number, size: number): number | null {
  const end = Buffer.from(readFrom(descriptor, Math.max(0, size - LINE_END), size)).toString('latin1');
  const [, n] = /,"n":(\d+),"sum":"[0-9a-f]{8}"\}\n$/.exec(end) ?? [];
  return n === undefined ? null : Number(n);
}

const LOCK_EX = 2;

function lockWhole(descriptor: number): void {
  const libc = openLibc();
  // Where a file system has no locks, lines still do not mix, and two at once are told as damage.
  while (libc.flock(descriptor, LOCK_EX) === -EINTR);
}
