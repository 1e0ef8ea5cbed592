import { UsageFault } from '../base/fault.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { inLocale } from '../terminal/text/ascii.ts';
import type { Flags, FlagValues } from '../terminal/args/flags.ts';
import { commandHelp, HELP } from '../terminal/args/help.ts';
import type { CommandLine } from '../terminal/args/line.ts';
import { parseArgs } from '../terminal/args/parse.ts';

/** The words and flags, or the exit code when only help was asked for (and printed). Throws UsageFault. */
export function takeCommandLine<F extends Flags>(
  line: CommandLine<F>,
  args: readonly string[],
  io: CommandIo,
): { readonly words: readonly string[]; readonly values: FlagValues<F> } | { readonly code: ExitCode } {
  const flags = { ...line.flags, help: HELP };
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(inLocale(commandHelp(line, io.stdout.isTTY ? io.stdout.columns : undefined), io.env));
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
