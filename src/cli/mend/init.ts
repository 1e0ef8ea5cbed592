import { UsageFault } from '../../base/fault.ts';
import { closest } from '../../base/closest.ts';
import { printable } from '../../base/printable.ts';
import { starterFor } from '../../declare/starter.ts';
import { ALL_STARTERS } from '../../declare/starter-kinds.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text } from '../../terminal/args/flags.ts';
import { steelSnapshot } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { readHostFile } from '../explain/host-file.ts';

const FLAGS = {
  host: one(
    '--host',
    { value: 'FILE', help: 'for the host of this snapshot (- for stdin), not this one' },
    text,
  ),
} as const;

export const INIT_LINE: CommandLine<typeof FLAGS> = {
  name: 'init',
  words: ALL_STARTERS.join('|'),
  choices: ALL_STARTERS,
  line: 'a commented file to start from, filled from this host, for plan and apply',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'The file goes to stdout and can be planned as it is; what has to be changed says so. Nothing is changed, and no root is needed. docs/recipes/ tells the story of each; route, address, neighbour, mac and timers are sections that say one thing each.',
  ],
  ends: {
    0: 'written',
    1: 'this host has nothing to write it from',
    2: 'the command line, or a snapshot that cannot be used',
    3: 'this host cannot be read',
  },
  examples: [
    ['arpist init flux > flux.toml', 'several interfaces on one segment'],
    ['arpist init vip > vip.toml', 'service addresses behind a balancer'],
    ['arpist init vlan-router > router.toml', 'a router on a trunk'],
    ['arpist init guard > guard.toml', 'who alone may speak for the gateway'],
  ],
};

export const runInit: Command = (args, io) => initOver(steelSnapshot, args, io);

/** The command over any snapshot. */
export async function initOver(
  take: () => Promise<HostSnapshot>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(INIT_LINE, args, io);
  if ('code' in taken) return taken.code;
  const word = taken.words[0]!;
  const kind = ALL_STARTERS.find((known) => known === word);
  if (kind === undefined) {
    const near = closest(word, ALL_STARTERS);
    throw new UsageFault(
      word,
      `there is no '${word}' to start from`,
      near === undefined ? `write one of ${ALL_STARTERS.join(', ')}` : `'${near}' is meant, perhaps`,
    );
  }
  const { host: file } = taken.values;
  const host = file === undefined ? await take() : await readHostFile(file, io);
  const starter = starterFor(kind, host);
  if (!starter.ok) {
    io.stderr.write(`arpist: ${printable(starter.error)}.\n`);
    return EXIT.negative;
  }
  io.stdout.write(starter.value);
  await io.stdout.drained();
  return EXIT.done;
}
