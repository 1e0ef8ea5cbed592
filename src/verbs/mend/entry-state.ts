import type { JournalEntry } from '../../ports/journal.ts';
import { isPending, isStanding } from './standing.ts';

export type EntryState = 'stands' | 'waits' | 'cut-short' | 'undone' | 'refused' | 'elsewhere';

export function entryStateOf(entry: JournalEntry): EntryState {
  // The kernel took none of it.
  if (entry.changes.length > 0 && entry.outcome?.refused.length === entry.changes.length) return 'refused';
  if (entry.undone) return 'undone';
  if (!isStanding(entry)) return entry.here ? 'undone' : 'elsewhere';
  if (entry.outcome === null) return 'cut-short';
  return isPending(entry) ? 'waits' : 'stands';
}
