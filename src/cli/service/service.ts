import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import {
  installedFiles,
  installService,
  planService,
  removeService,
  type ServiceHands,
  serviceStanding,
} from '../../verbs/service/service.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelService } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { standingLines } from './lines.ts';

const FLAGS = {
  dryRun: toggle('--dry-run', { help: 'with install and remove: show it whole, and change nothing' }),
  plain: toggle('-x --plain', { help: 'no word on stderr but faults' }),
} as const;

export const SERVICE_LINE: CommandLine<typeof FLAGS> = {
  name: 'service',
  words: 'WHAT',
  choices: ['install', 'remove', 'status'],
  line: 'arpist watch as a service of systemd: install it, remove it, and whether it is in order',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'install writes the unit arpist.service for the program that runs it, and what makes its user and folders (sysusers.d, tmpfiles.d); files in /etc/arpist/credentials are handed to it, so install again after adding one. It is not started: systemctl enable --now arpist. What you change by systemctl edit arpist stays.',
    '',
    'The service runs as the user arpist with the right to hear the wire (CAP_NET_RAW) and no other, sees no home folder and no /tmp, and writes /var/lib/arpist/watch alone. From a Node or an arpist below one of those it is refused.',
    '',
    'remove stops it and takes the files away; what it remembered (/var/lib/arpist/watch), its configuration (/etc/arpist) and its user stay. Both go by the journal: arpist undo.',
  ],
  ends: {
    0: 'done; status: it runs',
    1: 'it was so already; status: it does not run, or is not installed',
    3: 'no rights, no systemd, or the service could not run this program',
    5: 'not all could be removed; status: its program is gone, or it was written for another one',
  },
  examples: [
    ['sudo arpist service install', 'unit, user, folders'],
    ['arpist service install --dry-run', 'what would be written'],
    ['arpist service status', 'is it in order?'],
  ],
};

export const runService: Command = (args, io) => serviceOver(steelService, args, io);

interface Call {
  readonly hands: ServiceHands;
  readonly io: CommandIo;
  readonly dryRun: boolean;
  readonly plain: boolean;
  readonly command: string;
}

export async function serviceOver(
  open: () => Promise<ServiceHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(SERVICE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const [what = ''] = taken.words;
  const does = { install, remove, status }[what];
  if (does === undefined)
    throw new UsageFault(what, `'${what}' is nothing service does`, 'write install, remove or status');
  const { dryRun, plain } = taken.values;
  if (dryRun && what === 'status')
    throw new UsageFault('--dry-run', 'status changes nothing anyway', 'leave --dry-run out');
  const code = does({ hands: await open(), io, dryRun, plain, command: ['service', ...args].join(' ') });
  await io.stdout.drained();
  return code;
}

function install({ hands, io, dryRun, plain, command }: Call): ExitCode {
  const plan = planService(hands);
  for (const { path, text } of plan.files) {
    const same = plan.same.includes(path);
    if (dryRun) io.stdout.write(`# ${path}${same ? ' (there already)' : ''}\n${text}\n`);
    else if (!plain) io.stderr.write(`${same ? 'as it is:' : 'writes:'} ${printable(path)}\n`);
  }
  for (const name of plan.unnamed)
    io.stderr.write(
      `arpist: '${printable(name)}' in /etc/arpist/credentials is no name of a credential: left out.\n`,
    );
  if (dryRun) {
    if (!plain) io.stderr.write('nothing was changed\n');
    return EXIT.done;
  }
  const written = installService(hands, plan, command);
  if (!plain)
    io.stderr.write(
      `${written.length === 0 ? 'all was there already' : 'installed; arpist service remove takes it away'}\nstart it, now and with the machine: sudo systemctl enable --now arpist\n`,
    );
  return written.length === 0 ? EXIT.negative : EXIT.done;
}

function remove({ hands, io, dryRun, plain, command }: Call): ExitCode {
  const files = installedFiles(hands.config);
  if (files.length === 0) {
    io.stderr.write('arpist: no service was installed\n');
    return EXIT.negative;
  }
  for (const { path } of files)
    if (!plain) io.stderr.write(`${dryRun ? 'would remove' : 'removes'}: ${printable(path)}\n`);
  if (dryRun) {
    if (!plain) io.stderr.write('nothing was changed\n');
    return EXIT.done;
  }
  const { left } = removeService(hands, files, command);
  for (const sentence of left) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  if (!plain)
    io.stderr.write(
      'what it remembered (/var/lib/arpist/watch), its configuration (/etc/arpist) and the user arpist stay\n',
    );
  return left.length > 0 ? EXIT.partial : EXIT.done;
}

function status({ hands, io }: Call): ExitCode {
  const standing = serviceStanding(hands);
  for (const line of standingLines(standing)) io.stdout.write(`${line}\n`);
  if (standing.programGone || standing.differs) return EXIT.partial;
  return standing.unit?.active === 'active' ? EXIT.done : EXIT.negative;
}
