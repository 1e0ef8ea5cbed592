import type { Change, SystemChange } from '../../../doctor/change.ts';
import type { PersistFile } from '../../../ports/journal.ts';
import { baseName, headerLines } from './header.ts';

export type Setting = Change<'set-conf' | 'set-neigh' | 'set-threshold' | 'set-sysctl'>;

export function isSetting(change: SystemChange): change is Setting {
  return change.do.startsWith('set-') && 'setting' in change;
}

/** sysctl.d(5); with slashes, because names of links may hold dots. Empty when there is no setting. */
export function sysctlFiles(changes: readonly SystemChange[], file: string): readonly PersistFile[] {
  const settings = changes.filter(isSetting);
  if (settings.length === 0) return [];
  const values = new Map(settings.map((change) => [keyOf(change), change.value]));
  const lines = [
    ...headerLines(file, ['Those of one interface are written by systemd-udevd when it appears.']),
    ...[...values].map(([key, value]) => `${key} = ${value}`),
  ];
  return [
    {
      path: `/etc/sysctl.d/90-arpist-${baseName(file)}.conf`,
      text: `${lines.join('\n')}\n`,
      executable: false,
    },
  ];
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
