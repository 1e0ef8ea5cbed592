import { printable } from '../../base/printable.ts';
import { one, text } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { plural } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, storePath } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import type { MemoryDoor } from './door.ts';

const FLAGS = {
  file: one('--file', { value: 'FILE', help: 'this file: a backup, or one that was moved aside' }, text),
  state: stateFlag,
} as const;

export const CHECK_STORE_LINE: CommandLine<typeof FLAGS> = {
  name: 'check-store',
  words: '',
  line: 'is what a watch remembers whole? Every page is read, also while it is written to',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [
    'A store that turns out to be damaged is moved aside by the watch itself, which says so and begins another.',
  ],
  ends: {
    0: 'it is whole',
    2: 'there is no store',
    3: 'it may not be read',
    5: 'it is damaged, and what is wrong is said; or a newer version wrote it',
  },
  examples: [
    ['arpist check-store', 'of the service'],
    ['arpist check-store --file /var/backups/arpist.db', 'of a backup'],
  ],
};

export const runCheckStore: Command = (args, io) => checkStoreOver(steelMemory, args, io);

export async function checkStoreOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(CHECK_STORE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { file, state } = taken.values;
  const path = file ?? storePath(state);
  const store = await (await open()).read(path);
  try {
    const wrong = await store.check();
    for (const sentence of wrong) io.stderr.write(`arpist: ${printable(`${path}: ${sentence}`)}\n`);
    if (wrong.length > 0) return EXIT.partial;
    const { events, stations, schema } = await store.facts();
    io.stderr.write(
      `${printable(path)} is whole: ${plural(stations, 'station')}, ${plural(events, 'event')}, schema ${schema}\n`,
    );
    return EXIT.done;
  } finally {
    await store.close();
  }
}
