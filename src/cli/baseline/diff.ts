import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { compareWithKnown } from '../../known/differences.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { plural } from '../../terminal/text/texts.ts';
import type { Vendors } from '../../ports/host.ts';
import {
  DIFFERENCE,
  type DiffCounts,
  differenceRecord,
  diffSummaryRecord,
} from '../../records/difference.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelHands, steelVendors } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { NetworkHands } from '../hands.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { HEARING_FLAGS, hearFrom } from './hear.ts';
import { readKnownFile } from './known-file.ts';
import { differenceLine } from './lines.ts';

const DIFF_FLAGS = {
  ...HEARING_FLAGS,
  ...listFlags(DIFFERENCE, {
    json: 'JSON Lines, a summary last (schema/difference.v1.json, schema/diff-summary.v1.json)',
    rows: 'differences',
    where: "kind=changed, kind!=gone, ip=10.0.0.0/24, 'vendor~espressif'",
    format: '${kind} ${ip} ${mac}',
  }),
  sort: sortFlag(DIFFERENCE, 'kind,ip'),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export const DIFF_LINE: CommandLine<typeof DIFF_FLAGS> = {
  name: 'diff',
  words: 'BASELINE [CAPTURE|TARGET…]',
  line: 'who is new, gone or changed, against a baseline: of a capture, a scan, or what is heard',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: DIFF_FLAGS,
  notes: [
    'BASELINE: TOML as arpist baseline writes it, an ethers(5) file, or an arp.dat (of which the MAC heard last counts); told apart by their lines. With --scan the words behind it are targets, without --scan and --for the one is a capture (- for stdin).',
    '',
    'new: an address nobody knows. changed: another MAC than known; also says that the known one was heard, too. gone: known and silent, where it would have been heard: a scan must have asked for it, a capture have heard its VLAN. expired: heard, after its line expired. Lines that expired and are silent are counted on stderr. What has expired is told by the time of the capture, else by the clock.',
    '',
    'A line without a VLAN is known on every network.',
    '',
    fieldNote(DIFFERENCE),
  ],
  ends: {
    0: 'no difference',
    1: 'a difference (that fits --where)',
    2: 'a line of the baseline cannot be used, or the capture is none',
    5: 'not all was heard: a capture cut, a link lost',
  },
  examples: [
    ['arpist diff known.toml office.pcapng', 'a capture against what is known'],
    ['sudo arpist diff known.toml --scan', 'everybody is asked: for cron, the exit code tells'],
    [
      "sudo arpist diff known.toml --for 1h --where 'kind!=gone' --json",
      'who spoke within an hour and is not known',
    ],
    ['arpist diff /var/lib/arpwatch/arp.dat office.pcapng', 'against what arpwatch knows'],
  ],
};

export interface DiffDoor {
  readonly hands: () => Promise<NetworkHands>;
  readonly vendors: () => Promise<Vendors>;
}

export const runDiff: Command = (args, io) =>
  diffOver({ hands: steelHands, vendors: steelVendors }, args, io);

/** The command over any hands; a capture needs none. */
export async function diffOver(door: DiffDoor, args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const taken = takeCommandLine(DIFF_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  const [file = '', ...rest] = taken.words;
  const listing = new Listing(io, DIFFERENCE, values);
  const capture = values.scan ? undefined : rest[0];
  if (!values.scan && rest.length > 1)
    throw new UsageFault(
      rest[1]!,
      `'${rest[1]}' is one word too many`,
      'name one capture; targets go with --scan',
    );
  const known = (await readKnownFile(file, io)).pairs;
  const hearing = await hearFrom({ capture, targets: values.scan ? rest : [], values, open: door.hands }, io);
  const { pairs: heard, at, covers, cut } = hearing;
  const compared = compareWithKnown(known, heard, { at, covers });
  const counts: DiffCounts = { ...compared, known: known.length, heard: heard.length };
  const vendors = await door.vendors();
  const byRecord = new Map(compared.differences.map((one) => [differenceRecord(one, vendors), one] as const));
  listing.all(byRecord.keys(), {
    line: (record) => `${differenceLine(byRecord.get(record)!, { file, vendors })}\n`,
  });
  listing.record(diffSummaryRecord(file, counts, cut === EXIT.interrupted));
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe')
    for (const line of summaryLines(file, counts)) io.stderr.write(`${printable(line)}\n`);
  if (cut !== null) return cut;
  return listing.count === 0 ? EXIT.done : EXIT.negative;
}

function summaryLines(
  file: string,
  { differences, same, known, heard, ended, unasked }: DiffCounts,
): string[] {
  const told = differences.length === 0 ? 'no difference' : plural(differences.length, 'difference');
  const lines = [`${file}: ${told}; ${plural(same, 'pair')} as known, of ${known} known and ${heard} heard`];
  if (unasked > 0)
    lines.push(
      `${plural(unasked, 'known pair')} where nothing was listened to or asked: nothing is said of them`,
    );
  if (ended.length > 0) {
    const places = ended.slice(0, 9).map(({ line }) => line);
    const more = ended.length > places.length ? ' …' : '';
    lines.push(
      `${plural(ended.length, 'line')} expired and silent: they may go (${file}:${places.join(', ')}${more})`,
    );
  }
  return lines;
}
