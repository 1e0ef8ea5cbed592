import type { TableChange, TimerChange } from '../../change/change.ts';
import type { Intent, Journal, PersistFile } from '../../ports/journal.ts';
import type { Changer, Outcome } from '../../ports/neighbours.ts';

export interface StepHands {
  readonly table: Changer;
  readonly journal: Journal;
}

/** A change of the neighbour table, or of what it lives by. */
export interface TableStep {
  readonly change: TableChange | TimerChange;
  /** null: nothing has to bring it back, because it comes again by itself. */
  readonly undo: TableChange | TimerChange | null;
}

/** For the journal. */
export interface Deed {
  /** As the person typed it, without the program's name. */
  readonly command: string;
  /** Written by whoever asks, when nothing was refused. */
  readonly files: readonly PersistFile[];
}

/**
 * Writes steps down, each with the one that undoes it, then makes them all in one conversation: what is refused stops none
 * of the others. Waits while somebody else of us changes this machine. The outcome of each. Throws SystemFault.
 */
export function applySteps(
  { table, journal }: StepHands,
  steps: readonly TableStep[],
  deed: Deed,
): readonly Outcome[] {
  if (steps.length + deed.files.length === 0) return [];
  const lock = journal.lock(true);
  try {
    const name = journal.begin(intentOf(steps, deed));
    const outcomes = steps.length === 0 ? [] : table.makeEach(steps.map(({ change }) => change));
    journal.end(
      name,
      [...outcomes.keys()].filter((at) => outcomes[at]!.code !== null),
    );
    return outcomes;
  } finally {
    lock.release();
  }
}

function intentOf(steps: readonly TableStep[], { command, files }: Deed): Intent {
  if (steps.length === 0) return { by: 'files', command, changes: [], files };
  return {
    by: 'steps',
    command,
    changes: steps.map(({ change }) => change),
    undo: steps.map(({ undo }) => undo),
    ...(files.length === 0 ? {} : { files }),
  };
}
