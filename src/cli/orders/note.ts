import { remarkRecord, STANDING } from '../../records/standing.ts';
import { UsageFault } from '../../base/fault.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote } from '../listing/flags.ts';
import type { MemoryDoor } from './door.ts';
import { mustBeWhom, standingFlags } from './flags.ts';
import { listStanding } from './list.ts';
import { obeyed, tellOrdered } from './obey.ts';

const LONGEST = 1000;
const FLAGS = standingFlags('note~printer, mac^=b8:27:eb');

export const NOTE_LINE: CommandLine<typeof FLAGS> = {
  name: 'note',
  words: '[ADDRESS|MAC [TEXT…]]',
  line: 'write a name or a note beside an address or a MAC; what is written there',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: FLAGS,
  notes: [
    "Without TEXT: the note, without words: all of them. An empty text ('') takes the note away. It is asked of the service, or written into its store where none runs.",
    '',
    fieldNote(STANDING),
  ],
  ends: {
    0: 'noted, or there is a note',
    1: 'there is none',
    2: 'words that cannot be used, or there is no store',
    3: 'no rights to the service or its store',
    5: 'the store is full or damaged',
  },
  examples: [
    ["arpist note b8:27:eb:12:34:56 'printer, 2nd floor'", 'so that others know it'],
    ["arpist note b8:27:eb:12:34:56 ''", 'no more'],
    ['arpist note', 'all notes'],
  ],
};

export const runNote: Command = (args, io) => noteOver(steelMemory, args, io);

export async function noteOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(NOTE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const [word, ...rest] = words;
  const whom = word === undefined ? undefined : mustBeWhom(word);
  if (whom === undefined || rest.length === 0) {
    const isMeant = (of: object): boolean =>
      whom === undefined || JSON.stringify(of) === JSON.stringify(whom);
    return await listStanding(await open(), values, {
      io,
      rowsOf: async (store) =>
        (await store.notes()).filter(({ value }) => isMeant(value.whom)).map(remarkRecord),
      nothing: whom === undefined ? 'there is no note' : `there is no note of ${word}`,
    });
  }
  const text = rest.join(' ').trim();
  if (text.length > LONGEST)
    throw new UsageFault('TEXT', `a note has at most ${LONGEST} characters`, 'say it in fewer');
  const note = { whom, text };
  const done = await obeyed(await open(), { order: 'note', note }, { state: values.state, now: io.now() });
  tellOrdered('note', done, { io, json: values.json, state: values.state });
  return EXIT.done;
}
