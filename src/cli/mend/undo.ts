import { UsageFault } from '../../base/fault.ts';
import { jsonText, printable } from '../../base/printable.ts';
import { awaited, isAwaited, undoUnlessConfirmed } from '../../verbs/mend/confirm.ts';
import { undo } from '../../verbs/mend/undo.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { steelMend } from '../compose.ts';
import type { MendDoor } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { tellDamage } from './tell-damage.ts';
import { entryLine, undoWords } from './lines.ts';
import { plural } from '../../terminal/text/texts.ts';
import { entryRecord, JOURNAL_ENTRY, undoRecord } from '../../records/mend.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing, mustBeOneForm } from '../listing/listing.ts';

const FLAGS = {
  list: toggle('--list', { help: 'what was changed here, the latest last, and what of it stands' }),
  ...listFlags(JOURNAL_ENTRY, {
    json: 'JSON: what came of it (schema/undo.v1.json), with --list a line each (schema/journal-entry.v1.json)',
    rows: 'entries of --list',
    where: 'state=made, command~router, changes>10',
    format: '${entry} ${command}',
  }),
  sort: sortFlag(JOURNAL_ENTRY, '-at, command,at'),
  unlessConfirmed: toggle('--unless-confirmed', {
    help: 'wait for the seconds it was applied with, and undo it then; apply --confirm starts this by itself',
  }),
} as const;

export const UNDO_LINE: CommandLine<typeof FLAGS> = {
  name: 'undo',
  words: '[ENTRY]',
  line: 'take the last change back, look, and say what is not as it was',
  least: 0,
  most: 1,
  flags: FLAGS,
  notes: [
    'Undone is what arpist apply, doctor --fix and table changed since the machine started, also when it was cut short by kill -9 or a power cut of the program. What somebody else changed since stays, and is told. Files of --persist go with it; one that somebody wrote in since stays. Afterwards it is looked at what is as before, and the rest is told, also what the kernel never gives back. ENTRY is a name of --list.',
    '',
    'When a line of the journal cannot be read, that is told, and undo without ENTRY stops where it may be the last change. Of what is undone or of an earlier start, --list keeps 90 days and 200 entries at most; of what stands the last 2000.',
    '',
    fieldNote(JOURNAL_ENTRY),
  ],
  ends: {
    0: 'undone',
    1: 'nothing to undo',
    2: 'no such entry, or a later one touches the same',
    3: 'no rights, or another arpist is at it',
    5: 'not all of it could be undone, or the journal is damaged where the last change may stand, and nothing was (--list ends so too)',
  },
  examples: [
    ['sudo arpist undo', 'the last one'],
    ['arpist undo --list', 'what there is'],
  ],
};

export const runUndo: Command = (args, io) => undoOver(steelMend, args, io);

export async function undoOver(
  open: () => Promise<MendDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(UNDO_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values, words } = taken;
  const [name] = words;
  mustList(values);
  const door = await open();
  if (values.list) return await list(door, values, io);
  if (values.unlessConfirmed) {
    if (name === undefined)
      throw new UsageFault(
        '--unless-confirmed',
        '--unless-confirmed needs ENTRY',
        'name one of arpist undo --list',
      );
    return await watch(door, name, io);
  }
  const report = undo(door, name ?? null);
  tellDamage(door, io);
  if (values.json) io.stdout.write(`${jsonText(undoRecord(report))}\n`);
  await io.stdout.drained();
  io.stderr.write(`${printable(undoWords(report))}\n`);
  for (const sentence of [...report.left, ...report.remains])
    io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  if (report.entry === null) return EXIT.negative;
  return report.complete ? EXIT.done : EXIT.partial;
}

type UndoValues = FlagValues<typeof FLAGS>;

/** Throws UsageFault. */
function mustList(values: UndoValues): void {
  mustBeOneForm(values);
  const { list: lists, csv, format, where, sort } = values;
  const flag = csv
    ? '--csv'
    : format
      ? '--format'
      : where.length > 0
        ? '--where'
        : sort
          ? '--sort'
          : undefined;
  if (!lists && flag !== undefined)
    throw new UsageFault(flag, `${flag} goes with --list`, 'leave it out, or write --list');
}

async function list(door: MendDoor, values: UndoValues, io: CommandIo): Promise<ExitCode> {
  const listing = new Listing(io, JOURNAL_ENTRY, values);
  const entries = door.history.entries();
  for (const entry of entries) listing.row(entryRecord(entry), () => `${entryLine(entry)}\n`);
  listing.end();
  await io.stdout.drained();
  const dropped = door.history.dropped();
  if (dropped > 0)
    io.stderr.write(
      `${plural(dropped, 'older entry', 'older entries')} let go: what is undone, or of an earlier start, is kept for 90 days, 200 at most; of what stands the last 2000\n`,
    );
  if (tellDamage(door, io)) return EXIT.partial;
  return listing.count > 0 ? EXIT.done : EXIT.negative;
}

const LOOK_AGAIN = 200;

/** In a process of its own. When it is asked to end before the time is over, it undoes at once: nobody would later. */
async function watch(door: MendDoor, name: string, io: CommandIo): Promise<ExitCode> {
  const wait = awaited(door, name);
  if (wait === null) return EXIT.done;
  const end = performance.now() + wait.seconds * 1000;
  while (performance.now() < end && !io.signal.aborted && isAwaited(door.history, name))
    await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN));
  const report = undoUnlessConfirmed(door, name);
  return report === null || report.complete ? EXIT.done : EXIT.partial;
}
