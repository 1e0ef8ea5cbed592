import type { ConfigFiles } from '../ports/config-files.ts';
import { matchesGlob } from './glob.ts';

const FIRST = '/etc/network/interfaces';
/** A file that names itself, or a chain of them, ends here. */
const MOST_FILES = 500;

export interface InterfacesFiles {
  readonly isThere: boolean;
  /** `source` with a pattern, `source-directory` with a folder: interfaces(5). */
  readonly sources: readonly { readonly pattern: string; readonly byFolder: boolean }[];
  /** Links that come up by themselves, as patterns. */
  readonly started: readonly string[];
}

/** What ifup reads, beginning with /etc/network/interfaces. */
export function interfacesFiles(config: ConfigFiles): InterfacesFiles {
  const sources: { readonly pattern: string; readonly byFolder: boolean }[] = [];
  const started: string[] = [];
  const read = new Set<string>();
  const waiting = [FIRST];
  for (let path = waiting.pop(); path !== undefined && read.size < MOST_FILES; path = waiting.pop()) {
    if (read.has(path)) continue;
    read.add(path);
    for (const [word = '', ...rest] of wordsOf(config.read(path) ?? '')) {
      if (/^(?:auto|allow-)/.test(word)) started.push(...rest);
      if (word !== 'source' && word !== 'source-directory') continue;
      const folder = path.slice(0, path.lastIndexOf('/'));
      for (const spelled of rest) {
        const pattern = spelled.startsWith('/') ? spelled : `${folder}/${spelled}`;
        const source = { pattern: pattern.replace(/\/+$/, ''), byFolder: word === 'source-directory' };
        sources.push(source);
        waiting.push(...filesOf(config, source));
      }
    }
  }
  return { isThere: config.isThere(FIRST), sources, started };
}

function wordsOf(text: string): readonly (readonly string[])[] {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/));
}

function filesOf(config: ConfigFiles, source: InterfacesFiles['sources'][number]): readonly string[] {
  const folder = source.byFolder ? source.pattern : source.pattern.slice(0, source.pattern.lastIndexOf('/'));
  return config
    .list(folder)
    .map((name) => `${folder}/${name}`)
    .filter((path) => isSourced([source], path));
}

/** In a folder only names of letters, digits, underscores and hyphens are read (interfaces(5)). */
export function isSourced(sources: InterfacesFiles['sources'], path: string): boolean {
  const at = path.lastIndexOf('/');
  return sources.some(({ pattern, byFolder }) =>
    byFolder
      ? matchesGlob(pattern, path.slice(0, at)) && /^[\w-]+$/.test(path.slice(at + 1))
      : matchesGlob(pattern, path),
  );
}

const FOLDER = '/etc/network/interfaces.d';

/** Where a file of this name is read; null: nowhere. */
export function sourcedPath({ sources }: InterfacesFiles, name: string): string | null {
  const own = ['', '.cfg', '.conf'].map((ending) => `${FOLDER}/${name}${ending}`);
  const theirs = sources.flatMap(({ pattern, byFolder }) => {
    if (byFolder) return [`${pattern}/${name}`];
    const [, folder, ending] = /^(\/etc\/[^*?[]+)\/\*([^*?[/]*)$/.exec(pattern) ?? [];
    return folder === undefined ? [] : [`${folder}/${name}${ending}`];
  });
  return [...own, ...theirs].find((path) => isSourced(sources, path)) ?? null;
}
