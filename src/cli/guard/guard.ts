import { SystemFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { GuardState } from '../../ports/guard.ts';
import { reportOf } from '../../verbs/guard/guard.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { steelGuard } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';
import { GUARD } from '../../records/guard.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { guardLine, guardTable } from './lines.ts';

const FLAGS = {
  ...listFlags(GUARD, {
    json: 'JSON Lines (schema/guard.v1.json)',
    rows: 'addresses',
    where: 'lies>0, ip=10.0.0.1, interfaces~eth0',
    format: '${ip;-15} ${lies} ${liars}',
  }),
  sort: sortFlag(GUARD, '-lies, ip'),
} as const;

export const GUARD_LINE: CommandLine<typeof FLAGS> = {
  name: 'guard',
  words: '',
  line: 'what is guarded against lying ARP on this host, and who lied',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [
    'What is guarded is declared: arpist init guard > guard.toml, arpist plan guard.toml, sudo arpist apply guard.toml. Liars are remembered for a day, 1024 of them; the rest are counted.',
    '',
    fieldNote(GUARD),
  ],
  ends: {
    0: 'something is guarded, and nobody lied about what is shown',
    1: 'nothing is guarded, or nothing that fits',
    3: 'without the capability CAP_NET_ADMIN, or a table arp arpist that arpist did not make',
    4: 'somebody lied about what is shown',
  },
  examples: [
    ['sudo arpist guard', 'what is guarded, and who lied'],
    ["sudo arpist guard --where 'lies>0' --json", 'for programs: only where somebody lied'],
  ],
};

export const runGuard: Command = (args, io) => guardOver(steelGuard, args, io);

export async function guardOver(
  read: () => Promise<GuardState>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(GUARD_LINE, args, io);
  if ('code' in taken) return taken.code;
  const listing = new Listing(io, GUARD, taken.values);
  const state = await read();
  if (state.foreign !== null)
    throw new SystemFault('busy', `The table arp arpist is not as arpist writes it: ${state.foreign}`, {
      operation: 'read the guard',
      remedy:
        "look at it with 'nft list table arp arpist'; what arpist declared is not held as long as it is so",
    });
  const { rows, unnamed } = reportOf(state);
  const { stdout } = io;
  const shown = listing.all(rows, {
    line: guardLine,
    table: (fitting) => guardTable(fitting, paintFor(stdout.colour)),
  });
  if (unnamed > 0)
    io.stderr.write(`${printable(`and ${plural(unnamed, 'lie')} by MACs that are not remembered`)}\n`);
  if (listing.count === 0) {
    io.stderr.write(`arpist: ${rows.length === 0 ? 'nothing is guarded here' : 'no guarded address fits'}\n`);
    return EXIT.negative;
  }
  return shown.some(({ liars }) => liars.length > 0) ? EXIT.conflict : EXIT.done;
}
