import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import type { BindingRow } from '../../records/binding.ts';
import { clockText, type TimeForm } from '../../terminal/text/clock.ts';
import type { Ink, Paint } from '../../terminal/text/paint.ts';
import { type StreamColumn, streamTable } from '../../terminal/text/stream-table.ts';
import { plural, tabbed } from '../../terminal/text/texts.ts';
import { captureTimeOf } from '../../wire/capture-time.ts';
import { vendorText } from './lines.ts';

/** `IP<TAB>MAC<TAB>Vendor` as a scan writes it, then the VLAN, from when to when, how it began and ended, and remarks. */
export function bindingLine({ binding, vendor }: BindingRow, time: TimeForm): string {
  const { ip, vlan, mac, from, last, began, ended, returned, missing } = binding;
  const cells = [formatIpv4(ip), formatMac(mac), vendorText(vendor, mac)];
  if (vlan !== null) cells.push(`VLAN=${vlan}`);
  if (time !== 'none') cells.push(momentText(from, time), momentText(last, time));
  cells.push(began, ended);
  if (returned) cells.push('(returned)');
  if (missing > 0) cells.push(`(${plural(missing, 'holder').replaceAll(',', '')} before it not kept)`);
  return `${tabbed(cells)}\n`;
}

function momentText(at: Millis, time: TimeForm): string {
  return clockText(Number.isNaN(at) ? null : captureTimeOf(at), time);
}

const TIME_SIZES: Readonly<Record<TimeForm, number>> = { clock: 15, date: 26, epoch: 20, none: 0 };
/** Another came while it was speaking: who looks for a quarrel looks here. */
const CUT_INK: Ink = 'yellow';

/** Head and rows of a table for a terminal of that width; the vendor has what is left. */
export function bindingTable(
  look: { readonly paint: Paint; readonly width: number },
  time: TimeForm,
): { readonly head: string; readonly row: (row: BindingRow) => string } {
  const size = TIME_SIZES[time];
  const times: readonly StreamColumn<BindingRow>[] = [
    { title: 'FROM', size, text: ({ binding }) => momentText(binding.from, time), goes: 4 },
    { title: 'LAST', size, text: ({ binding }) => momentText(binding.last, time), goes: 3 },
  ];
  const columns: readonly StreamColumn<BindingRow>[] = [
    { title: 'ADDRESS', size: 15, text: ({ binding }) => formatIpv4(binding.ip) },
    { title: 'VLAN', size: 4, text: ({ binding }) => String(binding.vlan ?? ''), right: true, goes: 2 },
    { title: 'MAC', size: 17, text: ({ binding }) => formatMac(binding.mac) },
    ...(time === 'none' ? [] : times),
    {
      title: 'BEGAN',
      size: 15,
      text: ({ binding: { began, returned } }) => (returned ? `${began} again` : began),
    },
    { title: 'ENDED', size: 5, text: ({ binding }) => binding.ended },
    { title: 'VENDOR', size: 12, text: ({ vendor, binding }) => vendorText(vendor, binding.mac), goes: 1 },
  ];
  const { head, line } = streamTable(columns, look);
  return {
    head: `${head}\n`,
    row(row) {
      const { ended, missing } = row.binding;
      const lost = missing === 0 ? '' : `    ${plural(missing, 'holder')} before it not kept\n`;
      return `${lost}${line(row, ended === 'cut' ? CUT_INK : undefined)}\n`;
    },
  };
}
