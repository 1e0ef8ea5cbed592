import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { formatMac, parseMac } from '../../base/mac.ts';
import { ownZone } from '../../base/zone.ts';
import { heldRecord, TENURE, tenureRecord } from '../../records/tenure.ts';
import { one } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { moment, MOMENT_NOTE, type MomentWords } from '../../terminal/args/moment.ts';
import { whole } from '../../terminal/args/numbers.ts';
import type { Whom } from '../../ports/orders.ts';
import { historyOf, whoHad } from '../../verbs/history/history.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelStore } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { tenureLine, tenureTable } from './lines.ts';
import { stateFlag, storePath, type StoreHands } from './store-flag.ts';
import { heldSentence, type Saying } from './words.ts';

const FLAGS = {
  at: one('--at', { value: 'WHEN', help: 'who had the address then, in one sentence' }, moment),
  from: one('--from', { value: 'WHEN', help: 'only what lasted then or later' }, moment),
  until: one('--until', { value: 'WHEN', help: 'only what began then or before' }, moment),
  count: one(
    '-c --count',
    { value: 'N', help: 'the latest N (default: 10000)' },
    whole(1, 1_000_000, 'number of rows'),
  ),
  state: stateFlag,
  ...listFlags(TENURE, {
    json: 'JSON Lines (schema/tenure.v1.json; with --at held.v1.json)',
    rows: 'tenures',
    where: 'seconds>1h, strength=answered, vendor~intel',
    format: '${ip} ${mac} ${from} ${last}',
  }),
  sort: sortFlag(TENURE, '-last, ip,from'),
} as const;

export const HISTORY_LINE: CommandLine<typeof FLAGS> = {
  name: 'history',
  words: 'ADDRESS|MAC',
  line: 'who had an address, and when; or which addresses a MAC had: from what a watch remembers',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'A tenure is the time from the first claim of an address by a MAC to its last, without a pause of a quarter of an hour and without another in between. With --at it is said how sure it is: heard then, most likely (silent, and the same before and after), nobody heard, or unknown because the watch was blind.',
    '',
    MOMENT_NOTE,
    '',
    fieldNote(TENURE),
  ],
  ends: {
    0: 'somebody had it',
    1: 'nobody was heard for it',
    2: 'there is no store, or a moment that is none',
    5: 'it cannot be known: the watch was blind; or the store is damaged',
  },
  examples: [
    ['arpist history 10.1.2.3', 'all that is known of it'],
    ['arpist history 10.1.2.3 --at "tuesday 14:05"', 'who was that?'],
    [
      'arpist history b8:27:eb:12:34:56 --from "7d ago" --json',
      'where it was in the last week, for programs',
    ],
  ],
};

export const runHistory: Command = (args, io) => historyOver(steelStore, args, io);

export async function historyOver(
  open: () => Promise<StoreHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(HISTORY_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const whose = whoseIs(words[0]!);
  const zone = ownZone();
  const momentOf = (wish: MomentWords | undefined): number | undefined => {
    const read = wish?.(io.now(), zone);
    if (read?.note) io.stderr.write(`arpist: ${read.note}\n`);
    return read?.at;
  };
  const [at, from, until] = [momentOf(values.at), momentOf(values.from), momentOf(values.until)];
  if (at !== undefined && (from !== undefined || until !== undefined || !('ip' in whose)))
    throw new UsageFault(
      '--at',
      'ip' in whose
        ? '--at is one moment, and --from and --until are a span'
        : 'a MAC may have had many addresses then',
      'ip' in whose ? 'keep one of them' : 'name an address, or leave --at out and use --from and --until',
    );
  const listing = new Listing(io, TENURE, values);
  const { openStore, vendors } = await open();
  const store = await openStore(storePath(values.state));
  try {
    const saying: Saying = { zone, vendors };
    if (at !== undefined && 'ip' in whose) {
      const found = await whoHad(store, whose.ip, at);
      for (const there of found) {
        if (values.json) listing.record(heldRecord(whose.ip, at, { there, vendors }));
        else if (listing.forPeople) io.stdout.write(`${heldSentence(whose.ip, at, { there, saying })}\n`);
        else if (there.held.sure === 'heard')
          for (const one of there.held.by) listing.row(tenureRecord(one, vendors), tenureLine);
      }
      listing.end();
      const sure = found.map(({ held }) => held.sure);
      if (sure.some((one) => one === 'heard' || one === 'likely')) return EXIT.done;
      return sure.includes('blind') ? EXIT.partial : EXIT.negative;
    }
    const options = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
    const most = values.count === undefined ? {} : { most: values.count };
    const { tenures, cut } = await historyOf(store, whose, { ...options, ...most });
    listing.all(
      tenures.map((one) => tenureRecord(one, vendors)),
      {
        line: tenureLine,
        table: (rows) => tenureTable(rows, { zone, width: io.stdout.columns - 1 }),
      },
    );
    if (cut) io.stderr.write('arpist: there are earlier ones: name a span with --from and --until\n');
    if (listing.count > 0) return EXIT.done;
    const what = 'ip' in whose ? formatIpv4(whose.ip) : formatMac(whose.mac);
    io.stderr.write(`arpist: nothing is remembered of ${what}${tenures.length > 0 ? ' that fits' : ''}\n`);
    return EXIT.negative;
  } finally {
    await store.close();
  }
}

/** Throws UsageFault. */
export function whoseIs(word: string): Whom {
  const ip = parseIpv4(word);
  if (ip !== undefined) return { ip };
  const mac = parseMac(word);
  if (mac !== undefined) return { mac };
  throw new UsageFault(
    'ADDRESS',
    `'${word}' is neither an address nor a MAC`,
    'write 10.1.2.3 or b8:27:eb:12:34:56',
  );
}
