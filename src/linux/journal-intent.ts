import type { SystemChange } from '../change/change.ts';
import { readChange } from '../change/read-change.ts';
import { NOTHING_TOUCHED, type Touched } from '../change/touched.ts';
import type { Intent, PersistFile } from '../ports/journal.ts';
import type { Kept } from '../ports/system.ts';
import { isRecord, type JournalLine } from './journal-line.ts';

/**
 * What was about to be changed, as a line says it, whichever version wrote it; null: it is no change as arpist writes it.
 * Lines of the first form have no sum: what is not of this shape would be acted on wrongly.
 */
export function intentOf(line: JournalLine): Intent | null {
  const { command, changes, undo = [], files } = line;
  if (typeof command !== 'string' || !Array.isArray(changes) || !Array.isArray(undo)) return null;
  if (files !== undefined && !(Array.isArray(files) && files.every(isFile))) return null;
  const said = { command, ...(files === undefined ? {} : { files }) };
  switch (byOf(line)) {
    case 'state':
      return stateIntent(line, said);
    case 'steps': {
      const made = changes.map(readChange);
      const back = undo.map((one) => (one === null ? null : (readChange(one) ?? undefined)));
      return isWhole(made) && back.every((one) => one !== undefined)
        ? { by: 'steps', ...said, changes: made, undo: back }
        : null;
    }
    case 'files':
      return changes.length === 0 && files !== undefined
        ? { by: 'files', ...said, changes: [], files }
        : null;
    default:
      return null;
  }
}

/** Lines of older versions have no name for it, and tell it by what they have. */
function byOf({ by, before, changes, undo, files }: JournalLine): unknown {
  if (by !== undefined) return by;
  if (before !== undefined || (undo as readonly unknown[]).some(Array.isArray)) return 'state';
  return (changes as readonly unknown[]).length === 0 && files !== undefined ? 'files' : 'steps';
}

/** Its undo goes by the states, so a change or its undo that this version does not know is no hindrance. */
function stateIntent(
  { changes, undo, before = GONE, touched = NOTHING_TOUCHED, hadRules, confirm }: JournalLine,
  said: Pick<Intent, 'command' | 'files'>,
): Intent | null {
  if (!isRecord(before) || !isRecord(touched)) return null;
  if (confirm !== undefined && typeof confirm !== 'number') return null;
  return {
    by: 'state',
    ...said,
    changes: readable(changes as readonly unknown[]),
    undo: ((undo ?? []) as readonly unknown[]).map((one) => (Array.isArray(one) ? readable(one) : null)),
    before: before as unknown as Kept,
    touched: touched as unknown as Touched,
    ...(typeof hadRules === 'boolean' || hadRules === null ? { hadRules } : {}),
    ...(confirm === undefined ? {} : { confirm }),
  };
}

/** Of what cannot be undone any more the states are let go when the journal is made shorter. */
const GONE: Kept = { form: 'gone' };

function readable(records: readonly unknown[]): readonly SystemChange[] {
  return records.flatMap((record) => readChange(record) ?? []);
}

function isWhole(changes: readonly (SystemChange | null)[]): changes is readonly SystemChange[] {
  return changes.every((change) => change !== null);
}

function isFile(value: unknown): value is PersistFile {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['text'] === 'string';
}
