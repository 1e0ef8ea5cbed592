import { printable } from '../../base/printable.ts';
import { commandOf, type TableChange } from '../../change/change.ts';
import { type Applied, refusalText } from '../../verbs/table/apply.ts';
import { count, plural } from '../../terminal/text/texts.ts';

/** The shell command a change stands for, as --dry-run shows it. */
export function commandText(change: TableChange): string {
  // ip publishes on a link alone.
  if (change.do === 'publish' && change.link === null) return `(netlink) publish ${change.ip} on every link`;
  return printable(commandOf(change));
}

/** `10.0.0.7 on eth0: there is an entry already; …`. */
export function refusedLine(applied: Applied, file: string | null): string {
  const { change, line } = applied;
  const place = file !== null && line !== null ? `${file}:${line}: ` : '';
  const link = change.link === null ? 'every interface' : printable(change.link);
  return `${printable(place)}${change.ip} on ${link}: ${printable(refusalText(applied))}`;
}

const DONE: Readonly<Record<Applied['outcome'], string>> = {
  done: 'done',
  same: 'as they should be already',
  gone: 'gone already',
  refused: 'refused',
  undone: 'taken back',
};

/** `10,000 changes: 9,998 done, 2 as they should be already`. */
export function changesSummary(applied: readonly Applied[]): string {
  const counts = new Map<Applied['outcome'], number>();
  for (const { outcome } of applied) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].map(([outcome, many]) => `${count(many)} ${DONE[outcome]}`);
  return `${plural(applied.length, 'change')}: ${parts.join(', ')}`;
}
