import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered, ZERO_MAC } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import { flagWords, type NeighbourRow } from '../../records/neighbour.ts';
import { grid, type GridColumn } from '../../terminal/text/grid.ts';
import type { Ink, Paint } from '../../terminal/text/paint.ts';
import { count, plural, tabbed } from '../../terminal/text/texts.ts';

/** Address, MAC, vendor, state, interface, flags, seconds since confirmed/used/updated, probes: always all of them. */
export function neighbourLine(row: NeighbourRow): string {
  const { entry } = row;
  const cells = [
    formatIpv4(entry.ip),
    entry.mac === null ? '-' : formatMac(entry.mac),
    vendorText(row) || '-',
    stateText(row),
    printable(entry.link ?? '*'),
    flagWords(row).join(',') || '-',
    agesText(row) || '-',
    String(entry.probes),
  ];
  return `${tabbed(cells)}\n`;
}

function vendorText({ entry, vendor }: NeighbourRow): string {
  if (vendor !== null) return printable(vendor);
  if (entry.mac === null || entry.mac === ZERO_MAC) return '';
  return isLocallyAdministered(entry.mac) ? '(locally administered)' : '(unknown)';
}

function stateText({ entry }: NeighbourRow): string {
  return entry.published ? 'published' : entry.state;
}

function agesText({ entry: { ages } }: NeighbourRow): string {
  if (!ages) return '';
  return [ages.confirmed, ages.used, ages.updated].map((age) => Math.round(age / 1000)).join('/');
}

type Column = Omit<GridColumn, 'cells'> & { readonly text: (row: NeighbourRow) => string };

const NARROWEST_VENDOR = 12;

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS', text: ({ entry }) => formatIpv4(entry.ip) },
  { title: 'MAC', text: ({ entry }) => (entry.mac === null ? '' : formatMac(entry.mac)) },
  { title: 'VENDOR', text: vendorText, goes: 6, least: NARROWEST_VENDOR },
  { title: 'STATE', text: stateText },
  { title: 'DEVICE', text: ({ entry }) => printable(entry.link ?? '*') },
  { title: 'CONFIRMED', text: ({ entry }) => ageText(entry.ages?.confirmed), goes: 4 },
  { title: 'USED', text: ({ entry }) => ageText(entry.ages?.used), goes: 3 },
  { title: 'UPDATED', text: ({ entry }) => ageText(entry.ages?.updated), goes: 2 },
  { title: 'PROBES', text: ({ entry }) => (entry.probes > 0 ? String(entry.probes) : ''), goes: 1 },
  // What the column of states says already is not said twice.
  {
    title: 'FLAGS',
    goes: 5,
    text: (row) =>
      flagWords(row)
        .filter((word) => word !== stateText(row))
        .join(' '),
  },
];

function ageText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '';
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** A table of at most `width` columns; what no row has is left out. */
export function neighbourTable(
  rows: readonly NeighbourRow[],
  look: { readonly paint: Paint; readonly width: number; readonly plain: boolean },
): readonly string[] {
  const cells = rows.map((row) => COLUMNS.map((column) => column.text(row)));
  const kept = COLUMNS.map((_, at) => at).filter((at) => cells.some((line) => line[at] !== ''));
  const { head, lines } = grid(
    kept.map((at) => ({ ...COLUMNS[at]!, cells: cells.map((line) => line[at]!) })),
    look.width,
  );
  return [
    ...(look.plain ? [] : [look.paint('dim', head)]),
    ...lines.map((line, at) => look.paint(inkOf(rows[at]!), line)),
  ];
}

function inkOf({ entry: { state, published } }: NeighbourRow): Ink | undefined {
  if (published) return 'cyan';
  return state === 'failed' || state === 'incomplete' ? 'yellow' : undefined;
}

/** `7 entries: 4 reachable, 2 permanent, 1 published`. */
export function neighbourSummary(rows: readonly NeighbourRow[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(stateText(row), (counts.get(stateText(row)) ?? 0) + 1);
  const parts = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([state, many]) => `${count(many)} ${state}`);
  return `${plural(rows.length, 'entry', 'entries')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}
