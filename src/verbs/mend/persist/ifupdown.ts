import type { SystemChange } from '../../../doctor/change.ts';
import type { PersistFile } from '../../../ports/journal.ts';
import { commandAgain } from './commands.ts';
import { baseName, headerLines } from './header.ts';

/**
 * interfaces(5): a stanza of method manual for each link, beside whatever stands in /etc/network/interfaces; what belongs
 * to no link comes up with lo, which is first.
 */
export function ifupdownFiles(changes: readonly SystemChange[], file: string): readonly PersistFile[] {
  const stanzas = new Map<string, SystemChange[]>();
  for (const change of changes) {
    const link = linkOf(change);
    const stanza = stanzas.get(link) ?? [];
    stanza.push(change);
    stanzas.set(link, stanza);
  }
  const made = new Set(changes.flatMap((change) => (change.do === 'add-vlan' ? [change.link] : [])));
  const links = [...stanzas.keys()].toSorted((a, b) => Number(b === 'lo') - Number(a === 'lo'));
  const lines = links.flatMap((link) => [
    ...(made.has(link) ? [`auto ${link}`] : []),
    `iface ${link} inet manual`,
    ...stanzas.get(link)!.map((change) => `    ${whenOf(change)} ${commandAgain(change)}`),
    '',
  ]);
  const head = headerLines(file, [
    'Needs the line "source /etc/network/interfaces.d/*" in /etc/network/interfaces.',
  ]);
  return [
    {
      path: `/etc/network/interfaces.d/arpist-${baseName(file)}`,
      text: `${[...head, ...lines].join('\n').trimEnd()}\n`,
      executable: false,
    },
  ];
}

function linkOf(change: SystemChange): string {
  if (!('link' in change) || change.link === null) return 'lo';
  return change.link === 'all' || change.link === 'default' ? 'lo' : change.link;
}

function whenOf({ do: kind }: SystemChange): string {
  return kind === 'add-vlan' || kind === 'set-mac' ? 'pre-up' : 'up';
}
