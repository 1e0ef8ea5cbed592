import type { Flags } from './flags.ts';
import type { Habits } from './parse.ts';

/** What a command takes, apart from what it does: help, completions and the manual are made from this. */
export interface CommandLine<F extends Flags> {
  readonly name: string;
  readonly words: string;
  readonly line: string;
  /** How many words are too few and too many. */
  readonly least: number;
  readonly most: number;
  readonly flags: F;
  /** Flags of another tool that are refused with a word of what to do instead. */
  readonly habits?: Habits;
  /** What to do when there are too many words; left out: see the help. */
  readonly tooMany?: string;
  readonly notes?: readonly string[];
  readonly examples: readonly (readonly [command: string, what: string])[];
}
