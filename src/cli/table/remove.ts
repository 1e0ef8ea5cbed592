import { UsageFault } from '../../base/fault.ts';
import type { SilenceTurn } from '../../doctor/silence.ts';
import { parseWhat } from '../../verbs/find/what.ts';
import type { TableChange } from '../../change/change.ts';
import { realNames } from '../../asking/targets/interfaces.ts';
import { planRemoval } from '../../verbs/table/plan.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { SILENCE } from '../mend/silence-flag.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import type { NeighbourRow } from '../../records/neighbour.ts';
import { CHANGE_FIELD_NOTE, CHANGE_FLAGS, carryOut } from './carry-out.ts';
import { CHOOSING_FLAGS, CHOOSING_NOTE } from './flags.ts';
import { chooseRows } from './list.ts';
import type { TableHands } from '../hands.ts';

const REMOVE_FLAGS = {
  ...CHOOSING_FLAGS,
  all: toggle('--all', { help: 'all there are, when nothing else is named' }),
  silence: SILENCE,
  ...CHANGE_FLAGS,
} as const;

const FLUSH_FLAGS = {
  ...REMOVE_FLAGS,
  permanent: toggle('--permanent', { help: 'those made by hand (permanent, noarp) too' }),
} as const;

const WHAT_NOTE =
  'WHAT: an address, network or range, a MAC or its beginning, a part of a vendor name, as with arpist table.';

/** Of all three. */
const REMOVE_ENDS = {
  0: 'done',
  1: 'nothing fits',
  2: 'an answer would end that nobody named (--silence): nothing was changed',
  3: 'the kernel refused all of it',
  5: 'some of it, or what makes it last could not be written',
} as const;

export const DELETE_LINE: CommandLine<typeof REMOVE_FLAGS> = {
  name: 'table delete',
  words: '[WHAT…]',
  line: 'take entries away, static ones too',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: REMOVE_FLAGS,
  notes: [WHAT_NOTE, '', CHOOSING_NOTE, '', CHANGE_FIELD_NOTE],
  ends: REMOVE_ENDS,
  examples: [
    ['arpist table delete 10.0.0.7', 'the entry of one address, on every interface'],
    ['arpist table delete b8:27:eb --dry-run', 'all of a vendor, only shown'],
    ["arpist table delete --where 'state=failed'", 'who did not answer'],
  ],
};

export const FLUSH_LINE: CommandLine<typeof FLUSH_FLAGS> = {
  name: 'table flush',
  words: '[WHAT…]',
  line: 'forget what was learned: it is asked for again when it is needed',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: FLUSH_FLAGS,
  notes: [WHAT_NOTE, '', CHOOSING_NOTE, '', CHANGE_FIELD_NOTE],
  ends: REMOVE_ENDS,
  examples: [
    ['arpist table flush -I eth0', 'everything learned on one interface'],
    ['arpist table flush --all', 'everything learned'],
    ['arpist table flush 10.0.0.0/24 --permanent', 'what was made by hand too'],
  ],
};

export const UNPUBLISH_LINE: CommandLine<typeof REMOVE_FLAGS> = {
  name: 'table unpublish',
  words: '[WHAT…]',
  line: 'stop answering for addresses',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: REMOVE_FLAGS,
  notes: [
    WHAT_NOTE,
    '',
    'Who asks and is answered by nobody afterwards is told first. With -I that is meant for the named interfaces: where something published on every interface would fall silent on others too, nothing is changed unless --silence names it.',
    '',
    CHANGE_FIELD_NOTE,
  ],
  ends: REMOVE_ENDS,
  examples: [
    ['arpist table unpublish 10.0.0.60', 'wherever it is published'],
    ['arpist table unpublish -I eth3 --all', 'everything published on eth3, and on every interface'],
    [
      'arpist table unpublish 10.0.0.60 -I eth3 --silence 10.0.0.60',
      'on eth3, and wherever else it was answered',
    ],
  ],
};

type Run = (open: () => Promise<TableHands>, args: readonly string[], io: CommandIo) => Promise<ExitCode>;

export const deleteEntries: Run = async (open, args, io) => {
  const taken = takeCommandLine(DELETE_LINE, args, io);
  if ('code' in taken) return taken.code;
  return await removeWhere(({ entry }) => !entry.published, {
    open,
    io,
    ...taken,
    command: ['delete', ...args],
  });
};

export const unpublishEntries: Run = async (open, args, io) => {
  const taken = takeCommandLine(UNPUBLISH_LINE, args, io);
  if ('code' in taken) return taken.code;
  return await removeWhere(({ entry }) => entry.published, {
    open,
    io,
    ...taken,
    command: ['unpublish', ...args],
  });
};

export const flushEntries: Run = async (open, args, io) => {
  const taken = takeCommandLine(FLUSH_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { permanent } = taken.values;
  return await removeWhere(
    ({ entry: { state, published } }) =>
      !published && (permanent || (state !== 'permanent' && state !== 'noarp')),
    { open, io, ...taken, command: ['flush', ...args] },
  );
};

async function removeWhere(
  fits: (row: NeighbourRow) => boolean,
  call: {
    readonly open: () => Promise<TableHands>;
    readonly io: CommandIo;
    readonly words: readonly string[];
    readonly values: FlagValues<typeof REMOVE_FLAGS>;
    readonly command: readonly string[];
  },
): Promise<ExitCode> {
  const { open, io, words, values, command } = call;
  if (words.length === 0 && values.interface.length === 0 && values.where.length === 0 && !values.all)
    throw new UsageFault(
      'WHAT',
      `table ${command[0]} needs to know which entries`,
      'name them (an address, a MAC, -I, --where), or say --all',
    );
  const wanted = { whats: words.map(parseWhat), links: values.interface };
  const hands = await open();
  const named = new Set(realNames(hands.table.interfaces(), values.interface));
  // Only unpublish is told to end answers, and with -I those on some interfaces.
  const ends = command[0] === 'unpublish';
  const meantWhole = ({ link }: TableChange): boolean => ends && (named.size === 0 || link !== null);
  const meant = ({ wire }: SilenceTurn): boolean =>
    ends && (named.size === 0 || wire.some((link) => named.has(link)));
  const rows = chooseRows(hands, wanted, values.where).filter(fits);
  if (rows.length === 0) {
    if (!values.plain) io.stderr.write('no entry fits; nothing was changed\n');
    return EXIT.negative;
  }
  const planned = rows.map(({ entry }) => planRemoval(entry));
  const { silence } = values;
  return await carryOut(hands, planned, {
    io,
    values,
    command: `table ${command.join(' ')}`,
    agreed: { silence, meant, meantWhole },
  });
}
