import { jsonText, printable } from '../../base/printable.ts';
import { parseWhat } from '../../verbs/find/what.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import { type Checked, type VerifyReport, verify } from '../../verbs/table/verify.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { packetRate, whole } from '../../terminal/args/numbers.ts';
import { TIMEOUT_FLAGS, timeoutOf } from '../../terminal/args/times.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { CHECK_INKS, checkLine, checkSummary, checkWords } from './verify-lines.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';
import { planLines, planRecord, ProgressLine, progressText } from '../render/talk.ts';
import { checkRecord, checkSummaryRecord } from '../../records/verify.ts';
import { byNeighbour } from '../../records/neighbour.ts';
import { CHOOSING_FLAGS, NEIGHBOUR_FIELD_NOTE } from './flags.ts';
import { chooseRows } from './list.ts';
import type { TableHands } from '../hands.ts';

const VERIFY_FLAGS = {
  ...CHOOSING_FLAGS,
  all: toggle('--all', { help: 'show what is right, and what cannot be asked for, too' }),
  json: toggle('--json', {
    help: 'a line for each entry, a summary last (schema/table-check.v1.json, schema/table-check-summary.v1.json)',
  }),
  rate: one(
    '--rate',
    { value: 'RATE', help: 'packets (5000, 5k) or bits (1Mbit) per second on each wire; default 1000' },
    packetRate,
  ),
  fast: toggle('--fast', { help: 'as fast as the link takes them' }),
  tries: one(
    '-r --tries --retry',
    { value: 'N', help: 'ask silent addresses N times in all; default 2, more when packets get lost' },
    whole(1, 100, 'number of tries'),
  ),
  evidence: one(
    '--evidence',
    {
      value: 'N',
      help: 'packets beside the questions, at most, to tell one host from two and an owner from a proxy; default 288, fewer when --rate is low, more in large networks; 0: none',
    },
    whole(0, 1_000_000, 'number of packets'),
  ),
  ...TIMEOUT_FLAGS,
  dryRun: toggle('--dry-run', { help: 'print what would be asked and how long it takes, and ask nothing' }),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

type VerifyValues = FlagValues<typeof VERIFY_FLAGS>;

export const TABLE_VERIFY_LINE: CommandLine<typeof VERIFY_FLAGS> = {
  name: 'table verify',
  words: '[WHAT…]',
  line: 'ask the wire for each entry, and name those that are not true any more',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: VERIFY_FLAGS,
  notes: [
    'Verdicts: stale (another MAC answers, and the kernel doubts the entry already); wrong (it believes it); permanent-wrong (no ARP will change it); duplicate (several hosts answer, or one has an address that is published here); silent (nobody answers); undecided (several MACs answer, and too little was asked or answered to say whether they are one host; or it was cut short). Beside each stands the command that mends it; nothing is changed here. Every question carries sender 0.0.0.0 first, as arpist scan does.',
    '',
    'Not asked for are entries that ARP has no say in: those of a control plane (extern_learn) and those without ARP (NOARP), groups, and links that answer from the table itself (vxlan with proxy, a bridge with neigh_suppress).',
    '',
    'WHAT as with arpist table.',
    '',
    NEIGHBOUR_FIELD_NOTE,
  ],
  ends: {
    0: 'all that could be asked for is true',
    1: 'one is not, or nothing fits',
    4: 'several hosts have one address, or somebody has one that is published here',
    5: 'one is undecided, nothing could be asked for, or a link was lost',
  },
  examples: [
    ['arpist table verify', 'everything, on every interface'],
    ['arpist table verify --where permanent', 'what was made by hand: is it still so'],
    ['arpist table verify 10.0.0.1 --json', 'the gateway, for a program'],
  ],
};

export async function verifyEntries(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(TABLE_VERIFY_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const hands = await open();
  const wanted = { whats: words.map(parseWhat), links: values.interface };
  const entries = chooseRows(hands, wanted, values.where)
    .toSorted(byNeighbour)
    .map(({ entry }) => entry);
  if (entries.length === 0) {
    if (!values.plain) io.stderr.write('no entry fits; nothing was asked\n');
    return EXIT.negative;
  }
  const { tries, evidence } = values;
  const timeout = timeoutOf(values);
  const wishes = {
    rate: values.fast ? Number.POSITIVE_INFINITY : (values.rate ?? DEFAULT_RATE),
    ...(tries === undefined ? {} : { tries }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(timeout === undefined ? {} : { patience: timeout }),
    dryRun: values.dryRun,
  };
  const line = new ProgressLine(io.stderr);
  const events = verify(await hands.wire(), { entries, wishes }, io.signal);
  const show = writerFor(io, values, hands);
  const reasons = new Map<string, number>();
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      line.clear();
      return await finish(next.value, { io, values, reasons });
    }
    const told = next.value;
    if (told.type === 'checked') {
      const { word, why } = told.checked;
      if (word === 'unasked') reasons.set(why, (reasons.get(why) ?? 0) + 1);
      if (!values.dryRun) show(told.checked);
      continue;
    }
    const { event } = told;
    if (event.type === 'plan' && values.dryRun) {
      const told = values.json ? [jsonText(planRecord(event))] : planLines(event, { whole: true });
      io.stdout.write(told.map((one) => `${one}\n`).join(''));
    }
    if (event.type === 'progress' && !values.plain) line.show(progressText(event));
    if (event.type === 'note') {
      line.clear();
      io.stderr.write(`${printable(event.text)}\n`);
    }
  }
}

function writerFor(
  io: CommandIo,
  { json, all }: VerifyValues,
  { vendors }: Pick<TableHands, 'vendors'>,
): (checked: Checked) => void {
  const { stdout } = io;
  if (json) return (checked) => stdout.write(`${jsonText(checkRecord(checked, vendors))}\n`);
  const isShown = ({ word }: Checked): boolean => all || (word !== 'ok' && word !== 'unasked');
  if (!stdout.isTTY || io.env['TERM'] === 'dumb')
    return (checked) => {
      if (isShown(checked)) stdout.write(checkLine(checked));
    };
  const paint = paintFor(stdout.colour);
  return (checked) => {
    if (!isShown(checked)) return;
    const [head = '', ...more] = checkWords(checked);
    stdout.write(`${[paint(CHECK_INKS[checked.word], head), ...more].join('\n')}\n`);
  };
}

/** More reasons than these are seen with --all. */
const SHOWN_REASONS = 3;

async function finish(
  report: VerifyReport,
  {
    io,
    values,
    reasons,
  }: { readonly io: CommandIo; readonly values: VerifyValues; readonly reasons: ReadonlyMap<string, number> },
): Promise<ExitCode> {
  if (values.dryRun) {
    await io.stdout.drained();
    return EXIT.done;
  }
  if (values.json) io.stdout.write(`${jsonText(checkSummaryRecord(report))}\n`);
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe') {
    io.stderr.write(`${checkSummary(report)}\n`);
    if (!values.all)
      for (const [why, many] of [...reasons].slice(0, SHOWN_REASONS))
        io.stderr.write(`${plural(many, 'entry', 'entries')} not asked for: ${printable(why)}\n`);
  }
  const { counts, entries } = report;
  if (report.interrupted && io.stopped() === 'interrupted') return EXIT.interrupted;
  if (report.linkLost !== null) return EXIT.partial;
  if (counts.duplicate > 0) return EXIT.conflict;
  if (counts.undecided > 0) return EXIT.partial;
  // Nothing was asked, so nothing is known.
  if (counts.unasked === entries) return EXIT.partial;
  return counts.ok + counts.unasked === entries ? EXIT.done : EXIT.negative;
}
