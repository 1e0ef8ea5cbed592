import type { Host } from '../../ports/host.ts';
import { type CommandLine, takeCommandLine } from '../args/command-line.ts';
import { toggle } from '../args/flags.ts';
import type { Hands } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { findOver } from './find.ts';
import { scanOver } from './scan.ts';

const DEMO_FLAGS = {
  paper: toggle('--paper', { help: 'on the paper segment even when namespaces could be made' }),
} as const;

export const DEMO_LINE: CommandLine<typeof DEMO_FLAGS> = {
  name: 'demo',
  words: '',
  line: 'the main job on a small network made for it (namespaces as root, else on paper)',
  least: 0,
  most: 0,
  flags: DEMO_FLAGS,
  examples: [
    ['sudo arpist demo', 'on true kernels, in namespaces that are gone afterwards'],
    ['arpist demo', 'on the simulated segment, on any system'],
  ],
};

interface Stage {
  readonly words: string;
  open(): Promise<Hands>;
  close(): void;
}

export const runDemo: Command = async (args, io) => {
  const taken = takeCommandLine(DEMO_LINE, args, io);
  if ('code' in taken) return taken.code;
  const steel = !taken.values.paper && process.platform === 'linux' && process.getuid?.() === 0;
  const stage = steel ? await steelStage() : await paperStage();
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
    await io.stdout.drained();
    io.stderr.write(`(exit code ${got})\n\n`);
    if (got === EXIT.interrupted) return got;
    if (got !== ends) code = EXIT.negative;
  }
  return code;
}

async function handsOver(host: Host, clock: Hands['clock'], dice: Hands['dice']): Promise<Hands> {
  const { packedVendors } = await import('../../store/vendors.ts');
  return { host, clock, dice, vendors: packedVendors() };
}

async function steelStage(): Promise<Stage> {
  const [{ openDemoNetwork }, { openClock }] = await Promise.all([
    import('../../linux/demo-network.ts'),
    import('../../linux/clock.ts'),
  ]);
  const network = openDemoNetwork();
  return {
    words: 'A small network of namespaces on this machine: true kernels, gone when the demo ends.',
    open: () => handsOver(network.host, openClock(), Math.random),
    close: () => network.close(),
  };
}

async function paperStage(): Promise<Stage> {
  const [{ smallOffice }, { seededDice }] = await Promise.all([
    import('../../sim/scenarios.ts'),
    import('../../base/dice.ts'),
  ]);
  const { world, host } = smallOffice();
  return {
    words:
      'A small network on paper: simulated hosts that decide as Linux does. As root, namespaces are used.',
    open: () => handsOver(host, world.clock, seededDice(1)),
    close: () => undefined,
  };
}
