import { confirm } from '../../verbs/mend/confirm.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { steelMend } from '../compose.ts';
import type { MendDoor } from '../hands.ts';
import { tellKept } from './await.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { tellDamage } from './tell-damage.ts';

export const CONFIRM_LINE: CommandLine<Record<never, never>> = {
  name: 'confirm',
  words: '',
  line: 'keep what apply --confirm did, and would take back',
  least: 0,
  most: 0,
  flags: {},
  ends: {
    0: 'kept, and the files of --persist written',
    1: 'nothing waits for it',
    3: 'no rights, or another arpist is at it',
    5: 'kept, but a file could not be written; or the journal is damaged',
  },
  examples: [['sudo arpist confirm', 'from any session on the machine']],
};

export const runConfirm: Command = (args, io) => confirmOver(steelMend, args, io);

export async function confirmOver(
  open: () => Promise<MendDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(CONFIRM_LINE, args, io);
  if ('code' in taken) return taken.code;
  const door = await open();
  const kept = confirm(door);
  if (kept === null) {
    io.stderr.write('nothing waits for a confirmation\n');
    return tellDamage(door, io) ? EXIT.partial : EXIT.negative;
  }
  return tellKept(`'arpist ${kept.entry.command}' is kept`, kept.files, io);
}
