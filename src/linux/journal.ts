import { SystemFault } from '../base/fault.ts';
import type { History } from '../ports/journal.ts';
import { viewOf } from './journal-entries.ts';
import { JournalFile } from './journal-file.ts';
import { readHome } from './journal-home.ts';
import { mayShorten, shortened } from './journal-shortening.ts';
import { takeLock } from './lock.ts';

/**
 * `journal` in `folder`: JSON Lines, numbered, each with its sum. `{"v":2,"type":"intent","id","at","namespace","by",
 * "command","changes","undo",…,"n","sum"}` stands on the disk before a change is made, `{"type":"outcome","id","at","refused"}` behind
 * it. An intent without an outcome may have been made in part. `{"type":"confirmed","id"}` and `{"type":"undone","id"}`
 * follow. Lines are only ever added; when they are many, what cannot be undone any more is let go (journal-shortening.ts).
 */
export function openJournal(folder: string): History {
  const file = new JournalFile(folder);
  const add = (line: object): void => withFaults(file.path, 'written', () => file.append(line));
  const view = (): ReturnType<typeof viewOf> =>
    withFaults(file.path, 'read', () => viewOf(file.look(), readHome()));
  return {
    begin(intent) {
      const home = readHome();
      const now = Date.now();
      const id = `${now.toString(36)}-${drawn()}`;
      // An older version looks for `undo` in every one.
      add({ type: 'intent', id, at: now, ...home, undo: [], ...intent });
      return id;
    },
    end(id, refused, states) {
      add({ type: 'outcome', id, at: Date.now(), refused, ...states });
      shorten(file);
    },
    undoing(id, goal) {
      add({ type: 'undoing', id, at: Date.now(), goal });
    },
    mark(id, as) {
      add({ type: as, id, at: Date.now() });
    },
    entries: () => view().entries,
    damage: () => view().damage,
    dropped: () => view().dropped,
    lock: (patient) => takeLock(folder, patient),
  };
}

/** Three bytes: no secret, and node:crypto takes longer to load than the rest of a change. */
function drawn(): string {
  return Math.floor(Math.random() * 0x1000000)
    .toString(16)
    .padStart(6, '0');
}

function shorten(file: JournalFile): void {
  try {
    // A large one is not read whole after each change.
    if (!mayShorten(file.size(), file.first())) return;
    file.replace((look, size) => shortened(look, { home: readHome(), now: Date.now(), size }));
  } catch {
    // No room for a second file, say: the change stands in the long one, and the next one tries again.
  }
}

function withFaults<T>(path: string, what: 'read' | 'written', body: () => T): T {
  try {
    return body();
  } catch (cause) {
    throw cause instanceof SystemFault ? cause : journalFault(path, cause as NodeJS.ErrnoException, what);
  }
}

function journalFault(
  path: string,
  { code = '', message }: NodeJS.ErrnoException,
  what: 'read' | 'written',
): SystemFault {
  const kind = code === 'EACCES' || code === 'EPERM' ? 'rights' : isFull(code) ? 'disk-full' : 'file';
  const hence = what === 'written' ? ', and what could not be undone is not changed' : '';
  return new SystemFault(kind, `The journal ${path} cannot be ${what} (${code || message})${hence}`, {
    operation: what === 'written' ? 'write journal' : 'read journal',
    code,
    facts: { file: path },
    remedy:
      kind === 'rights'
        ? 'run it with sudo: changing the network needs the capability CAP_NET_ADMIN'
        : 'make room there, or with ARPIST_STATE name a folder of your own, in which nobody else may write',
  });
}

function isFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}
