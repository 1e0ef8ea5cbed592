import { printable } from '../../base/printable.ts';
import { momentText } from '../../base/zone.ts';
import { type JsonRecord, textOf } from '../../records/kind.ts';

/** `  7  scan of 10.0.0.5 on eth0  until …  by vera` */
export function standingLine(row: JsonRecord, zone: string): string {
  const text = (name: string): string => printable(textOf(row[name]));
  const when = (name: string): string => momentText(Date.parse(textOf(row[name])), zone);
  const parts = [
    text('kind'),
    row['episode'] === null ? '' : `e-${text('episode')}`,
    text('ip'),
    text('mac'),
    row['interface'] === null ? '' : `on ${text('interface')}`,
    row['gateways'] === true ? 'with gateways' : '',
    row['until'] === null ? '' : `until ${when('until')}`,
    text('note') === '' ? '' : `"${text('note')}"`,
  ].filter((part) => part !== '');
  return `${text('id').padStart(4)}  ${parts.join('  ')}  (${text('by')}, ${when('at')})\n`;
}

/** The line, and what it did below it. */
export function auditLine(row: JsonRecord, zone: string): string {
  const text = (name: string): string => printable(textOf(row[name]));
  const undo = row['undo'] === null ? '' : `    taken back by: ${text('undo')}\n`;
  const when = momentText(Date.parse(textOf(row['at'])), zone);
  return `${text('seq').padStart(4)}  ${when}  ${text('by')}  ${text('line')}\n    ${text('text')}\n${undo}`;
}
