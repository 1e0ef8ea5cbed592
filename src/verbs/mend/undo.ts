import { SystemFault, UsageFault } from '../../base/fault.ts';
import { intersects } from '../../change/touched.ts';
import type { TakenBack } from '../../change/own-file.ts';
import type { EntryBy, History, JournalDamage, JournalEntry, PersistFile } from '../../ports/journal.ts';
import type { MendHands } from './apply.ts';
import { isStanding, isWritten } from './standing.ts';
import { notGivenBack } from './not-given-back.ts';
import { undoSteps } from './undo-steps.ts';

/** What came of taking a change back. */
export interface UndoReport {
  /** null: there was nothing to undo. */
  readonly entry: JournalEntry | null;
  /** All of ours is as it was. */
  readonly complete: boolean;
  /** What is not as it was, one sentence each: changed by somebody else since, or refused. */
  readonly left: readonly string[];
  /** What the kernel gives back to nobody, whatever is undone. */
  readonly remains: readonly string[];
}

/** Takes back the last change that stands, or the one called `name`. Throws SystemFault, UsageFault. */
export function undo(hands: MendHands, name: string | null): UndoReport {
  hands.system.mustMayChange();
  const lock = hands.history.lock();
  try {
    const entry = chosen(hands.history, name);
    return entry === null ? { entry, complete: true, left: [], remains: [] } : undoEntry(hands, entry);
  } finally {
    lock.release();
  }
}

/** The lock has to be held. */
export function undoEntry(hands: MendHands, entry: JournalEntry): UndoReport {
  const { here, files = [] } = entry;
  const left: string[] = [];
  let complete = true;
  let over = false;
  let remains: readonly string[] = [];
  if (here && entry.by !== 'files') {
    const restored: Restored =
      entry.by === 'steps' ? { ...undoSteps(hands.system, entry), remains: [] } : restore(hands, entry);
    ({ complete, over = false, remains } = restored);
    left.push(...restored.left);
  }
  for (const file of files.filter(({ gone }) => gone || isWritten(entry)).toReversed()) {
    const { sentence, failed } = fileTakenBack(hands, file);
    if (sentence !== null) left.push(sentence);
    if (failed) complete = false;
  }
  if (complete || over) hands.history.mark(entry.name, 'undone');
  return { entry, complete, left, remains };
}

function fileTakenBack(
  { files }: MendHands,
  file: PersistFile,
): { readonly sentence: string | null; readonly failed: boolean } {
  try {
    const became = files.takeBack(file);
    const why = STAYS[became];
    return { sentence: why === undefined ? null : `${file.path} ${why}, and stays`, failed: false };
  } catch (cause) {
    if (!(cause instanceof SystemFault)) throw cause;
    return { sentence: cause.message, failed: true };
  }
}

const STAYS: Readonly<Partial<Record<TakenBack, string>>> = {
  foreign: 'is not ours any more',
  changed: 'was changed since by somebody else',
};

interface Restored extends Omit<UndoReport, 'entry'> {
  /** Nothing more can be done. */
  readonly over?: boolean;
}

function restore({ system, history }: MendHands, entry: EntryBy<'state'>): Restored {
  const { name, before, touched, outcome, undoing } = entry;
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
  const { complete, left } = system.restore(goal);
  return { complete, left: [...foreign, ...left], remains: notGivenBack(entry, system.snapshot()) };
}

function chosen(history: History, name: string | null): JournalEntry | null {
  const entries = history.entries();
  if (name === null) {
    const last = entries.findLast(isStanding) ?? null;
    mustBeLast(last, history.damage());
    return last;
  }
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

/** What cannot be read behind it may be the change that is meant. Throws SystemFault. */
function mustBeLast(entry: JournalEntry | null, damage: readonly JournalDamage[]): void {
  const doubt = damage.find(({ line, past }) => !past && line > (entry?.line ?? 0));
  if (!doubt) return;
  throw new SystemFault(
    'damaged',
    `The journal is damaged: ${doubt.sentence}, and may be the last change; nothing was undone`,
    {
      operation: 'undo',
      facts: { line: doubt.line },
      remedy:
        'arpist undo --list shows what can be read, and arpist undo ENTRY takes one of these back; what cannot be read has to be put right by hand, and a new journal begins when its folder is moved away',
    },
  );
}

function builtOn(entry: JournalEntry, later: JournalEntry): boolean {
  if (entry.files?.some(({ path }) => later.files?.some((file) => file.path === path))) return true;
  return entry.by !== 'state' || later.by !== 'state' || intersects(entry.touched, later.touched);
}
