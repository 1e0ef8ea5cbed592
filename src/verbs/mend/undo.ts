import { UsageFault } from '../../base/fault.ts';
import { intersects } from '../../doctor/touched.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { NeighbourTable } from '../../ports/neighbours.ts';
import type { Kept } from '../../ports/system.ts';
import type { MendHands } from './apply.ts';
import { isStanding, isWritten } from './standing.ts';
import { undoTable } from './undo-table.ts';

export interface UndoHands extends MendHands {
  /** For what `arpist table` changed. */
  readonly table?: Pick<NeighbourTable, 'change' | 'setTimers'>;
}

export interface UndoReport {
  /** null: there was nothing to undo. */
  readonly entry: JournalEntry | null;
  /** All of ours is as it was. */
  readonly complete: boolean;
  /** What is not as it was, one sentence each: changed by somebody else since, or refused. */
  readonly left: readonly string[];
}

/** Takes back the last change that stands, or the one called `name`. Throws SystemFault, UsageFault. */
export function undo(hands: UndoHands, name: string | null): UndoReport {
  hands.system.mustMayChange();
  const lock = hands.history.lock();
  try {
    const entry = chosen(hands.history.entries(), name);
    return entry === null ? { entry, complete: true, left: [] } : undoEntry(hands, entry);
  } finally {
    lock.release();
  }
}

/** The lock has to be held. */
export function undoEntry(hands: UndoHands, entry: JournalEntry): UndoReport {
  const { here, before, files = [] } = entry;
  const left: string[] = [];
  let complete = true;
  if (here) {
    const restored = before === undefined ? undoSteps(hands, entry) : restore(hands, entry, before);
    complete = restored.complete;
    left.push(...restored.left);
  }
  for (const file of isWritten(entry) ? files : [])
    if (hands.files?.remove(file) === 'foreign') left.push(`${file.path} is not ours any more, and stays`);
  if (complete) hands.history.mark(entry.name, 'undone');
  return { entry, complete, left };
}

function undoSteps({ table }: UndoHands, entry: JournalEntry): Omit<UndoReport, 'entry'> {
  if (table) return undoTable(table, entry);
  return {
    complete: false,
    left: [`'arpist ${entry.command}' changed the neighbour table, and is undone with it`],
  };
}

function restore(
  { system, history }: UndoHands,
  entry: JournalEntry,
  before: Kept,
): Omit<UndoReport, 'entry'> {
  const { name, touched, outcome, undoing } = entry;
  const after = outcome?.after ?? null;
  let goal = undoing ?? before;
  let foreign: readonly string[] = [];
  if (after !== null && undoing === null && touched !== undefined) {
    const merged = system.merge(before, after, system.keep(touched));
    ({ goal } = merged);
    foreign = merged.left;
    // Half undone, the host does not tell any more what is ours and what is not.
    history.undoing(name, goal);
  }
  const { complete, left } = system.restore(goal);
  return { complete, left: [...foreign, ...left] };
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
