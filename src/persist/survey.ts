import type { HostSnapshot } from '../kernel/host.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import { OWN_MARK } from '../change/own-file.ts';
import { callerOf } from './callers.ts';
import { claimsOf, whyNotSo } from './claims.ts';
import { unreadWords } from './ifupdown.ts';
import { interfacesFiles, isSourced } from './interfaces-files.ts';
import { fileFor, networkFiles } from './network-files.ts';
import { isEnabled } from './networkd.ts';
import type { PersistKind } from './persisted.ts';
import { uncalledWords } from './script.ts';
import { beatenWords } from './sysctl.ts';
import { beatenIn, outweighedIn, sysctlOrder } from './sysctl-order.ts';

/** A file that arpist wrote, and what becomes of it. */
export interface WrittenFile {
  readonly path: string;
  readonly kind: PersistKind;
  /** The declaration, or what else it was written from. */
  readonly from: string;
  readonly text: string;
  /** Why no program reads it at the next start, one sentence; null when one does. */
  readonly unread: string | null;
  /** What another file, read later, has otherwise, one sentence each. */
  readonly beaten: readonly string[];
  /** What of it is not so on the host by now, one sentence each. */
  readonly differs: readonly string[];
}

const FOLDERS: { readonly [K in PersistKind]: readonly string[] } = {
  'sysctl.d': ['/etc/sysctl.d'],
  'systemd-networkd': ['/etc/systemd/network'],
  ifupdown: ['/etc/network/interfaces.d'],
  script: ['/etc/arpist'],
};

/** Every file of arpist's in the places it writes to, whoever had it written and when. */
export function survey(config: ConfigFiles, host: HostSnapshot): readonly WrittenFile[] {
  return (Object.keys(FOLDERS) as PersistKind[]).flatMap((kind) =>
    placesOf(kind, config).flatMap((path): WrittenFile[] => {
      const text = config.read(path) ?? '';
      const from = writtenFrom(text);
      if (from === null) return [];
      const differs = claimsOf(kind, text).flatMap((claim) => whyNotSo(claim, host) ?? []);
      const order = kind === 'sysctl.d' ? sysctlOrder(config) : [];
      const beaten = [...beatenIn(order, path), ...outweighedIn(order, path)].map(beatenWords);
      return [{ path, kind, from, text, unread: whyUnread(kind, path, { config, host }), beaten, differs }];
    }),
  );
}

export function lasts({ unread, beaten, differs }: WrittenFile): boolean {
  return unread === null && beaten.length === 0 && differs.length === 0;
}

function placesOf(kind: PersistKind, config: ConfigFiles): readonly string[] {
  const sourced =
    kind === 'ifupdown'
      ? interfacesFiles(config).sources.map(({ pattern, byFolder }) =>
          byFolder ? pattern : pattern.slice(0, pattern.lastIndexOf('/')),
        )
      : [];
  const folders = [...new Set([...FOLDERS[kind], ...sourced.filter((folder) => folder.startsWith('/etc/'))])];
  return folders.flatMap((folder) =>
    config.list(folder).flatMap((name) => {
      const path = `${folder}/${name}`;
      return kind === 'systemd-networkd' && name.endsWith('.d')
        ? config.list(path).map((inside) => `${path}/${inside}`)
        : [path];
    }),
  );
}

const HEADER_LINES = 5;
const FROM = new RegExp(`^# ${OWN_MARK} from (.*?); changes here are lost`);

function writtenFrom(text: string): string | null {
  for (const line of text.split('\n', HEADER_LINES)) {
    const from = FROM.exec(line)?.[1];
    if (from !== undefined) return from;
  }
  return null;
}

function whyUnread(
  kind: PersistKind,
  path: string,
  { config, host }: { readonly config: ConfigFiles; readonly host: HostSnapshot },
): string | null {
  switch (kind) {
    case 'sysctl.d':
      return path.endsWith('.conf') ? null : `${path} does not end in .conf`;
    case 'ifupdown': {
      const read = interfacesFiles(config);
      return isSourced(read.sources, path) ? null : unreadWords(path, read);
    }
    case 'script':
      return callerOf(config, path) === null ? uncalledWords(path) : null;
    case 'systemd-networkd':
      if (!isEnabled(config)) return 'systemd-networkd is not enabled, as far as arpist sees';
      return path.endsWith('.netdev') ? null : whyUnmatched(path, config, host);
  }
}

function whyUnmatched(path: string, config: ConfigFiles, host: HostSnapshot): string | null {
  const files = networkFiles(config);
  const [, dropIn] = /\/([^/]+\.network)\.d\/[^/]+\.conf$/.exec(path) ?? [];
  if (dropIn !== undefined)
    return files.some(({ name }) => name === dropIn)
      ? null
      : `there is no ${dropIn} any more for it to add to`;
  const own = files.find((file) => file.path === path);
  const name = own?.match.find(([key]) => key === 'Name')?.[1] ?? '';
  const known = host.links.find((link) => link.name === name);
  const link = known ?? { name, mac: null, kind: null, loopback: name === 'lo' };
  const first = fileFor(files, link)?.file;
  return first === undefined || first.path === path
    ? null
    : `${first.path} matches ${name}, too, and comes first: of two files for one link one is read`;
}
