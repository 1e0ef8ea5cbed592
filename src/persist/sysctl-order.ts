import { CONF, type ConfName } from '../kernel/conf.ts';
import type { ConfigFiles } from '../ports/config-files.ts';

/** sysctl.d(5): of two files of one name the first folder's is read. */
const FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((folder) => `${folder}/sysctl.d`);
const OLD_FILE = '/etc/sysctl.conf';
const SYSTEMD = ['/usr/lib/systemd/systemd-sysctl', '/lib/systemd/systemd-sysctl'];

/** `net/ipv4/conf/all/arp_ignore`: value */
export type SysctlValues = ReadonlyMap<string, string>;

export interface SysctlFile {
  readonly path: string;
  readonly values: SysctlValues;
}

/** Who has the last word on a setting, where it is not the file that was asked about. */
export interface Beaten {
  readonly key: string;
  readonly ours: string;
  readonly theirs: string;
  readonly path: string;
}

/**
 * The files a start reads, in its order. `sysctl --system` of procps, where systemd is not, reads /etc/sysctl.conf behind all
 * others; systemd-sysctl reads it only by a link among them.
 */
export function sysctlOrder(config: ConfigFiles): readonly SysctlFile[] {
  const byName = new Map<string, string>();
  for (const folder of FOLDERS)
    for (const name of config.list(folder))
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, `${folder}/${name}`);
  const names = [...byName.keys()].toSorted(byBytes);
  const paths = names.map((name) => byName.get(name)!);
  if (!SYSTEMD.some((path) => config.isThere(path))) paths.push(OLD_FILE);
  return paths.map((path) => ({ path, values: sysctlValues(config.read(path) ?? '') }));
}

/** The same with one file in it as it shall be. */
export function withFile(order: readonly SysctlFile[], file: SysctlFile): readonly SysctlFile[] {
  const others = order.filter(({ path }) => path !== file.path);
  const at = others.findIndex(
    ({ path }) => path === OLD_FILE || byBytes(nameOf(path), nameOf(file.path)) > 0,
  );
  return others.toSpliced(at < 0 ? others.length : at, 0, file);
}

/** Which settings of the file at `path` another one, read later, has otherwise. */
export function beatenIn(order: readonly SysctlFile[], path: string): readonly Beaten[] {
  const at = order.findIndex((file) => file.path === path);
  return [...(order[at]?.values ?? [])].flatMap(([key, ours]) => {
    const last = order.slice(at + 1).findLast(({ values }) => values.has(key));
    const theirs = last?.values.get(key);
    return last === undefined || theirs === undefined || theirs === ours
      ? []
      : [{ key, ours, theirs, path: last.path }];
  });
}

/**
 * Which settings of one interface in the file at `path` count for nothing, because the kernel joins them with what a file, earlier or
 * later, has for all (src/kernel/conf.ts).
 */
export function outweighedIn(order: readonly SysctlFile[], path: string): readonly Beaten[] {
  const values = order.find((file) => file.path === path)?.values ?? [];
  return [...values].flatMap(([key, ours]) => {
    const [, link = 'all', setting = ''] = /^net\/ipv4\/conf\/(.+)\/([^/]+)$/.exec(key) ?? [];
    if (link === 'all' || link === 'default' || !(setting in CONF)) return [];
    const all = `net/ipv4/conf/all/${setting}`;
    const last = order.findLast((file) => file.values.has(all));
    const theirs = last?.values.get(all);
    return last === undefined || theirs === undefined || !outweighs(setting as ConfName, theirs, ours)
      ? []
      : [{ key: all, ours: `${ours} as for ${link}`, theirs, path: last.path }];
  });
}

function outweighs(setting: ConfName, all: string, ours: string): boolean {
  switch (CONF[setting].combine) {
    case 'max':
      return Number(all) > Number(ours);
    case 'or':
      return Number(all) !== 0 && Number(ours) === 0;
    case 'and':
      return Number(all) === 0 && Number(ours) !== 0;
    case 'link':
      return false;
  }
}

/** Assignments by name. One with a pattern never overrules these (systemd-sysctl, sysctl.d(5)), and is left out. */
export function sysctlValues(text: string): SysctlValues {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, spelled, value] = /^\s*-?\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (spelled === undefined || value === undefined || /[*?[]/.test(spelled)) continue;
    const [key, said] = canonical(keyOf(spelled), value);
    // The last one counts, and stands last.
    values.delete(key);
    values.set(key, said);
  }
  return values;
}

/** The first separator tells which one separates. */
function keyOf(spelled: string): string {
  const first = /[./]/.exec(spelled)?.[0];
  if (first === '/') return spelled.replace(/^\/(?:proc\/sys\/)?/, '');
  return spelled.replaceAll(/[./]/g, (one) => (one === '.' ? '/' : '.'));
}

const FACTORS: Readonly<Record<string, number>> = { base_reachable_time: 1000, retrans_time: 10 };

/** Two names of one thing: net/ipv4/devinet.c ip_forward; net/core/neighbour.c, seconds and 1/100 s beside milliseconds. */
function canonical(key: string, value: string): readonly [key: string, value: string] {
  if (key === 'net/ipv4/ip_forward') return ['net/ipv4/conf/all/forwarding', value];
  const [, before = '', setting = ''] = /^(net\/ipv4\/neigh\/.+\/)([^/]+)$/.exec(key) ?? [];
  const factor = FACTORS[setting];
  return factor === undefined || !/^\d+$/.test(value)
    ? [key, value]
    : [`${before}${setting}_ms`, String(Number(value) * factor)];
}

function nameOf(path: string): string {
  return path.split('/').at(-1)!;
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As people write it: `net.ipv4.conf.all.arp_ignore`. */
export function spokenKey(key: string): string {
  return key.includes('.') ? key : key.replaceAll('/', '.');
}
