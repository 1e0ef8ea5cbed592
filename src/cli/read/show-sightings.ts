import { isConflict } from '../../inventory/verdict.ts';
import type { Vendors } from '../../ports/host.ts';
import { judge, type JudgedStation } from '../../inventory/judge-claims.ts';
import { BURST, endOfCapture, mustBeCapture, type CaptureShowing } from './end.ts';
import { countsOf, foldAll, RowPace } from './fold.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { summaryWords } from './words.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { sightingLine, sightingTable } from './lines.ts';
import { plural } from '../../terminal/text/texts.ts';
import { captureRecord, SIGHTING, SIGHTING_FIELDS, type SightingRow } from '../../records/sighting.ts';
import { parseFormatOf } from '../../records/format.ts';
import { parseSortOf } from '../../records/sort.ts';
import { Listing } from '../listing/listing.ts';
import { parseWhereOf } from '../../records/where.ts';

/** The whole capture folded: its stations on stdout, all else on stderr. */
export async function showSightings(
  source: AsyncIterable<Uint8Array>,
  showing: CaptureShowing & { readonly vendors: Vendors },
): Promise<ExitCode> {
  const { io, values } = showing;
  const listing = new Listing(io, SIGHTING, {
    ...values,
    format: values.format && parseFormatOf(SIGHTING_FIELDS, values.format.text, values.format.where),
    where: values.where.map(({ text, where }) => parseWhereOf(SIGHTING_FIELDS, text, where)),
    sort: undefined,
  });
  const order = values.sort && parseSortOf(SIGHTING_FIELDS, values.sort.text, values.sort.where);
  const summary = await foldAll(source, io);
  mustBeCapture(summary, showing.name);
  const counts = countsOf(summary);
  const textOf = textFor(showing, listing);
  let conflict = false;
  let undecided = false;
  /** Whether more is wanted. */
  const show = async (row: SightingRow): Promise<boolean> => {
    if (!listing.row(row, textOf)) return true;
    conflict ||= isConflictOf(row.seen);
    undecided ||= row.seen.verdict === 'undecided';
    if (listing.count % BURST === 0) await io.stdout.drained();
    return listing.count !== values.count && io.stopped() !== 'closed-pipe';
  };
  const held: SightingRow[] = [];
  let judged = 0;
  const pace = new RowPace(io);
  for (const seen of judge(summary.sightings)) {
    if (judged % BURST === 0) await pace.turn(judged);
    if (judged >= pace.most) break;
    judged++;
    const row = { seen, vendor: showing.vendors.vendorOf(seen.mac) };
    if (order) held.push(row);
    else if (!(await show(row))) break;
  }
  if (order) for (const row of held.toSorted(order)) if (!(await show(row))) break;
  listing.end();
  listing.record(captureRecord(summary, counts));
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe')
    for (const line of summaryWords(summary, counts)) io.stderr.write(`${line}\n`);
  const left = judged >= pace.most ? summary.sightings.stationCount - judged : 0;
  if (left > 0) io.stderr.write(`interrupted: ${plural(left, 'station')} more not shown\n`);
  const code = endOfCapture(summary, listing.count, showing);
  // What was found in a capture that is cut stays found.
  if (conflict && code !== EXIT.interrupted) return EXIT.conflict;
  if (code !== EXIT.done && code !== EXIT.negative) return code;
  return undecided ? EXIT.partial : code;
}

/** For people; a table has its head before the first row. */
function textFor(
  { io, values }: CaptureShowing,
  listing: Listing<SightingRow>,
): (row: SightingRow) => string {
  const { why, plain } = values;
  if (!io.stdout.isTTY) return (row) => sightingLine(row, why);
  const table = sightingTable({ paint: paintFor(io.stdout.colour), width: io.stdout.columns - 1 });
  return (row) => `${listing.count > 1 || plain ? '' : table.head}${table.row(row, why)}`;
}

function isConflictOf({ verdict }: JudgedStation): boolean {
  return verdict !== 'moved' && isConflict(verdict);
}
