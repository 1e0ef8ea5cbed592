import type { Vendors } from '../../ports/host.ts';
import { BINDING, type BindingRow } from '../../records/binding.ts';
import { parseFormatOf } from '../../records/format.ts';
import { captureRecord } from '../../records/sighting.ts';
import { parseSortOf } from '../../records/sort.ts';
import { parseWhereOf } from '../../records/where.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';
import { Listing } from '../listing/listing.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bindingLine, bindingTable } from './binding-lines.ts';
import { BURST, type CaptureShowing, endOfCapture, mustBeCapture } from './end.ts';
import { countsOf, foldAll, RowPace } from './fold.ts';
import { summaryWords } from './words.ts';

/** Who had what from when to when, on stdout; all else on stderr. Nobody is judged. */
export async function showBindings(
  source: AsyncIterable<Uint8Array>,
  showing: CaptureShowing & { readonly vendors: Vendors },
): Promise<ExitCode> {
  const { io, values, vendors, name } = showing;
  const listing = new Listing(io, BINDING, {
    ...values,
    format: values.format && parseFormatOf(BINDING.fields, values.format.text, values.format.where),
    where: values.where.map(({ text, where }) => parseWhereOf(BINDING.fields, text, where)),
    sort: undefined,
  });
  const order = values.sort && parseSortOf(BINDING.fields, values.sort.text, values.sort.where);
  const summary = await foldAll(source, io);
  mustBeCapture(summary, name);
  const counts = countsOf(summary);
  const textOf = textFor(showing, listing);
  /** Whether more is wanted. */
  const show = async (row: BindingRow): Promise<boolean> => {
    if (listing.row(row, textOf) && listing.count % BURST === 0) await io.stdout.drained();
    return listing.count !== values.count && io.stopped() !== 'closed-pipe';
  };
  const held: BindingRow[] = [];
  const pace = new RowPace(io);
  let told = 0;
  for (const binding of summary.sightings.bindings()) {
    if (told % BURST === 0) await pace.turn(told);
    if (told >= pace.most) break;
    told++;
    const row = { binding, vendor: vendors.vendorOf(binding.mac) };
    if (order) held.push(row);
    else if (!(await show(row))) break;
  }
  if (order) for (const row of held.toSorted(order)) if (!(await show(row))) break;
  listing.end();
  listing.record(captureRecord(summary, counts));
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe') {
    for (const line of summaryWords(summary, counts)) io.stderr.write(`${line}\n`);
    const { forgotten } = summary.sightings;
    if (told >= pace.most) io.stderr.write('interrupted: there are more, not shown\n');
    if (forgotten > 0) io.stderr.write(`${plural(forgotten, 'holder')} counted and not kept\n`);
  }
  return endOfCapture(summary, listing.count, showing);
}

/** For people; a table has its head before the first row. */
function textFor({ io, values }: CaptureShowing, listing: Listing<BindingRow>): (row: BindingRow) => string {
  const { time = 'clock', plain } = values;
  if (!io.stdout.isTTY) return (row) => bindingLine(row, time);
  const table = bindingTable({ paint: paintFor(io.stdout.colour), width: io.stdout.columns - 1 }, time);
  return (row) => `${listing.count > 1 || plain ? '' : table.head}${table.row(row)}`;
}
