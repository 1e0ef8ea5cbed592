import type { Flags, FlagWords } from './flags.ts';
import type { ForeignFlags } from './parse.ts';

/** What a command says of itself: help, completions and the manual are made from this. */
export interface CommandWords {
  readonly name: string;
  readonly words: string;
  readonly line: string;
  /** What its first word may be, where there is a choice. */
  readonly choices?: readonly string[];
  readonly flags: Readonly<Record<string, FlagWords>>;
  readonly notes?: readonly string[];
  /** Exit codes and what they mean here, where it is more than what they mean for every command. */
  readonly ends: Readonly<Record<number, string>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

/** What a command takes, apart from what it does. */
export interface CommandLine<F extends Flags> extends CommandWords {
  /** How many words are too few and too many. */
  readonly least: number;
  readonly most: number;
  readonly flags: F;
  /** Flags of another tool that are refused with a word of what to do instead. */
  readonly habits?: ForeignFlags;
  /** What to do when there are too many words; left out: see the help. */
  readonly tooMany?: string;
}
