import { UsageFault } from '../../base/fault.ts';
import { changeToKeep, chosenFiles, removeFiles, writeAlone } from '../../verbs/mend/files-alone.ts';
import { carriedOver } from '../../persist/carry-over.ts';
import { lasts, survey, type WrittenFile } from '../../persist/survey.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { steelMend } from '../compose.ts';
import type { MendDoor } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printable } from '../../base/printable.ts';
import type { Command, CommandIo } from '../io.ts';
import { lastingChanges, persistKind } from './persist-flag.ts';
import { persistLines } from './persist-lines.ts';
import { PERSIST_FILE, persistRecord } from '../../records/persist.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing, mustBeOneForm } from '../listing/listing.ts';

const FLAGS = {
  all: toggle('--all', { help: 'with remove: every file that arpist wrote' }),
  dryRun: toggle('--dry-run', { help: 'with add and remove: show it, and change nothing' }),
  ...listFlags(PERSIST_FILE, {
    json: 'a line for each file (schema/persist-file.v1.json)',
    rows: 'files',
    where: 'lasts=no, how=script, from~router',
    format: '${path} ${lasts}',
  }),
  sort: sortFlag(PERSIST_FILE, 'path, how,path'),
} as const;

export const PERSIST_LINE: CommandLine<typeof FLAGS> = {
  name: 'persist',
  words: '[WHAT…]',
  choices: ['list', 'add', 'remove'],
  line: 'what arpist wrote for the next start: is it read, does it win, is it so; add and remove',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: FLAGS,
  notes: [
    'WHAT: nothing to list, add HOW [ENTRY], or remove FILE…',
    '',
    'Listed is each file of --persist, with what is wrong with it. Read: a program of this machine reads it at its start. Wins: no file read later says otherwise. So: what it holds is so now (settings, addresses, links, entries; routes and rules are not held against the host).',
    '',
    'add HOW writes the files for the last change of this start that stands, or for ENTRY of arpist undo --list (of apply, doctor --fix, move, table); HOW is systemd-networkd, ifupdown, sysctl.d or script. remove takes files away, by path, by name, or by what they were written from; what is so now stays until the next start. Both are shown first, and taken back by arpist undo.',
    '',
    fieldNote(PERSIST_FILE),
  ],
  ends: {
    0: 'all of it lasts, or done',
    1: 'nothing is written, or something does not last; add and remove: there was nothing to do',
    2: 'no such file or entry',
    3: 'no rights, or another arpist is at it',
    5: 'written, but not read or overruled, or not all could be written or removed',
  },
  examples: [
    ['arpist persist', 'does what was written still hold?'],
    ['sudo arpist persist add ifupdown', 'the last change, for the next start, too'],
    ['sudo arpist persist remove router.toml', 'all files written from it'],
  ],
};

type PersistValues = FlagValues<typeof FLAGS>;

export const runPersist: Command = (args, io) => persistOver(steelMend, args, io);

