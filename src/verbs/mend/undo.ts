import { UsageFault } from '../../base/fault.ts';
import { intersects } from '../../doctor/touched.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { MendHands } from './apply.ts';
import { isStanding } from './standing.ts';

export interface UndoReport {
  /** null: there was nothing to undo. */
  readonly entry: JournalEntry | null;
  readonly made: number;
  readonly complete: boolean;
  readonly left: readonly string[];
}

/** Takes back the last change that stands, or the one called `name`. Throws SystemFault, UsageFault. */
export function undo({ system, history }: MendHands, name: string | null): UndoReport {
  system.mustMayChange();
  const lock = history.lock();
  try {
    const entry = chosen(history.entries(), name);
    if (entry === null) return { entry, made: 0, complete: true, left: [] };
    return undoEntry({ system, history }, entry);
  } finally {
    lock.release();
  }
}

/** The lock has to be held. */
export function undoEntry({ system, history }: MendHands, entry: JournalEntry): UndoReport {
  const { name, before, touched, outcome, undoing } = entry;
  if (before === undefined || touched === undefined)
    return { entry, made: 0, complete: false, left: ['it is of another kind'] };
  const after = outcome?.after ?? null;
  let goal = undoing ?? before;
  let foreign: readonly string[] = [];
  if (after !== null && undoing === null) {
    const merged = system.merge(before, after, system.keep(touched));
    ({ goal } = merged);
    foreign = merged.left;
    // Half undone, the host does not tell any more what is ours and what is not.
    history.undoing(name, goal);
  }
  const restored = system.restore(goal);
  if (restored.complete) history.mark(name, 'undone');
  return { entry, ...restored, left: [...foreign, ...restored.left] };
}

function chosen(entries: readonly JournalEntry[], name: string | null): JournalEntry | null {
  if (name === null) return entries.findLast(isStanding) ?? null;
  const at = entries.findIndex((entry) => entry.name === name);
  const entry = entries[at];
  if (!entry)
    throw new UsageFault(name, `no change is called '${name}'`, 'see what there is with: arpist undo --list');
  if (!isStanding(entry))
    throw new UsageFault(name, `'arpist ${entry.command}' (${name}) does not stand any more`, '');
  const later = entries.slice(at + 1).find((one) => isStanding(one) && builtOn(entry, one));
  if (later)
    throw new UsageFault(
      name,
      `'arpist ${later.command}' (${later.name}) came after it and touches the same`,
      `undo that one first: arpist undo ${later.name}`,
    );
  return entry;
}

function builtOn(entry: JournalEntry, later: JournalEntry): boolean {
  return !entry.touched || !later.touched || intersects(entry.touched, later.touched);
}
