import { printable } from '../../base/printable.ts';
import type { GuardRow } from '../../verbs/guard/guard.ts';
import { cellsOf } from '../../records/csv.ts';
import { GUARD } from '../../records/guard.ts';
import type { Paint } from '../../terminal/text/paint.ts';
import { plural, tabbed } from '../../terminal/text/texts.ts';

/** The columns of the CSV form, with tabs. */
export function guardLine(row: GuardRow): string {
  return `${tabbed(cellsOf(GUARD, row))}\n`;
}

/** A line for each address, and below it who lied about it. */
export function guardTable(rows: readonly GuardRow[], paint: Paint): readonly string[] {
  return rows.flatMap((row) => {
    const { ip, macs, links, liars } = row;
    const who = macs.length === 0 ? 'nobody' : `only ${macs.join(', ')}`;
    return [
      printable(`${ip} on ${links.join(', ')}: ${who} may speak for it`),
      ...liars.map(({ mac, frames }) => paint('red', printable(`    ${lieWords({ ...row, mac, frames })}`))),
    ];
  });
}

/** `dropped 18 lies by 02:00:00:00:00:66 for 10.0.0.1 from eth0` */
function lieWords(of: GuardRow & { readonly mac: string; readonly frames: number }): string {
  const { mode, frames, mac, ip, links } = of;
  const from = links.length === 1 ? ` from ${links[0]}` : '';
  return `${mode === 'drop' ? 'dropped' : 'counted'} ${plural(frames, 'lie')} by ${mac} for ${ip}${from}`;
}
