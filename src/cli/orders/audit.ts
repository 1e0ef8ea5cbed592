import { ownZone } from '../../base/zone.ts';
import type { AuditLine } from '../../ports/orders.ts';
import { cellsOf } from '../../records/csv.ts';
import { AUDIT, auditRecord } from '../../records/standing.ts';
import { one } from '../../terminal/args/flags.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelMemory } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { stateFlag, storePath } from '../history/store-flag.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import type { MemoryDoor } from './door.ts';
import { auditLine } from './lines.ts';

const PAGE = 1000;

const FLAGS = {
  after: one(
    '--after',
    { value: 'N', help: 'only what came after that number' },
    whole(0, Number.MAX_SAFE_INTEGER, 'number of a line'),
  ),
  state: stateFlag,
  ...listFlags(AUDIT, {
    json: 'JSON Lines (schema/audit.v1.json)',
    rows: 'lines',
    where: 'by=vera, line~forget',
    format: '${at} ${by} ${line}',
  }),
  sort: sortFlag(AUDIT, '-seq, by'),
} as const;

export const AUDIT_LINE: CommandLine<typeof FLAGS> = {
  name: 'audit',
  words: '',
  line: 'who asked what of the memory, and how it is taken back: every approval, mute, note, revocation and forgetting',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [fieldNote(AUDIT)],
  ends: {
    0: 'something was asked',
    1: 'nothing was that fits',
    2: 'there is no store',
    5: 'the store is damaged',
  },
  examples: [
    ['arpist audit', 'all of it, the oldest first'],
    ["arpist audit --where 'line~mute' --json", 'who silenced what, for programs'],
  ],
};

export const runAudit: Command = (args, io) => auditOver(steelMemory, args, io);

export async function auditOver(
  open: () => Promise<MemoryDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(AUDIT_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  const listing = new Listing(io, AUDIT, values);
  const door = await open();
  const store = await door.read(storePath(values.state));
  const zone = ownZone();
  try {
    let after = values.after ?? 0;
    for (;;) {
      const page: readonly AuditLine[] = await store.audit(after, PAGE);
      for (const line of page)
        listing.row(auditRecord(line), (row) =>
          io.stdout.isTTY ? auditLine(row, zone) : `${tabbed(cellsOf(AUDIT, row))}\n`,
        );
      await io.stdout.drained();
      if (page.length < PAGE || io.stopped() !== undefined) break;
      after = page.at(-1)!.seq;
    }
    listing.end();
    await io.stdout.drained();
  } finally {
    await store.close();
  }
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (listing.count > 0) return EXIT.done;
  io.stderr.write('arpist: nothing was asked that fits\n');
  return EXIT.negative;
}
