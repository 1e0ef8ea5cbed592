import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered, type Mac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { PassiveVerdict } from '../../inventory/passive.ts';
import type { SightingRow } from '../../records/sighting.ts';
import { clockText } from '../../terminal/text/clock.ts';
import { type Ink, type Paint, VERDICT_INK } from '../../terminal/text/paint.ts';
import { type StreamColumn, streamTable } from '../../terminal/text/stream-table.ts';
import { count, plural, tabbed } from '../../terminal/text/texts.ts';

export function inkOf(verdict: PassiveVerdict): Ink | undefined {
  return verdict === 'moved' ? 'yellow' : VERDICT_INK[verdict];
}

/** As a scan writes it. */
export function vendorText(vendor: string | null, mac: Mac): string {
  if (vendor !== null) return printable(vendor);
  return isLocallyAdministered(mac) ? '(Unknown: locally administered)' : '(Unknown)';
}

function verdictText({ seen }: SightingRow): string {
  return seen.verdict === 'ok' ? '' : seen.verdict;
}

/** `IP<TAB>MAC<TAB>Vendor` as a scan writes it, then the VLAN, the frames, and the verdict when it is not ok. */
export function sightingLine(row: SightingRow, why: boolean): string {
  const { seen } = row;
  const cells = [formatIpv4(seen.ip), formatMac(seen.mac), vendorText(row.vendor, row.seen.mac)];
  if (seen.vlan !== null) cells.push(`VLAN=${seen.vlan}`);
  cells.push(plural(seen.frames, 'frame').replaceAll(',', ''));
  if (seen.verdict !== 'ok') cells.push(`(${seen.verdict})`);
  if (why && seen.why.length > 0) cells.push(printable(seen.why.map(({ text }) => text).join('; ')));
  return `${tabbed(cells)}\n`;
}

const NARROWEST_VENDOR = 12;

const COLUMNS: readonly StreamColumn<SightingRow>[] = [
  { title: 'ADDRESS', size: 15, text: ({ seen }) => formatIpv4(seen.ip) },
  { title: 'MAC', size: 17, text: ({ seen }) => formatMac(seen.mac) },
  { title: 'VLAN', size: 4, text: ({ seen }) => String(seen.vlan ?? ''), right: true, goes: 5 },
  { title: 'FRAMES', size: 9, text: ({ seen }) => count(seen.frames), right: true, goes: 3 },
  { title: 'FIRST', size: 15, text: ({ seen }) => clockText(seen.first, 'clock'), goes: 1 },
  { title: 'LAST', size: 15, text: ({ seen }) => clockText(seen.last, 'clock'), goes: 2 },
  { title: 'VERDICT', size: 9, text: verdictText },
  {
    title: 'VENDOR',
    size: NARROWEST_VENDOR,
    text: ({ vendor, seen }) => vendorText(vendor, seen.mac),
    goes: 4,
  },
];

/** Head and rows of a table for a terminal of that width; the vendor has what is left. */
export function sightingTable(look: { readonly paint: Paint; readonly width: number }): {
  readonly head: string;
  readonly row: (row: SightingRow, why: boolean) => string;
} {
  const { paint } = look;
  const { head, line } = streamTable(COLUMNS, look);
  return {
    head: `${head}\n`,
    row(row, why) {
      const reasons = why
        ? row.seen.why.map(({ text }) => `${paint('dim', `    ${printable(text)}`)}\n`).join('')
        : '';
      return `${line(row, inkOf(row.seen.verdict))}\n${reasons}`;
    },
  };
}
