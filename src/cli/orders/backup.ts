import type { CommandLine } from '../../terminal/args/line.ts';
import { printable } from '../../base/printable.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, storePath } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import type { MemoryDoor } from './door.ts';

const FLAGS = { state: stateFlag } as const;

export const BACKUP_LINE: CommandLine<typeof FLAGS> = {
  name: 'backup',
  words: 'FILE',
  line: 'all that a watch remembers as one file, also while it runs',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'FILE is made for its owner alone (0600), and never over one that is there. It is whole when its name is there.',
    '',
    'To bring it back: stop the service, move arpist.db and what begins with that name aside, copy FILE to arpist.db, give it to the user of the service, and start it. A store that was brought back knows that it is one, and takes another identity.',
  ],
  ends: {
    0: 'it is there',
    2: 'there is no store, or FILE cannot be made',
    5: 'the disk is full, or the store is damaged',
  },
  examples: [
    ['sudo arpist backup /var/backups/arpist.db', 'now'],
    ['arpist check-store --file /var/backups/arpist.db', 'is it whole?'],
  ],
};

export const runBackup: Command = (args, io) => backupOver(steelMemory, args, io);

export async function backupOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(BACKUP_LINE, args, io);
  if ('code' in taken) return taken.code;
  const [file] = taken.words;
  const store = await (await open()).read(storePath(taken.values.state));
  try {
    await store.backup(file!);
  } finally {
    await store.close();
  }
  io.stderr.write(`${printable(file!)} holds all of it\n`);
  return EXIT.done;
}
