import { ownZone } from '../../base/zone.ts';
import type { Store } from '../../ports/store.ts';
import { cellsOf } from '../../records/csv.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { STANDING } from '../../records/standing.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { storePath } from '../history/store-flag.ts';
import type { CommandIo } from '../io.ts';
import type { FormValues } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import type { MemoryDoor } from './door.ts';
import { standingLine } from './lines.ts';

/** Lists what stands; `nothing` is said when nothing does. */
export async function listStanding(
  door: MemoryDoor,
  wishes: FormValues<JsonRecord> & { readonly state: string | undefined },
  {
    io,
    rowsOf,
    nothing,
  }: {
    readonly io: CommandIo;
    readonly rowsOf: (store: Store) => Promise<readonly JsonRecord[]>;
    readonly nothing: string;
  },
): Promise<ExitCode> {
  const store = await door.read(storePath(wishes.state));
  let rows: readonly JsonRecord[];
  try {
    rows = await rowsOf(store);
  } finally {
    await store.close();
  }
  const listing = new Listing(io, STANDING, wishes);
  const zone = ownZone();
  listing.all(rows, {
    line: (row) => (io.stdout.isTTY ? standingLine(row, zone) : `${tabbed(cellsOf(STANDING, row))}\n`),
  });
  await io.stdout.drained();
  if (listing.count > 0) return EXIT.done;
  io.stderr.write(`arpist: ${nothing}\n`);
  return EXIT.negative;
}
