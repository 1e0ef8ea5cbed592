import type { Change, SystemChange } from '../change/change.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { PersistFile } from '../ports/journal.ts';
import { baseName, headerLines } from './header.ts';
import {
  type Beaten,
  beatenIn,
  outweighedIn,
  spokenKey,
  sysctlOrder,
  sysctlValues,
  withFile,
} from './sysctl-order.ts';

export type Setting = Change<'set-conf' | 'set-neigh' | 'set-threshold' | 'set-sysctl'>;

export function isSetting(change: SystemChange): change is Setting {
  return change.do.startsWith('set-') && 'setting' in change;
}

export interface SysctlFiles {
  readonly files: readonly PersistFile[];
  readonly notes: readonly string[];
  /** Settings that a later file has otherwise, one sentence each. */
  readonly lost: readonly string[];
}

/** Read later and later; the first name behind which the fewest say otherwise is taken. */
const PREFIXES = ['90-arpist-', '99-zz-arpist-', 'zz-arpist-'];

/** sysctl.d(5); with slashes, because names of links may hold dots. No file when there is no setting. */
export function sysctlFiles(
  changes: readonly SystemChange[],
  file: string,
  config: ConfigFiles,
): SysctlFiles {
  const settings = changes.filter(isSetting);
  if (settings.length === 0) return { files: [], notes: [], lost: [] };
  const values = new Map(settings.map((change) => [keyOf(change), change.value]));
  const lines = [
    ...headerLines(file, ['Those of one interface are written by systemd-udevd when it appears.']),
    ...[...values].map(([key, value]) => `${key} = ${value}`),
  ];
  const text = `${lines.join('\n')}\n`;
  const order = sysctlOrder(config);
  const tries = PREFIXES.map((prefix) => {
    const path = `/etc/sysctl.d/${prefix}${baseName(file)}.conf`;
    return { path, beaten: beatenIn(withFile(order, { path, values: sysctlValues(text) }), path) };
  });
  const first = tries[0]!;
  const least = Math.min(...tries.map(({ beaten }) => beaten.length));
  const chosen = tries.find(({ beaten }) => beaten.length === least)!;
  const notes =
    chosen === first
      ? []
      : first.beaten
          .filter((one) => !chosen.beaten.some(({ key }) => key === one.key))
          .map((one) => `${beatenWords(one)}: ${chosen.path} is read later still`);
  const lost = chosen.beaten.map(
    (one) => `${chosen.path} does not hold: ${beatenWords(one)}, and is read later`,
  );
  const joined = outweighedIn(
    withFile(order, { path: chosen.path, values: sysctlValues(text) }),
    chosen.path,
  );
  lost.push(
    ...joined.map((one) => `${chosen.path} does not hold: ${beatenWords(one)}, and the kernel joins the two`),
  );
  return { files: [{ path: chosen.path, text, executable: false }], notes, lost };
}

export function beatenWords({ path, key, ours, theirs }: Beaten): string {
  return `${path} sets ${spokenKey(key)} = ${theirs}, not ${ours}`;
}

function keyOf(change: Setting): string {
  const root = 'net/ipv4';
  switch (change.do) {
    case 'set-conf':
      return `${root}/conf/${change.link}/${change.setting}`;
    case 'set-neigh':
      return `${root}/neigh/${change.link}/${change.setting}`;
    case 'set-threshold':
      return `${root}/neigh/default/${change.setting}`;
    case 'set-sysctl':
      return `${root}/${change.setting}`;
  }
}
