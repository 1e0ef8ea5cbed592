import { jsonText, printable } from '../../base/printable.ts';
import { parseWhat } from '../../verbs/find/what.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import { type Checked, type VerifyReport, verify } from '../../verbs/table/verify.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { type FlagValues, many, one, toggle } from '../../terminal/args/flags.ts';
import { packetRate } from '../../terminal/args/numbers.ts';
import { TIMEOUT_FLAGS, timeoutOf } from '../../terminal/args/times.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { CHECK_INKS, checkLine, checkSummary, checkWords } from './verify-lines.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';
import { planLines, ProgressLine, progressText } from '../render/talk.ts';
import { planRecord } from '../../records/scan-plan.ts';
import { checkRecord, checkSummaryRecord, TABLE_CHECK } from '../../records/verify.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { type Filter, parseWhereOf } from '../../records/where.ts';
import { UsageFault } from '../../base/fault.ts';
import { listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { tellAll } from '../tell-all.ts';
import { byNeighbour, NEIGHBOUR_FIELDS, type NeighbourRow } from '../../records/neighbour.ts';
import { PROOF_FLAGS } from '../scan/flags.ts';
import { CHOOSING_FLAGS, NEIGHBOUR_FIELD_NOTE } from './flags.ts';
import { chooseRows } from './list.ts';
import type { TableHands } from '../hands.ts';

const VERIFY_FLAGS = {
  interface: CHOOSING_FLAGS.interface,
  all: toggle('--all', { help: 'show what is right, and what cannot be asked for, too' }),
  ...listFlags(TABLE_CHECK, {
    json: 'a line for each entry, a summary last (schema/table-check.v1.json, schema/table-check-summary.v1.json)',
    rows: 'entries',
    where: 'permanent, vendor~intel, verdict=wrong, evidence~other-answers',
    format: '${ip;-15} ${verdict} ${truth}',
  }),
  where: many(
    '--where',
    {
      value: 'EXPR',
      help: 'only entries that fit: permanent, vendor~intel; by what came of it: verdict=wrong, truth^=b8:27:eb',
    },
    (text, flag) => [chosenBy(text, flag)],
  ),
  sort: sortFlag(TABLE_CHECK, 'verdict, ip'),
  rate: one(
    '--rate',
    { value: 'RATE', help: 'packets (5000, 5k) or bits (1Mbit) per second on each wire; default 1000' },
    packetRate,
  ),
  fast: toggle('--fast', { help: 'as fast as the link takes them' }),
  ...PROOF_FLAGS,
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
    '',
    `By what came of it: ${Object.keys(TABLE_CHECK.fields).join(' ')}. A --where of fields of the entry alone chooses what is asked for, one with others of these what is shown.`,
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
  const listing = new Listing(io, TABLE_CHECK, {
    ...values,
    where: values.where.flatMap(({ told }) => told ?? []),
  });
  const hands = await open();
  const wanted = { whats: words.map(parseWhat), links: values.interface };
  const entries = chooseRows(
    hands,
    wanted,
    values.where.flatMap(({ entry }) => entry ?? []),
  )
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
  const textOf = textFor(io);
  const isShown = ({ word }: Checked): boolean =>
    values.all || values.where.some(({ told }) => told) || (word !== 'ok' && word !== 'unasked');
  const reasons = new Map<string, number>();
  return await tellAll(events, {
    take(told) {
      if (told.type === 'checked') {
        const { checked } = told;
        const { word, why } = checked;
        if (word === 'unasked') reasons.set(why, (reasons.get(why) ?? 0) + 1);
        if (!values.dryRun)
          listing.row(checkRecord(checked, hands.vendors), () => (isShown(checked) ? textOf(checked) : ''));
        return;
      }
      const { event } = told;
      if (event.type === 'plan' && values.dryRun) {
        const lines = values.json ? [jsonText(planRecord(event))] : planLines(event, { whole: true });
        io.stdout.write(lines.map((one) => `${one}\n`).join(''));
      }
      if (event.type === 'progress' && !values.plain) line.show(progressText(event));
      if (event.type === 'note') {
        line.clear();
        io.stderr.write(`${printable(event.text)}\n`);
      }
    },
    async end(report) {
      line.clear();
      if (!values.dryRun) {
        listing.end();
        listing.record(checkSummaryRecord(report));
      }
      return await finish(report, { io, values, reasons });
    },
  });
}

/** What is known of an entry before it is asked for is not asked of the wire. */
function chosenBy(
  text: string,
  flag: string,
): { readonly entry?: Filter<NeighbourRow>; readonly told?: Filter<JsonRecord> } {
  try {
    return { entry: parseWhereOf(NEIGHBOUR_FIELDS, text, flag) };
  } catch (cause) {
    if (!(cause instanceof UsageFault)) throw cause;
    return { told: parseWhereOf(TABLE_CHECK.fields, text, flag) };
  }
}

/** For people. */
function textFor({ stdout, env }: CommandIo): (checked: Checked) => string {
  if (!stdout.isTTY || env['TERM'] === 'dumb') return checkLine;
  const paint = paintFor(stdout.colour);
  return (checked) => {
    const [head = '', ...more] = checkWords(checked);
    return `${[paint(CHECK_INKS[checked.word], head), ...more].join('\n')}\n`;
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
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe') {
    io.stderr.write(`${checkSummary(report)}\n`);
    if (!values.all)
      for (const [why, many] of [...reasons].slice(0, SHOWN_REASONS))
        io.stderr.write(`${plural(many, 'entry', 'entries')} not asked for: ${printable(why)}\n`);
  }
  const { counts, entries } = report;
  if (report.interrupted && io.stopped() === 'interrupted') return EXIT.interrupted;
  if (counts.duplicate > 0) return EXIT.conflict;
  if (report.linkLost !== null) return EXIT.partial;
  if (counts.undecided > 0) return EXIT.partial;
  // Nothing was asked, so nothing is known.
  if (counts.unasked === entries) return EXIT.partial;
  return counts.ok + counts.unasked === entries ? EXIT.done : EXIT.negative;
}
