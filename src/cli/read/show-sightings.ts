import { jsonText } from '../../base/printable.ts';
import { isConflict } from '../../inventory/verdict.ts';
import type { Vendors } from '../../ports/host.ts';
import { judge, type JudgedStation } from '../../inventory/judge-claims.ts';
import { type FoldedCapture, summarise } from '../../verbs/read/summarise.ts';
import { BURST, endOfCapture, mustBeCapture, type CaptureShowing } from './end.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { summaryWords } from './words.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { sightingLine, sightingTable } from './lines.ts';
import { ProgressLine } from '../render/talk.ts';
import { count, plural } from '../../terminal/text/texts.ts';
import {
  type CaptureCounts,
  captureRecord,
  SIGHTING_FIELDS,
  sightingRecord,
  type SightingRow,
} from '../../records/sighting.ts';
import { parseWhereOf } from '../../records/where.ts';

/** Stations that are judged and shown when somebody wants it to end: what takes no time. */
const SHOWN_STILL = 4096;

/** The whole capture folded: its stations on stdout, all else on stderr. */
export async function showSightings(
  source: AsyncIterable<Uint8Array>,
  showing: CaptureShowing & { readonly vendors: Vendors },
): Promise<ExitCode> {
  const { io, values } = showing;
  const filters = values.where.map(({ text, where }) => parseWhereOf(SIGHTING_FIELDS, text, where));
  const summary = await fold(source, io);
  mustBeCapture(summary, showing.name);
  const counts = countsOf(summary);
  const rows = new SightingWriter(showing);
  let judged = 0;
  let wanted = Number.POSITIVE_INFINITY;
  for (const seen of judge(summary.sightings)) {
    // A signal is heard between turns of the event loop alone, and a full pipe or a filter may take none.
    if (judged % BURST === 0) await new Promise((resolve) => void setImmediate(resolve));
    if (wanted === Number.POSITIVE_INFINITY && io.stopped() === 'interrupted') wanted = judged + SHOWN_STILL;
    if (judged >= wanted) break;
    judged++;
    const row = { seen, vendor: showing.vendors.vendorOf(seen.mac) };
    if (!filters.every(({ fits }) => fits(row))) continue;
    rows.write(row);
    if (rows.written % BURST === 0) await io.stdout.drained();
    if (rows.written === values.count || io.stopped() === 'closed-pipe') break;
  }
  if (values.json) io.stdout.write(`${jsonText(captureRecord(summary, counts))}\n`);
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe')
    for (const line of summaryWords(summary, counts)) io.stderr.write(`${line}\n`);
  const left = judged >= wanted ? summary.sightings.stationCount - judged : 0;
  if (left > 0) io.stderr.write(`interrupted: ${plural(left, 'station')} more not shown\n`);
  const code = endOfCapture(summary, rows.written, showing);
  if (code !== EXIT.done && code !== EXIT.negative) return code;
  if (rows.conflict) return EXIT.conflict;
  return rows.undecided ? EXIT.partial : code;
}

async function fold(source: AsyncIterable<Uint8Array>, io: CommandIo): Promise<FoldedCapture> {
  const line = new ProgressLine(io.stderr);
  const events = summarise(source, {}, io.signal);
  let told = io.now();
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      line.clear();
      return next.value;
    }
    if (io.now() - told < 200) continue;
    told = io.now();
    line.show(`${count(next.value.frames)} frames, ${count(next.value.bytes / 1e6)} MB`);
  }
}

function countsOf({ sightings }: FoldedCapture): CaptureCounts {
  let addresses = 0;
  let silent = 0;
  for (const { macs } of sightings.addresses()) {
    if (macs > 0) addresses++;
    else silent++;
  }
  return { stations: sightings.stationCount, addresses, silent };
}

class SightingWriter {
  readonly #io: CommandIo;
  readonly #textOf: (row: SightingRow) => string;
  readonly #head: string;
  written = 0;
  conflict = false;
  undecided = false;

  constructor({ io, values }: CaptureShowing) {
    this.#io = io;
    const { why } = values;
    const paint = paintFor(io.stdout.colour);
    const table =
      io.stdout.isTTY && !values.json ? sightingTable({ paint, width: io.stdout.columns - 1 }) : null;
    this.#head = table && !values.plain ? table.head : '';
    if (values.json) this.#textOf = (row) => `${jsonText(sightingRecord(row))}\n`;
    else if (table) this.#textOf = (row) => table.row(row, why);
    else this.#textOf = (row) => sightingLine(row, why);
  }

  write(row: SightingRow): void {
    if (this.written === 0) this.#io.stdout.write(this.#head);
    this.written++;
    this.conflict ||= isConflictOf(row.seen);
    this.undecided ||= row.seen.verdict === 'undecided';
    this.#io.stdout.write(this.#textOf(row));
  }
}

function isConflictOf({ verdict }: JudgedStation): boolean {
  return verdict !== 'moved' && isConflict(verdict);
}
