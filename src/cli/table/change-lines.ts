import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { TableChange } from '../../ports/neighbours.ts';
import { type Applied, refusalText } from '../../verbs/table/apply.ts';
import { count, plural } from '../../terminal/text/texts.ts';

/** The shell command a change stands for, as --dry-run shows it. */
export function commandText(change: TableChange): string {
  const ip = formatIpv4(change.ip);
  const place = change.link === null ? '' : ` dev ${printable(shellWord(change.link))}`;
  switch (change.do) {
    case 'set-neighbour': {
      const { how, mac, state, flags } = change;
      const words = [`ip neigh ${how} ${ip}`];
      if (mac !== null) words.push(`lladdr ${formatMac(mac)}`);
      return `${words.join(' ')}${place} nud ${state}${flags.map((flag) => ` ${flag}`).join('')}`;
    }
    case 'remove-neighbour':
      return `ip neigh del ${ip}${place}`;
    case 'publish':
      return change.link === null
        ? `(netlink) publish ${ip} on every link`
        : `ip neigh add proxy ${ip}${place}`;
    case 'unpublish':
      return change.link === null ? `arp -d ${ip} pub` : `ip neigh del proxy ${ip}${place}`;
  }
}

/** `10.0.0.7 on eth0: there is an entry already; …`. */
export function refusedLine(applied: Applied, file: string | null): string {
  const { change, line } = applied;
  const place = file !== null && line !== null ? `${file}:${line}: ` : '';
  const link = change.link === null ? 'every interface' : printable(change.link);
  return `${printable(place)}${formatIpv4(change.ip)} on ${link}: ${printable(refusalText(applied))}`;
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
