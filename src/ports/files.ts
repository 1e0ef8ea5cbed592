import type { PersistFile } from './journal.ts';

/** The files that make a change last: only those arpist wrote are ever replaced or taken away. */
export interface OwnFiles {
  /** Why a file cannot be written, one sentence; null when it can. Changes nothing. */
  hindrance(file: PersistFile): string | null;
  /** Whole or not at all. Throws SystemFault. */
  write(file: PersistFile): void;
  /** Says whether it was there; one that is not ours any more stays. Throws SystemFault. */
  remove(file: PersistFile): 'removed' | 'gone' | 'foreign';
}

/** Stands in the first lines of every file that arpist wrote. */
export const OWN_MARK = 'Written by arpist';
