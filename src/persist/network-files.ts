import type { LinkSnapshot } from '../kernel/host.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import { matchesGlob } from './glob.ts';

/** systemd.network(5): of two files of one name the first folder's is read. */
const FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  (folder) => `${folder}/systemd/network`,
);

export interface NetworkFile {
  readonly path: string;
  readonly name: string;
  /** The lines of [Match]. */
  readonly match: readonly (readonly [key: string, value: string])[];
}

/** All `.network` files systemd-networkd would read, in its order; masked ones are left out. */
export function networkFiles(config: ConfigFiles): readonly NetworkFile[] {
  const byName = new Map<string, string>();
  for (const folder of FOLDERS)
    for (const name of config.list(folder))
      if (name.endsWith('.network') && !byName.has(name)) byName.set(name, `${folder}/${name}`);
  return [...byName]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, path]) => {
      const text = config.read(path);
      return text === null || text.trim() === '' ? [] : [{ name, path, match: matchLines(text) }];
    });
}

function matchLines(text: string): readonly (readonly [string, string])[] {
  const lines: (readonly [string, string])[] = [];
  let section = '';
  for (const line of text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((one) => one.trim())) {
    if (line.startsWith('#') || line.startsWith(';')) continue;
    section = /^\[(.+)\]$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^([A-Za-z]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (section === 'Match' && key !== undefined && value !== undefined && value !== '')
      lines.push([key, value]);
  }
  return lines;
}

export type MatchedLink = Pick<LinkSnapshot, 'name' | 'mac' | 'kind' | 'loopback'>;

/** `maybe`: by something arpist does not see, as the driver or the path of a device. */
export function matches({ match }: NetworkFile, link: MatchedLink): 'yes' | 'no' | 'maybe' {
  let unseen = false;
  for (const key of new Set(match.map(([name]) => name))) {
    const words = match.filter(([name]) => name === key).flatMap(([, value]) => value.split(/\s+/));
    const told = tellOf(key, link);
    if (told === undefined) unseen = true;
    else if (!isAmong(words, told)) return 'no';
  }
  return unseen ? 'maybe' : 'yes';
}

/** What [Match] holds a link to; undefined: not known here. */
function tellOf(key: string, { name, mac, kind, loopback }: MatchedLink): string | undefined {
  switch (key) {
    case 'Name':
      return name;
    case 'MACAddress':
      return (mac ?? '').toLowerCase();
    case 'Type':
      // The DEVTYPE of udev, which is the kind, or else the name of ARPHRD_*.
      return loopback ? 'loopback' : DEVTYPES.has(kind ?? '') ? kind! : 'ether';
    case 'Kind':
      return kind ?? '';
    default:
      return undefined;
  }
}

const DEVTYPES: ReadonlySet<string> = new Set(['vlan', 'bridge', 'bond', 'vxlan', 'wlan', 'wwan', 'macvlan']);

/** A `!` before the first word turns all of them round. */
function isAmong(words: readonly string[], told: string): boolean {
  const [first = ''] = words;
  const isNot = first.startsWith('!');
  const plain = isNot ? [first.slice(1), ...words.slice(1)] : words;
  const found = plain.some((word) => matchesGlob(word, told) || matchesGlob(macSpelled(word), told));
  return found !== isNot;
}

/** `00-11-22-33-44-55` and `0011.2233.4455` name a MAC, too. */
function macSpelled(word: string): string {
  const digits = word.toLowerCase().replaceAll(/[:.-]/g, '');
  return /^[0-9a-f]{12}$/.test(digits) ? digits.match(/../g)!.join(':') : word;
}

/** The file of others a link is configured from: the first that matches it. */
export function fileFor(
  files: readonly NetworkFile[],
  link: MatchedLink,
): { readonly file: NetworkFile; readonly sure: boolean } | null {
  for (const file of files) {
    const match = matches(file, link);
    if (match !== 'no') return { file, sure: match === 'yes' };
  }
  return null;
}
