import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { OwnFiles } from '../../ports/files.ts';
import type { History, JournalEntry, PersistFile } from '../../ports/journal.ts';
import { isPending, isStanding } from './standing.ts';
import { type FilesReport, writeFiles } from './write-files.ts';
import type { WrittenFile } from '../../persist/survey.ts';

export interface FileHands {
  readonly history: History;
  readonly files: OwnFiles;
}

/**
 * The last change of this start that stands and changed the kernel, or the one called `name`; null: there is none. One that waits
 * for its confirmation may be gone any moment. Throws UsageFault.
 */
export function changeToKeep(history: History, name: string | null): JournalEntry | null {
  const standing = history
    .entries()
    .filter(
      (entry) =>
        entry.here &&
        entry.changes.length > 0 &&
        entry.outcome !== null &&
        isStanding(entry) &&
        !isPending(entry),
    );
  if (name === null) return standing.at(-1) ?? null;
  const entry = standing.find((one) => one.name === name);
  if (!entry)
    throw new UsageFault(
      name,
      `no change called '${name}' stands`,
      'see what there is with: arpist undo --list',
    );
  return entry;
}

/** Writes files and nothing else, so that undo takes them away. Throws SystemFault. */
export function writeAlone(
  { history, files: own }: FileHands,
  command: string,
  wanted: readonly PersistFile[],
): FilesReport {
  const lock = history.lock();
  try {
    for (const file of wanted) {
      const why = own.hindrance(file);
      if (why !== null)
        throw new SystemFault('file', `${why}: nothing was written`, {
          operation: 'write',
          facts: { file: file.path },
          remedy: 'move it away first',
        });
    }
    const files = wanted.map((file) => own.before(file));
    const name = history.begin({ by: 'files', command, changes: [], files });
    history.end(name, []);
    return writeFiles(own, files);
  } finally {
    lock.release();
  }
}

export interface RemovalReport {
  readonly removed: readonly string[];
  /** Why the others are there still, one sentence each. */
  readonly left: readonly string[];
}

/** Takes files away, so that undo puts them back. Throws SystemFault. */
export function removeFiles(
  { history, files: own }: FileHands,
  command: string,
  chosen: readonly (Pick<WrittenFile, 'path' | 'text'> & Partial<Pick<WrittenFile, 'kind'>>)[],
): RemovalReport {
  const lock = history.lock();
  try {
    mustNotWait(history, chosen);
    const files = chosen.map(
      ({ path, text, kind }): PersistFile => ({
        path,
        text: '',
        executable: kind === 'script',
        was: text,
        gone: true,
      }),
    );
    const name = history.begin({ by: 'files', command, changes: [], files });
    const removed: string[] = [];
    const left: string[] = [];
    for (const { path } of files)
      try {
        own.remove(path);
        removed.push(path);
      } catch (cause) {
        if (!(cause instanceof SystemFault)) throw cause;
        left.push(cause.message);
      }
    history.end(name, []);
    return { removed, left };
  } finally {
    lock.release();
  }
}

/** Whoever confirms writes its files: they are not there yet, or would come again. */
function mustNotWait(history: History, chosen: readonly Pick<WrittenFile, 'path'>[]): void {
  const paths = new Set(chosen.map(({ path }) => path));
  const waiting = history
    .entries()
    .find((entry) => entry.here && isPending(entry) && entry.files?.some(({ path }) => paths.has(path)));
  if (!waiting) return;
  throw new SystemFault(
    'busy',
    `'arpist ${waiting.command}' waits for its confirmation: nothing was removed`,
    {
      operation: 'remove',
      facts: { entry: waiting.name },
      remedy: 'keep it with: arpist confirm; or take it back with: arpist undo',
    },
  );
}

/** By path, by name, or by what they were written from. Throws UsageFault. */
export function chosenFiles(there: readonly WrittenFile[], words: readonly string[]): readonly WrittenFile[] {
  const chosen = new Set<WrittenFile>();
  for (const word of words) {
    const found = there.filter(
      ({ path, from }) =>
        path === word || path.endsWith(`/${word}`) || from === word || baseOf(from) === baseOf(word),
    );
    if (found.length === 0)
      throw new UsageFault(
        word,
        `arpist wrote no file called '${word}'`,
        'see what there is with: arpist persist',
      );
    for (const file of found) chosen.add(file);
  }
  return there.filter((file) => chosen.has(file));
}

function baseOf(name: string): string {
  return name
    .split('/')
    .at(-1)!
    .replace(/\.toml$/, '');
}
