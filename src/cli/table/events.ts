import { jsonText } from '../../base/printable.ts';
import { parseWhat } from '../../verbs/find/what.ts';
import { follow, type FollowEvent, type TableEvent } from '../../verbs/table/follow.ts';
import { realNames } from '../../asking/targets/interfaces.ts';
import { isWanted, type Wanted } from '../../verbs/table/wanted.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { EVENT_INKS, tableEventLine, tableEventWords } from './event-lines.ts';
import { count, plural } from '../../terminal/text/texts.ts';
import type { NeighbourRow } from '../../records/neighbour.ts';
import { overrunRecord, tableEventRecord } from '../../records/table-event.ts';
import { CHOOSING_FLAGS, NEIGHBOUR_FIELD_NOTE } from './flags.ts';
import { KernelRow } from './list.ts';
import type { TableHands } from '../hands.ts';

const EVENTS_FLAGS = {
  ...CHOOSING_FLAGS,
  count: one(
    '-c --count',
    { value: 'N', help: 'end after N changes' },
    whole(1, 1_000_000_000, 'number of changes'),
  ),
  deadline: timeFlag('-w --deadline', { help: 'end after that time' }),
  json: toggle('--json', {
    help: 'a line for each change (schema/table-event.v1.json, schema/table-overrun.v1.json)',
  }),
  plain: toggle('-x --plain', { help: 'no words on stderr' }),
} as const;

export const EVENTS_LINE: CommandLine<typeof EVENTS_FLAGS> = {
  name: 'table events',
  words: '[WHAT…]',
  line: 'follow the table live: what comes, changes and goes',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: EVENTS_FLAGS,
  notes: [
    'The kernel tells of every change by itself; published addresses alone are read once a second, because Linux says nothing about them. When more changes than can be kept, the table is read again and the differences are told, and that this was so. No rights are needed. Runs until Ctrl-C (130); with -c or -w 0, or 1 when nothing changed.',
    '',
    'WHAT as with arpist table; --where looks at the entry as it is after the change.',
    '',
    NEIGHBOUR_FIELD_NOTE,
  ],
  ends: {
    0: 'with -c or -w: something changed',
    1: 'with -c or -w: nothing changed',
    130: 'ended by Ctrl-C',
  },
  examples: [
    ['arpist table events', 'everything, until Ctrl-C'],
    ["arpist table events 10.0.0.1 --where 'state=failed' -c 1", 'wait until the gateway is lost'],
    ['arpist table events --json -w 60s', 'a minute, for a program'],
  ],
};

type EventsValues = FlagValues<typeof EVENTS_FLAGS>;

export async function followTable(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EVENTS_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const whats = words.map(parseWhat);
  const hands = await open();
  const links = values.interface.length === 0 ? [] : realNames(hands.table.interfaces(), values.interface);
  const wanted: Wanted = { whats, links };
  const fits = (row: NeighbourRow): boolean =>
    isWanted(row, wanted) && values.where.every((filter) => filter.fits(row));
  const stop = endAfter(values.deadline, io.signal);
  let seen = 0;
  let overruns = 0;
  const show = writerFor(io, values);
  try {
    for await (const event of follow({ watch: await hands.watch(), now: () => io.now() }, stop.signal)) {
      if (event.type === 'change') {
        const row = new KernelRow(event.entry, hands.vendors);
        if (!fits(row)) continue;
        show.change(event, row);
        if (++seen === values.count) break;
      } else if (event.type === 'overrun') {
        overruns++;
        show.overrun(event);
      } else if (!values.plain) io.stderr.write(`following ${plural(event.entries, 'entry', 'entries')}\n`);
    }
  } finally {
    stop.clear();
  }
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe')
    io.stderr.write(`${plural(seen, 'change')}${overruns > 0 ? `, ${plural(overruns, 'overrun')}` : ''}\n`);
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  return seen > 0 ? EXIT.done : EXIT.negative;
}

/** A longer timer of Node fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The signal of the command, and one more: that the time is over. */
function endAfter(
  millis: number | undefined,
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  if (millis === undefined) return { signal, clear: () => {} };
  const over = new AbortController();
  const wait = (left: number): void => {
    const slice = Math.min(left, LONGEST_TIMER);
    timer = setTimeout(() => (left > slice ? wait(left - slice) : over.abort()), slice);
  };
  let timer: NodeJS.Timeout | undefined;
  wait(millis);
  return { signal: AbortSignal.any([signal, over.signal]), clear: () => clearTimeout(timer) };
}

interface Writer {
  change(event: TableEvent, row: NeighbourRow): void;
  overrun(event: Extract<FollowEvent, { type: 'overrun' }>): void;
}

function writerFor(io: CommandIo, { json, plain }: EventsValues): Writer {
  const { stdout, stderr } = io;
  const now = (): number => io.now();
  const overrun: Writer['overrun'] = ({ entries, differences }) => {
    if (!plain)
      stderr.write(
        `arpist: changes came faster than they could be kept, and some are lost; the table was read again (${count(entries)} entries, ${plural(differences, 'difference')}).\n`,
      );
  };
  if (json)
    return {
      change: (event, row) => stdout.write(`${jsonText(tableEventRecord(event, row, now()))}\n`),
      overrun: (event) => {
        stdout.write(`${jsonText(overrunRecord(event, now()))}\n`);
        overrun(event);
      },
    };
  if (!stdout.isTTY || io.env['TERM'] === 'dumb')
    return { overrun, change: (event, row) => stdout.write(tableEventLine(event, row, now())) };
  const paint = paintFor(stdout.colour);
  return {
    overrun,
    change: (event, row) =>
      stdout.write(
        `${paint(EVENT_INKS[event.kind], tableEventWords(event, row, now()).slice(0, stdout.columns - 1))}\n`,
      ),
  };
}
