import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import type { MemoryDoor } from './door.ts';
import { obeyed, tellOrdered } from './obey.ts';

const FLAGS = {
  state: stateFlag,
  json: toggle('--json', { help: 'JSON (schema/ordered.v1.json)' }),
} as const;

export const REVOKE_LINE: CommandLine<typeof FLAGS> = {
  name: 'revoke',
  words: 'NUMBER',
  line: 'take back an approval or a mute',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: ['Its number is said when it is made, and by arpist approve and arpist mute without words.'],
  ends: {
    0: 'taken back',
    2: 'there is none with that number, or there is no store',
    3: 'no rights to the service or its store',
    5: 'the store is full or damaged',
  },
  examples: [['arpist revoke 7', 'as arpist mute said']],
};

export const runRevoke: Command = (args, io) => revokeOver(steelMemory, args, io);

export async function revokeOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(REVOKE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const id = whole(1, Number.MAX_SAFE_INTEGER, 'number of an approval or a mute')(words[0]!, 'NUMBER');
  const done = await obeyed(await open(), { order: 'revoke', id }, { state: values.state, now: io.now() });
  tellOrdered('revoke', done, { io, json: values.json, state: values.state });
  return EXIT.done;
}
