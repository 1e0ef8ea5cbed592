import type { TakenBack } from '../change/own-file.ts';
import type { PersistFile } from './journal.ts';

/** The files that make a change last: only those arpist wrote are ever replaced or taken away. */
export interface OwnFiles {
  /** Why a file cannot be written, one sentence; null when it can. Changes nothing. */
  hindrance(file: PersistFile): string | null;
  /** The same file, with what stands in its place by now and which folders are missing: for the journal. */
  before(file: PersistFile): PersistFile;
  /** Whole, on the disk and read back, or not at all. Throws SystemFault. */
  write(file: PersistFile): void;
  /** Puts back what `before` saw. Throws SystemFault. */
  takeBack(file: PersistFile): TakenBack;
  /** Takes one of ours away, as `PersistFile.gone` wants it. Throws SystemFault. */
  remove(path: string): void;
}
