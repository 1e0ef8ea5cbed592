import { closest } from '../base/closest.ts';
import { UsageFault } from '../base/fault.ts';
import type { CommandLine, CommandWords } from '../terminal/args/line.ts';
import { takeCommandLine } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './io.ts';

const SHELLS: Readonly<Record<string, () => Promise<(manual: readonly CommandWords[]) => string>>> = {
  bash: async () => (await import('../manual/completion/bash.ts')).bashCompletion,
  zsh: async () => (await import('../manual/completion/zsh.ts')).zshCompletion,
  fish: async () => (await import('../manual/completion/fish.ts')).fishCompletion,
};

export const COMPLETION_LINE: CommandLine<Readonly<Record<string, never>>> = {
  name: 'completion',
  words: 'bash|zsh|fish',
  line: 'a script by which a shell proposes commands, flags and what they take',
  choices: Object.keys(SHELLS),
  least: 1,
  most: 1,
  flags: {},
  notes: ['It goes to stdout, knows every command and flag of this version, and starts arpist for nothing.'],
  ends: {
    0: 'printed',
  },
  examples: [
    ['source <(arpist completion bash)', 'in ~/.bashrc, or the script in /etc/bash_completion.d/arpist'],
    ['source <(arpist completion zsh)', 'in ~/.zshrc behind compinit, or the script as _arpist in fpath'],
    ['arpist completion fish > ~/.config/fish/completions/arpist.fish', 'once'],
  ],
};

export const runCompletion: Command = async (args, io) => {
  const taken = takeCommandLine(COMPLETION_LINE, args, io);
  if ('code' in taken) return taken.code;
  const shell = taken.words[0]!;
  const load = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (load === undefined) {
    const near = closest(shell, Object.keys(SHELLS));
    throw new UsageFault(
      shell,
      `there is no script for '${shell}'`,
      near === undefined ? `write one of ${Object.keys(SHELLS).join(', ')}` : `did you mean ${near}?`,
    );
  }
  const { MANUAL } = await import('../manual/manual.ts');
  io.stdout.write((await load())(MANUAL));
  await io.stdout.drained();
  return EXIT.done;
};
