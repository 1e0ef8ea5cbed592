import { parseWhat } from '../../verbs/find/what.ts';
import { follow, type FollowEvent } from '../../verbs/table/follow.ts';
import { realNames } from '../../asking/targets/interfaces.ts';
import { isWanted, type Wanted } from '../../verbs/table/wanted.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, toggle } from '../../terminal/args/flags.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { EVENT_INKS, tableEventLine, tableEventWords } from './event-lines.ts';
import { count, plural } from '../../terminal/text/texts.ts';
import { overrunRecord, TABLE_EVENT, type TableEventRow } from '../../records/table-event.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { CHOOSING_FLAGS } from './flags.ts';
import { KernelRow } from './list.ts';
import type { TableHands } from '../hands.ts';

const EVENTS_FLAGS = {
  interface: CHOOSING_FLAGS.interface,
  count: one(
    '-c --count',
    { value: 'N', help: 'end after N changes' },
    whole(1, 1_000_000_000, 'number of changes'),
  ),
  deadline: timeFlag('-w --deadline', { help: 'end after that time' }),
  ...listFlags(TABLE_EVENT, {
    json: 'a line for each change (schema/table-event.v1.json, schema/table-overrun.v1.json)',
    rows: 'changes',
    where: 'event=changed, state=failed, mac^=b8:27:eb',
    format: '${at} ${event} ${ip} ${mac}',
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
    fieldNote(TABLE_EVENT, 'confirmed, used and updated in seconds, or with their unit (used>5min)', false),
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

export async function followTable(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(EVENTS_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, TABLE_EVENT, values);
  const whats = words.map(parseWhat);
  const hands = await open();
  const links = values.interface.length === 0 ? [] : realNames(hands.table.interfaces(), values.interface);
  const wanted: Wanted = { whats, links };
  const stop = endAfter(values.deadline, io.signal);
  let seen = 0;
  let overruns = 0;
  const textOf = textFor(io);
  try {
    for await (const event of follow({ watch: await hands.watch(), now: () => io.now() }, stop.signal)) {
      if (event.type === 'change') {
        const row = new KernelRow(event.entry, hands.vendors);
        if (!isWanted(row, wanted) || !listing.row({ event, row, at: io.now() }, textOf)) continue;
        if (++seen === values.count) break;
      } else if (event.type === 'overrun') {
        overruns++;
        tellOverrun(event, { io, listing, plain: values.plain });
      } else if (!values.plain) io.stderr.write(`following ${plural(event.entries, 'entry', 'entries')}\n`);
    }
  } finally {
    stop.clear();
  }
  listing.end();
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

function tellOverrun(
  event: Extract<FollowEvent, { type: 'overrun' }>,
  {
    io,
    listing,
    plain,
  }: { readonly io: CommandIo; readonly listing: Listing<TableEventRow>; readonly plain: boolean },
): void {
  listing.record(overrunRecord(event, io.now()));
  const { entries, differences } = event;
  if (!plain)
    io.stderr.write(
      `arpist: changes came faster than they could be kept, and some are lost; the table was read again (${count(entries)} entries, ${plural(differences, 'difference')}).\n`,
    );
}

/** For people. */
function textFor({ stdout, env }: CommandIo): (row: TableEventRow) => string {
  if (!stdout.isTTY || env['TERM'] === 'dumb') return ({ event, row, at }) => tableEventLine(event, row, at);
  const paint = paintFor(stdout.colour);
  return ({ event, row, at }) =>
    `${paint(EVENT_INKS[event.kind], tableEventWords(event, row, at).slice(0, stdout.columns - 1))}\n`;
}
