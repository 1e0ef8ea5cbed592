import { ZERO_MAC } from '../../base/mac.ts';
import { parseWhat } from '../../verbs/find/what.ts';
import type { Vendors } from '../../ports/host.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { realNames } from '../../asking/targets/interfaces.ts';
import { isWanted, type Wanted } from '../../verbs/table/wanted.ts';
import { takeCommandLine } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { csvHead, csvLine } from '../../records/csv.ts';
import { mustBeOneForm } from '../listing/listing.ts';
import { neighbourLine, neighbourSummary, neighbourTable } from './lines.ts';
import { SHAPE_RULES } from './shapes.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { byNeighbour, NEIGHBOUR, NeighbourJson, type NeighbourRow } from '../../records/neighbour.ts';
import type { Filter } from '../../records/where.ts';
import { LIST_LINE, type ListValues } from './flags.ts';
import { noSuchPart, partMeant, partNear } from './parts.ts';
import type { TableHands } from '../hands.ts';

/** The registers are asked only when somebody wants to know the vendor. */
export class KernelRow implements NeighbourRow {
  readonly entry: NeighbourEntry;
  readonly #vendors: Vendors;

  constructor(entry: NeighbourEntry, vendors: Vendors) {
    this.entry = entry;
    this.#vendors = vendors;
  }

  get vendor(): string | null {
    const { mac } = this.entry;
    // All zeros stand for no MAC, and not for the vendor who got the first prefix.
    return mac === null || mac === ZERO_MAC ? null : this.#vendors.vendorOf(mac);
  }
}

/** The entries that are meant, in the kernel's order. Throws SystemFault for an interface that is not there. */
export function chooseRows(
  { table, vendors }: TableHands,
  wanted: Wanted,
  filters: readonly Filter<NeighbourRow>[],
): readonly NeighbourRow[] {
  const rows: NeighbourRow[] = [];
  const links = wanted.links.length === 0 ? [] : realNames(table.interfaces(), wanted.links);
  for (const entry of table.entries()) {
    const row = new KernelRow(entry, vendors);
    if (isWanted(row, { ...wanted, links }) && filters.every(({ fits }) => fits(row))) rows.push(row);
  }
  return rows;
}

export async function listTable(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(LIST_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const wanted = { whats: words.map(parseWhat), links: values.interface };
  const write = writerFor(io, values);
  const chosen = chooseRows(await open(), wanted, values.where);
  const [word] = words.length === 1 ? words : [];
  const meant = word !== undefined && chosen.length === 0 ? partMeant(word) : undefined;
  if (meant !== undefined) throw noSuchPart(word!, meant);
  const near = word === undefined ? undefined : partNear(word, true);
  if (near !== undefined) {
    io.stderr.write(`arpist: '${words[0]}' is taken for a vendor; the command is table ${near}.\n`);
  }
  write(values.sort ? chosen.toSorted((a, b) => values.sort?.(a, b) || byNeighbour(a, b)) : chosen);
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe') io.stderr.write(`${neighbourSummary(chosen)}\n`);
  return chosen.length > 0 ? EXIT.done : EXIT.negative;
}

/** In one write to the system: more is faster, and takes more memory. */
const PIECES = 65_536;

/** The form that was asked for; else a table for a terminal, and lines for everything else. Throws UsageFault. */
function writerFor(io: CommandIo, values: ListValues): (rows: readonly NeighbourRow[]) => void {
  const { json, csv, plain, sort } = values;
  const format: ListValues['format'] = values.format ?? (values.bsd ? { shape: 'bsd' } : undefined);
  mustBeOneForm({ json, csv, format });
  const { stdout } = io;
  const ordered = (rows: readonly NeighbourRow[]): readonly NeighbourRow[] =>
    sort ? rows : rows.toSorted(byNeighbour);
  const eachInto = (add: (row: NeighbourRow, parts: string[]) => void) => (rows: readonly NeighbourRow[]) => {
    const parts: string[] = [];
    for (const row of ordered(rows)) {
      add(row, parts);
      if (parts.length >= PIECES) stdout.write(parts.splice(0).join(''));
    }
    stdout.write(parts.join(''));
  };
  const each = (textOf: (row: NeighbourRow) => string) =>
    eachInto((row, parts) => void parts.push(textOf(row)));
  if (json) {
    const records = new NeighbourJson();
    return eachInto((row, parts) => {
      records.add(row, parts);
      parts.push('\n');
    });
  }
  if (csv)
    return (rows) => {
      stdout.write(csvHead(NEIGHBOUR));
      each((row) => csvLine(NEIGHBOUR, row))(rows);
    };
  if (format && 'textOf' in format) return each((row) => `${format.textOf(row)}\n`);
  if (format) {
    const { head, line } = SHAPE_RULES[format.shape];
    return (rows) => {
      if (rows.length > 0) stdout.write(head);
      for (const { entry } of rows) stdout.write(line(entry) ?? '');
    };
  }
  if (!stdout.isTTY || io.env['TERM'] === 'dumb') return each(neighbourLine);
  return (rows) => {
    const look = { paint: paintFor(stdout.colour), width: stdout.columns - 1, plain };
    if (rows.length > 0) stdout.write(`${neighbourTable(ordered(rows), look).join('\n')}\n`);
  };
}
