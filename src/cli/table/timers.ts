import { UsageFault } from '../../base/fault.ts';
import { NEIGH_NAMES } from '../../kernel/conf.ts';
import { interfaceNamed } from '../../asking/targets/interfaces.ts';
import { isChanged, MACHINE_NAMES, timersOf } from '../../verbs/table/timers.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { many, toggle } from '../../terminal/args/flags.ts';
import { list } from '../../terminal/args/numbers.ts';
import { closest } from '../../base/closest.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { TIMER } from '../../records/timer.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { timerLine, timerTable } from './timer-lines.ts';
import type { TableHands } from '../hands.ts';

const TIMER_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    {
      value: 'NAME',
      help: 'only of this interface (several: again, or A,B); default: what new ones begin with',
    },
    list,
  ),
  changed: toggle('--changed', { help: 'only what is not as the kernel was compiled' }),
  ...listFlags(TIMER, {
    json: 'JSON Lines (schema/timer.v1.json), times in milliseconds',
    rows: 'settings',
    where: 'changed, value>60000, setting~gc_',
    format: '${interface}.${setting}=${value}',
  }),
  sort: sortFlag(TIMER, 'setting, -value'),
} as const;

export const TIMERS_LINE: CommandLine<typeof TIMER_FLAGS> = {
  name: 'table timers',
  words: '[SETTING…]',
  line: 'how long the kernel believes, waits and asks, per interface, with its defaults beside',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: TIMER_FLAGS,
  notes: [
    'SETTING: a name, or a part of one. No rights are needed.',
    '',
    fieldNote(TIMER, 'times in milliseconds'),
  ],
  ends: {
    0: 'one fits',
    1: 'nothing fits',
  },
  examples: [
    ['arpist table timers -I eth0', 'all of one interface'],
    ['arpist table timers gc_thresh', 'how many entries the machine can have'],
    ['arpist table timers --changed', 'what somebody has set'],
  ],
};

const SETTINGS: readonly string[] = [...MACHINE_NAMES, ...NEIGH_NAMES];

export async function showTimers(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(TIMERS_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  for (const word of words) mustNameSettings(word);
  const listing = new Listing(io, TIMER, values);
  const { table } = await open();
  const interfaces = table.interfaces();
  const links = values.interface.map((name) =>
    name === 'default' ? name : interfaceNamed(interfaces, name).name,
  );
  const shown = timersOf(table.timers()).filter(
    (timer) =>
      (words.length === 0 || words.some((word) => timer.setting.includes(word))) &&
      (links.length === 0 || (timer.link !== null && links.includes(timer.link))) &&
      (!values.changed || isChanged(timer)),
  );
  const { stdout } = io;
  listing.all(shown, {
    line: timerLine,
    table: (rows) => timerTable(rows, { paint: paintFor(stdout.colour), width: stdout.columns - 1 }),
  });
  return listing.count > 0 ? EXIT.done : EXIT.negative;
}

function mustNameSettings(word: string): void {
  if (SETTINGS.some((name) => name.includes(word))) return;
  const near = closest(word, SETTINGS);
  throw new UsageFault(
    'SETTING',
    `no setting is called '${word}'`,
    near ? `did you mean ${near}?` : `there are ${SETTINGS.join(', ')}`,
  );
}
