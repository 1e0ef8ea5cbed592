import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { PassiveVerdict } from '../../inventory/passive.ts';
import type { SightingRow } from '../rows/sighting-row.ts';
import { clockText } from './clock.ts';
import { type Ink, type Paint, VERDICT_INK } from './paint.ts';
import { count, plural, tabbed } from './texts.ts';

export function inkOf(verdict: PassiveVerdict): Ink | undefined {
  return verdict === 'moved' ? 'yellow' : VERDICT_INK[verdict];
}

function vendorText({ vendor, seen }: SightingRow): string {
  if (vendor !== null) return printable(vendor);
  return isLocallyAdministered(seen.mac) ? '(Unknown: locally administered)' : '(Unknown)';
}

function verdictText({ seen }: SightingRow): string {
  return seen.verdict === 'ok' ? '' : seen.verdict;
}

/** `IP<TAB>MAC<TAB>Vendor` as a scan writes it, then the VLAN, the frames, and the verdict when it is not ok. */
export function sightingLine(row: SightingRow, why: boolean): string {
  const { seen } = row;
  const cells = [formatIpv4(seen.ip), formatMac(seen.mac), vendorText(row)];
  if (seen.vlan !== null) cells.push(`VLAN=${seen.vlan}`);
  cells.push(plural(seen.frames, 'frame').replaceAll(',', ''));
  if (seen.verdict !== 'ok') cells.push(`(${seen.verdict})`);
  if (why && seen.why.length > 0) cells.push(printable(seen.why.map(({ text }) => text).join('; ')));
  return `${tabbed(cells)}\n`;
}

const HEAD = `${['ADDRESS'.padEnd(15), 'MAC'.padEnd(17), 'VLAN', 'FRAMES'.padStart(9), 'FIRST'.padEnd(15), 'LAST'.padEnd(15), 'VERDICT'.padEnd(8), 'VENDOR'].join('  ')}\n`;

export function sightingHead(paint: Paint): string {
  return paint('dim', HEAD);
}

/** One row for a terminal: widths are fixed, so that a million rows need not be held to be measured. */
export function sightingTableRow(row: SightingRow, paint: Paint, why: boolean): string {
  const { seen } = row;
  const cells = [
    formatIpv4(seen.ip).padEnd(15),
    formatMac(seen.mac),
    String(seen.vlan ?? '').padStart(4),
    count(seen.frames).padStart(9),
    clockText(seen.first, 'clock').padEnd(15),
    clockText(seen.last, 'clock').padEnd(15),
    verdictText(row).padEnd(8),
    vendorText(row),
  ];
  const reasons = why
    ? seen.why.map(({ text }) => `${paint('dim', `    ${printable(text)}`)}\n`).join('')
    : '';
  return `${paint(inkOf(seen.verdict), cells.join('  '))}\n${reasons}`;
}
