import type { SystemChange } from '../change/change.ts';
import type { Touched } from '../change/touched.ts';
import type { Kept } from './system.ts';

/** What is about to be changed on this machine, and what brings it back: `by` says how. */
export type Intent = StateIntent | StepsIntent | FilesIntent;

interface Said {
  /** As the person typed it, without the program's name. */
  readonly command: string;
  readonly changes: readonly SystemChange[];
  /** Files to be written when it is done (or confirmed), and taken away with the undo. */
  readonly files?: readonly PersistFile[];
}

/** Undone by what was there: all that is touched is as it was, but for what somebody else changed. */
export interface StateIntent extends Said {
  readonly by: 'state';
  /** For whoever reads it: what would undo each of `changes`; null: nothing has to. */
  readonly undo: readonly (readonly SystemChange[] | null)[];
  /** What is touched as it was. */
  readonly before: Kept;
  readonly touched: Touched;
  /** There was a policy rule at some time before: the kernel never forgets. */
  readonly hadRules?: boolean | null;
  /** Seconds after its end within which it has to be confirmed. */
  readonly confirm?: number;
}

/** Undone by steps, the last first. */
export interface StepsIntent extends Said {
  readonly by: 'steps';
  /** One for each of `changes`; null: nothing has to be, because it comes again by itself. */
  readonly undo: readonly (SystemChange | null)[];
}

/** Nothing but files is written, or taken away. */
export interface FilesIntent extends Said {
  readonly by: 'files';
  readonly changes: readonly [];
  readonly files: readonly PersistFile[];
}

/** A file that makes a change last. */
export interface PersistFile {
  readonly path: string;
  readonly text: string;
  /** For programs that run it. */
  readonly executable: boolean;
  /** What stood there before, written by us, too. */
  readonly was?: string;
  /** Folders that were made for it, the outermost first. */
  readonly folders?: readonly string[];
  /** It was taken away, and `was` is what stood in it. */
  readonly gone?: true;
}

/** Where changes are written down before they are made. */
export interface Journal {
  /**
   * Nobody else changes anything until `release` is called or the process ends, however it ends. Throws SystemFault
   * (`busy`) when somebody else is at it; `patient` waits for them, and the whole process with it.
   */
  lock(patient?: boolean): Release;
  /** On the disk when it returns. Throws SystemFault: then nothing may be changed. Returns the name of the entry. */
  begin(intent: Intent): string;
  /**
   * `refused`: the places in `changes` of what was not made. `states`: what is touched as it is now, and what an undo
   * leads to, which others may have changed since it was begun. Throws SystemFault.
   */
  end(
    name: string,
    refused: readonly number[],
    states?: { readonly before: Kept; readonly after: Kept },
  ): void;
}

/** An entry as it stands. */
export type JournalEntry = Intent & EntryFacts;
/** The same of one kind. */
export type EntryBy<By extends Intent['by']> = Extract<Intent, { readonly by: By }> & EntryFacts;

/** What is known of an entry beside what was intended. */
export interface EntryFacts {
  readonly name: string;
  /** Its place in the journal: what is damaged may be weighed against it. */
  readonly line: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** It was made in this namespace since the machine started: only then there is anything to undo in the kernel. */
  readonly here: boolean;
  /** It was made before the machine started the last time. */
  readonly past: boolean;
  /** null: it was cut short, and may have been made in part. */
  readonly outcome: {
    readonly at: number;
    readonly refused: readonly number[];
    readonly after: Kept | null;
  } | null;
  readonly confirmed: boolean;
  /** Its undo was begun, and this is what it leads to. */
  readonly undoing: Kept | null;
  readonly undone: boolean;
}

/** Something of the journal that is not as it was written. */
export interface JournalDamage {
  /** Where in the journal. */
  readonly line: number;
  /** `line 7 cannot be read` */
  readonly sentence: string;
  /** Whatever it was, it was before the machine started the last time. */
  readonly past: boolean;
}

/** The journal with what was written before. */
export interface History extends Journal {
  /** Oldest first, without what cannot be read: see `damage`. Cheap while nothing changes. Throws SystemFault. */
  entries(): readonly JournalEntry[];
  /** In the order of the lines. A line that was never finished is none: what it announces was not begun. Throws SystemFault. */
  damage(): readonly JournalDamage[];
  /** How many old entries were let go, so that the journal does not grow for ever. Throws SystemFault. */
  dropped(): number;
  /** On the disk when it returns. Throws SystemFault. */
  undoing(name: string, goal: Kept): void;
  /** The same. */
  mark(name: string, as: 'confirmed' | 'undone'): void;
}

/** What a lock is let go with. */
export interface Release {
  /** A second call does nothing. */
  release(): void;
}
