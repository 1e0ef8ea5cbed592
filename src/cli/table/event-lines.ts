import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { EntryChange, TableEvent } from '../../verbs/table/follow.ts';
import { flagWords, type NeighbourRow } from '../../records/neighbour.ts';
import { clockText } from '../../terminal/text/clock.ts';
import { tabbed } from '../../terminal/text/texts.ts';
import type { Ink } from '../../terminal/text/paint.ts';

export const EVENT_INKS: Readonly<Record<EntryChange, Ink | undefined>> = {
  new: 'cyan',
  changed: undefined,
  gone: 'dim',
};

/** Time, event, address, MAC, vendor, state, interface, flags, what it was before: always all of them. */
export function tableEventLine(event: TableEvent, row: NeighbourRow, at: number): string {
  const { entry, vendor } = row;
  const cells = [
    timeText(at),
    event.kind,
    formatIpv4(entry.ip),
    macText(entry.mac),
    vendor === null ? '-' : printable(vendor),
    entry.published ? 'published' : entry.state,
    printable(entry.link ?? '*'),
    flagWords(row).join(',') || '-',
    whatWas(event) || '-',
  ];
  return `${tabbed(cells)}\n`;
}

/** The same for people: the time of day, and old and new side by side. */
export function tableEventWords(event: TableEvent, row: NeighbourRow, at: number): string {
  const { entry, vendor } = row;
  const state = entry.published ? 'published' : entry.state;
  const words = [
    timeText(at),
    event.kind.padEnd(7),
    formatIpv4(entry.ip).padEnd(15),
    macText(entry.mac).padEnd(17),
    state.padEnd(10),
    printable(entry.link ?? '*').padEnd(8),
    flagWords(row)
      .filter((word) => word !== state)
      .join(' '),
    whatWas(event),
    vendor === null ? '' : printable(vendor),
  ];
  return words.filter((word) => word !== '').join('  ');
}

function timeText(at: number): string {
  const seconds = Math.floor(at / 1000);
  return clockText({ seconds, nanoseconds: Math.floor((at - seconds * 1000) * 1e6) }, 'clock');
}

function macText(mac: Mac | null): string {
  return mac === null ? '-' : formatMac(mac);
}

/** `was 02:00:00:00:00:09 stale`; `found by reading again` behind it when it was not told. */
function whatWas({ kind, entry, before, recovered }: TableEvent): string {
  const parts: string[] = [];
  if (kind === 'changed' && before !== null) {
    const old = [
      ...(before.mac === entry.mac ? [] : [before.mac === null ? 'no MAC' : formatMac(before.mac)]),
      ...(before.state === entry.state ? [] : [before.state]),
      ...(before.flags.join() === entry.flags.join() ? [] : [`flags ${before.flags.join(',') || 'none'}`]),
      ...(before.protocol === entry.protocol ? [] : [`protocol ${before.protocol ?? 'none'}`]),
    ];
    parts.push(`was ${old.join(' ')}`);
  }
  if (recovered) parts.push('found by reading again');
  return parts.join(', ');
}
