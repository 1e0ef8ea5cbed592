import type { OwnFiles } from '../../ports/files.ts';
import type { History, JournalEntry } from '../../ports/journal.ts';
import type { MendHands } from './apply.ts';
import { type UndoReport, undoEntry } from './undo.ts';
import { isPending, isStanding } from './standing.ts';
import { type FilesReport, writeFiles } from './write-files.ts';

export interface ConfirmReport {
  readonly entry: JournalEntry;
  readonly files: FilesReport;
}

/** Keeps what waits for its confirmation, and makes it last where that was asked for; null: nothing waits. */
export function confirm(hands: {
  readonly history: History;
  readonly files: OwnFiles;
}): ConfirmReport | null {
  const lock = hands.history.lock();
  try {
    const entry = hands.history.entries().findLast((one) => one.here && isPending(one));
    if (!entry) return null;
    // In this order: a file of what is not confirmed would outlive its undo.
    hands.history.mark(entry.name, 'confirmed');
    return { entry, files: writeFiles(hands.files, entry.files ?? []) };
  } finally {
    lock.release();
  }
}

/**
 * What the watchdog does when it has the lock for the first time: what was cut short is taken back at once; null: there is
 * nothing to wait for any more.
 */
export function awaited(hands: MendHands, name: string): { readonly seconds: number } | null {
  const lock = hands.history.lock(true);
  try {
    const entry = hands.history.entries().find((one) => one.name === name);
    if (!entry || !isPending(entry)) return null;
    if (entry.outcome !== null) return { seconds: entry.by === 'state' ? (entry.confirm ?? 0) : 0 };
    undoEntry(hands, entry);
    return null;
  } finally {
    lock.release();
  }
}

/** Whether anybody still has to say something to it. Throws SystemFault. */
export function isAwaited(history: History, name: string): boolean {
  const entry = history.entries().find((one) => one.name === name);
  return entry !== undefined && isPending(entry);
}

/** The time is over: taken back unless it was confirmed or undone meanwhile (null). */
export function undoUnlessConfirmed(hands: MendHands, name: string): UndoReport | null {
  const lock = hands.history.lock(true);
  try {
    const entry = hands.history.entries().find((one) => one.name === name);
    return entry && isPending(entry) && isStanding(entry) ? undoEntry(hands, entry) : null;
  } finally {
    lock.release();
  }
}
