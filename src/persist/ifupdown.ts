import type { SystemChange } from '../change/change.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { PersistFile } from '../ports/journal.ts';
import { commandAgain } from './commands.ts';
import { matchesGlob } from './glob.ts';
import { baseName, headerLines } from './header.ts';
import { type InterfacesFiles, interfacesFiles, sourcedPath } from './interfaces-files.ts';

/**
 * interfaces(5): a stanza of method manual for each link, beside whatever stands in /etc/network/interfaces; what belongs
 * to no link comes up with lo, which is first.
 */
export function ifupdownFiles(
  changes: readonly SystemChange[],
  file: string,
  config: ConfigFiles,
): IfupdownFiles {
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
  const text = `${[...headerLines(file), ...lines].join('\n').trimEnd()}\n`;
  const read = interfacesFiles(config);
  // Of source-directory only names without a dot are read.
  const name = `arpist-${baseName(file).replaceAll('.', '-')}`;
  const found = sourcedPath(read, name);
  const path = found ?? `/etc/network/interfaces.d/${name}`;
  const idle = links.filter(
    (link) =>
      !made.has(link) && !read.started.some((pattern) => matchesGlob(pattern.replace(/^\//, ''), link)),
  );
  const lost = found === null ? [unreadWords(path, read)] : [];
  return {
    files: [{ path, text, executable: false }],
    notes:
      found === null
        ? []
        : idle.map(
            (link) =>
              `no line 'auto ${link}' is in what ifupdown reads: what is written of ${link} is done when somebody says ifup ${link}`,
          ),
    lost,
  };
}

export interface IfupdownFiles {
  readonly files: readonly PersistFile[];
  readonly notes: readonly string[];
  readonly lost: readonly string[];
}

export function unreadWords(path: string, { isThere }: InterfacesFiles): string {
  return isThere
    ? `nobody reads ${path}: /etc/network/interfaces has no line 'source /etc/network/interfaces.d/*'; add it`
    : `nobody reads ${path}: there is no /etc/network/interfaces, so ifupdown is not what configures this machine`;
}

function linkOf(change: SystemChange): string {
  if (!('link' in change) || change.link === null) return 'lo';
  return change.link === 'all' || change.link === 'default' ? 'lo' : change.link;
}

function whenOf({ do: kind }: SystemChange): string {
  return kind === 'add-vlan' || kind === 'set-mac' ? 'pre-up' : 'up';
}
