import { UsageFault } from '../../base/fault.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { inLocale } from '../render/ascii.ts';
import { type Flags, toggle, type Values } from './flags.ts';
import { commandHelp } from './help.ts';
import { type Habits, parseArgs } from './parse.ts';

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

const HELP = toggle('-h --help', { help: 'this text' });

/** The words and flags, or the exit code when only help was asked for (and printed). Throws UsageFault. */
export function takeCommandLine<F extends Flags>(
  line: CommandLine<F>,
  args: readonly string[],
  io: CommandIo,
): { readonly words: readonly string[]; readonly values: Values<F> } | { readonly code: ExitCode } {
  const flags = { ...line.flags, help: HELP };
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(
      inLocale(commandHelp({ ...line, flags }, io.stdout.isTTY ? io.stdout.columns : undefined), io.env),
    );
    return { code: EXIT.done };
  }
  const help = `arpist ${line.name} --help`;
  const habits = line.habits === undefined ? {} : { habits: line.habits };
  const { words, values } = parseArgs(args, flags, { help, ...habits });
  if (words.length < line.least)
    throw new UsageFault(line.words, `arpist ${line.name} needs ${line.words}`, `see ${help}`);
  if (words.length > line.most)
    throw new UsageFault(
      words[line.most]!,
      `'${words[line.most]}' is one word too many`,
      line.tooMany ?? `see ${help}`,
    );
  return { words, values };
}
