import { SystemFault } from '../../base/fault.ts';
import type { EntryBy, History, JournalEntry } from '../../ports/journal.ts';

/** Whether there is anything of it that could be undone. */
export function isStanding(entry: JournalEntry): boolean {
  if (entry.undone) return false;
  const { here, outcome, changes, files = [] } = entry;
  if (files.length > 0 && isWritten(entry)) return true;
  // Files that wait to be confirmed stand as well, when there was nothing else to be done.
  return here && (outcome === null || outcome.refused.length < Math.max(1, changes.length));
}

/** Its files are written as soon as nobody has to confirm it any more, and never for what was refused in part. */
export function isWritten(entry: JournalEntry): boolean {
  const { confirmed, outcome } = entry;
  return outcome !== null && outcome.refused.length === 0 && (confirmed || !hasToBeConfirmed(entry));
}

/** Done, and waiting for its confirmation. */
export function isPending(entry: JournalEntry): boolean {
  return hasToBeConfirmed(entry) && !entry.confirmed && isStanding(entry);
}

function hasToBeConfirmed(entry: JournalEntry): entry is EntryBy<'state'> {
  return entry.by === 'state' && entry.confirm !== undefined;
}

/** Nothing may be built on what may be taken back any moment, or on what was cut short. Throws SystemFault. */
export function mustBeFree(history: History): void {
  const entries = history.entries().filter((entry) => entry.here && entry.by === 'state');
  const pending = entries.find(isPending);
  if (pending)
    throw new SystemFault(
      'busy',
      `'arpist ${pending.command}' waits for its confirmation: nothing was changed`,
      {
        operation: 'apply',
        facts: { entry: pending.name },
        remedy: 'keep it with: arpist confirm; or take it back with: arpist undo',
      },
    );
  const broken = entries.find((entry) => entry.outcome === null && !entry.undone);
  if (broken)
    throw new SystemFault(
      'busy',
      `'arpist ${broken.command}' was cut short, and some of it may have been made: nothing was changed now`,
      { operation: 'apply', facts: { entry: broken.name }, remedy: 'take it back first with: arpist undo' },
    );
}
