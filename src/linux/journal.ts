import {
  closeSync,
  fsyncSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../base/fault.ts';
import type { History, Intent, JournalEntry } from '../ports/journal.ts';
import type { Kept } from '../ports/system.ts';
import { type Home, isSameHome, readHome } from './journal-home.ts';
import { takeLock } from './lock.ts';

/**
 * `journal` in `folder`: JSON Lines, only ever added to. `{"v":1,"type":"intent","id","at","namespace","command","changes",
 * "undo"}` stands on the disk before a change is made, `{"v":1,"type":"outcome","id","at","refused"}` behind it. An
 * intent without an outcome may have been made in part. `{"type":"confirmed","id"}` and `{"type":"undone","id"}` follow.
 */
export function openJournal(folder: string): History {
  const path = join(folder, 'journal');
  const add = (line: object): void => append(folder, path, { v: 1, ...line });
  return {
    begin(intent) {
      const id = `${Date.now().toString(36)}-${drawn()}`;
      add({ type: 'intent', id, at: Date.now(), ...readHome(), ...intent });
      return id;
    },
    end(id, refused, states) {
      add({ type: 'outcome', id, at: Date.now(), refused, ...states });
    },
    undoing(id, goal) {
      add({ type: 'undoing', id, at: Date.now(), goal });
    },
    mark(id, as) {
      add({ type: as, id, at: Date.now() });
    },
    entries: () => entriesOf(readLines(path)),
    lock: (patient) => takeLock(folder, patient),
  };
}

/** Three bytes: no secret, and node:crypto takes longer to load than the rest of a change. */
function drawn(): string {
  return Math.floor(Math.random() * 0x1000000)
    .toString(16)
    .padStart(6, '0');
}

type Line = { readonly type?: unknown; readonly id?: unknown; readonly at?: unknown } & Readonly<
  Record<string, unknown>
>;

type Outcome = Line & {
  readonly refused: readonly number[];
  readonly before?: Kept;
  readonly after?: Kept;
};

function readLines(path: string): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    if (error.code === 'ENOENT') return [];
    throw journalFault(path, error, 'read');
  }
  return text.split('\n').flatMap((line): Line[] => {
    try {
      const read: unknown = JSON.parse(line);
      return typeof read === 'object' && read !== null ? [read as Line] : [];
    } catch {
      // The end of the last line of a machine that lost its power: what it announces was not begun.
      return [];
    }
  });
}

function entriesOf(lines: readonly Line[]): readonly JournalEntry[] {
  const home = readHome();
  const entries = new Map<string, JournalEntry>();
  for (const line of lines) {
    const name = String(line.id);
    if (line.type === 'intent') {
      const { v: _, type: __, id: ___, at, namespace, boot, cookie, ...intent } = line;
      entries.set(name, {
        ...(intent as unknown as Intent),
        name,
        at: Number(at),
        here: isSameHome(home, { namespace, boot, cookie } as Home),
        outcome: null,
        confirmed: false,
        undoing: null,
        undone: false,
      });
      continue;
    }
    const entry = entries.get(name);
    if (!entry) continue;
    if (line.type === 'confirmed') entries.set(name, { ...entry, confirmed: true });
    else if (line.type === 'undoing') entries.set(name, { ...entry, undoing: line['goal'] as Kept });
    else if (line.type === 'undone') entries.set(name, { ...entry, undone: true });
    else if (line.type === 'outcome') {
      const { at, refused, before, after } = line as Outcome;
      entries.set(name, {
        ...entry,
        ...(before === undefined ? {} : { before }),
        outcome: { at: Number(at), refused, after: after ?? null },
      });
    }
  }
  return [...entries.values()];
}

/**
 * One write for the whole line, so that lines of two processes do not mix (O_APPEND). Behind half a line, which a full
 * disk left, it begins a new one.
 */
function append(folder: string, path: string, line: object): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const descriptor = openSync(path, 'a+', 0o600);
    try {
      const bytes = Buffer.from(`${endsWhole(descriptor) ? '' : '\n'}${JSON.stringify(line)}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw journalFault(path, cause as NodeJS.ErrnoException, 'written');
  }
}

const NEWLINE = 0x0a;

function endsWhole(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = new Uint8Array(1);
  return size === 0 || readSync(descriptor, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
}

function journalFault(
  path: string,
  { code = '', message }: NodeJS.ErrnoException,
  what: 'read' | 'written',
): SystemFault {
  const kind = code === 'EACCES' || code === 'EPERM' ? 'rights' : code === 'ENOSPC' ? 'disk-full' : 'file';
  const hence = what === 'written' ? ', and what could not be undone is not changed' : '';
  return new SystemFault(kind, `The journal ${path} cannot be ${what} (${code || message})${hence}`, {
    operation: what === 'written' ? 'write journal' : 'read journal',
    code,
    facts: { file: path },
    remedy:
      kind === 'rights'
        ? 'run it with sudo: changing the network needs the capability CAP_NET_ADMIN; or name a folder with ARPIST_STATE'
        : 'make room there, or name a folder with ARPIST_STATE',
  });
}