export async function persistOver(
  open: () => Promise<MendDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(PERSIST_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  mustBeOneForm(values);
  const [what = 'list', ...words] = taken.words;
  if (values.all && what !== 'remove')
    throw new UsageFault(
      '--all',
      '--all goes with remove',
      'leave it out, or write arpist persist remove --all',
    );
  const call: Call = { door: await open(), words, values, io, command: ['persist', ...args].join(' ') };
  switch (what) {
    case 'list':
      if (words.length > 0)
        throw new UsageFault(words[0]!, `'${words[0]}' is one word too many`, 'leave it out');
      return await list(call);
    case 'add':
      return await add(call);
    case 'remove':
      return await remove(call);
    default:
      throw new UsageFault(
        what,
        `'${what}' is nothing persist does`,
        'write add, remove, or no word to list',
      );
  }
}

interface Call {
  readonly door: MendDoor;
  readonly words: readonly string[];
  readonly values: PersistValues;
  readonly io: CommandIo;
  readonly command: string;
}

async function list({ door, values, io }: Call): Promise<ExitCode> {
  const files = survey(door.config, door.system.snapshot());
  write(files, values, io);
  await io.stdout.drained();
  if (files.length === 0) io.stderr.write('arpist wrote nothing that is to last\n');
  return files.length > 0 && files.every(lasts) ? EXIT.done : EXIT.negative;
}

/** Tells those that fit. */
function write(files: readonly WrittenFile[], values: PersistValues, io: CommandIo): void {
  const listing = new Listing(io, PERSIST_FILE, values);
  for (const file of files)
    listing.row(persistRecord(file), () =>
      persistLines(file)
        .map((line) => `${printable(line)}\n`)
        .join(''),
    );
  listing.end();
}

async function remove({ door, words, values, io, command }: Call): Promise<ExitCode> {
  if (values.all === words.length > 0)
    throw new UsageFault(
      'FILE',
      values.all ? 'files are named, and --all names all' : 'nothing is named to be removed',
      values.all ? 'leave one of them out' : 'name files of arpist persist, or write --all',
    );
  const there = survey(door.config, door.system.snapshot());
  const chosen = values.all ? there : chosenFiles(there, words);
  write(chosen, values, io);
  await io.stdout.drained();
  if (values.dryRun || chosen.length === 0) {
    io.stderr.write(chosen.length === 0 ? 'arpist wrote nothing that is to last\n' : 'nothing was changed\n');
    return chosen.length === 0 ? EXIT.negative : EXIT.done;
  }
  const { removed, left } = removeFiles(door, command, chosen);
  for (const path of removed) io.stderr.write(`removed: ${printable(path)}\n`);
  for (const sentence of left) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  io.stderr.write(
    'what is so now stays until the next start of the machine; arpist undo brings the files back\n',
  );
  return left.length === 0 ? EXIT.done : EXIT.partial;
}

async function add({ door, words, values, io, command }: Call): Promise<ExitCode> {
  const [how, name, stray] = words;
  if (how === undefined || stray !== undefined)
    throw new UsageFault(
      stray ?? 'HOW',
      'arpist persist add takes HOW and at most one ENTRY',
      'see arpist persist --help',
    );
  const kind = persistKind(how, 'HOW');
  const entry = changeToKeep(door.history, name ?? null);
  if (entry === null) {
    io.stderr.write('no change stands that could be made to last\n');
    return EXIT.negative;
  }
  const { changes, notes } = carriedOver(entry);
  const [verb = 'change'] = entry.command.split(' ');
  const lasting = lastingChanges(kind, changes, { ...door, host: door.system.snapshot(), name: verb });
  io.stderr.write(`${printable(`'arpist ${entry.command}' (${entry.name}):`)}\n`);
  for (const note of [...notes, ...lasting.notes]) io.stderr.write(`${printable(note)}\n`);
  if (changes.length === 0 || lasting.files.length === 0) {
    io.stderr.write(`${kind} can hold nothing of it: nothing was written\n`);
    return EXIT.negative;
  }
  if (values.dryRun) {
    for (const { path, text } of lasting.files) io.stdout.write(printedFile(path, text));
    await io.stdout.drained();
    io.stderr.write('nothing was written\n');
    return EXIT.done;
  }
  const { written, unwritten } = writeAlone(door, command, lasting.files);
  if (values.json)
    write(
      survey(door.config, door.system.snapshot()).filter(({ path }) => written.includes(path)),
      values,
      io,
    );
  await io.stdout.drained();
  for (const path of written) io.stderr.write(`written: ${printable(path)}\n`);
  for (const sentence of [...unwritten, ...lasting.lost])
    io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  return unwritten.length + lasting.lost.length === 0 ? EXIT.done : EXIT.partial;
}

function printedFile(path: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  return `${printable(path)}:\n${lines.map((line) => `  ${printable(line)}`.trimEnd()).join('\n')}\n`;
}
