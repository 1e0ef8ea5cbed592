import { takeCommandLine } from './command-line.ts';
import type { CommandLine } from '../terminal/args/line.ts';
import { toggle } from '../terminal/args/flags.ts';
import { paperStage, steelStage } from './compose.ts';
import type { Stage } from './hands.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Command, CommandIo } from './io.ts';
import { findOver } from './scan/find.ts';
import { scanOver } from './scan/scan.ts';

const DEMO_FLAGS = {
  paper: toggle('--paper', { help: 'on the paper segment even when namespaces could be made' }),
  page: toggle('--page', {
    help: 'a service that listens there, with its page, until it is ended; needs root',
  }),
} as const;

export const DEMO_LINE: CommandLine<typeof DEMO_FLAGS> = {
  name: 'demo',
  words: '',
  line: 'the main job on a small network made for it (namespaces as root, else on paper)',
  least: 0,
  most: 0,
  flags: DEMO_FLAGS,
  ends: {
    0: 'it went as it should',
    1: 'it did not',
  },
  examples: [
    ['sudo arpist demo', 'on true kernels, in namespaces that are gone afterwards'],
    ['sudo arpist demo --page', 'with a page to look at'],
    ['arpist demo', 'on the simulated segment, on any system'],
  ],
};

export const runDemo: Command = async (args, io) => {
  const taken = takeCommandLine(DEMO_LINE, args, io);
  if ('code' in taken) return taken.code;
  if (taken.values.page) return await (await import('./demo-page.ts')).demoPage(io);
  const stage = (taken.values.paper ? undefined : await steelStage()) ?? (await paperStage());
  try {
    io.stderr.write(`${stage.words}\n\n`);
    return await perform(stage, io);
  } finally {
    stage.close();
  }
};

/** What a person would type, and the exit code each must end with on this network. */
const PLAY: readonly {
  readonly command: 'scan' | 'find';
  readonly args: readonly string[];
  readonly ends: ExitCode;
}[] = [
  { command: 'scan', args: [], ends: EXIT.conflict },
  {
    command: 'scan',
    args: ['--where', 'verdict=conflict or verdict=flux', '--why', '-x'],
    ends: EXIT.conflict,
  },
  { command: 'find', args: ['b8:27:eb', '-x'], ends: EXIT.done },
];

function quoted(word: string): string {
  return word.includes(' ') ? `'${word}'` : word;
}

async function perform(stage: Stage, io: CommandIo): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  for (const { command, args, ends } of PLAY) {
    io.stderr.write(`$ arpist ${[command, ...args.map(quoted)].join(' ')}\n`);
    const over = command === 'scan' ? scanOver : findOver;
    const got = await over(() => stage.open(), args, io);
    await Promise.all([io.stdout.drained(), io.stderr.drained()]);
    io.stderr.write(`(exit code ${got})\n\n`);
    if (io.stopped() !== undefined) return got === EXIT.interrupted ? got : EXIT.done;
    if (got !== ends) code = EXIT.negative;
  }
  return code;
}
