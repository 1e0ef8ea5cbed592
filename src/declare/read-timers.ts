import { closest } from '../base/closest.ts';
import type { Threshold } from '../change/change.ts';
import { NEIGH, NEIGH_NAMES, type NeighName } from '../kernel/conf.ts';
import type { DeclaredTimer } from './declaration.ts';
import { linkName, shown, type Wrong } from './leaves.ts';
import { readTimerValue } from './timer-value.ts';
import type { TableReader } from './table-reader.ts';

const THRESHOLDS: readonly Threshold[] = ['gc_thresh1', 'gc_thresh2', 'gc_thresh3'];
const SETTABLE = [...NEIGH_NAMES.filter((name) => name !== 'reachable_time_ms'), ...THRESHOLDS];

export function readTimers(table: TableReader): readonly DeclaredTimer[] {
  const links = table.list('interfaces', linkName);
  return table.keys.flatMap((key) => {
    if (key === 'interfaces') return [];
    const setting = SETTABLE.find((name) => name === key || name === `${key}_ms`);
    if (setting === undefined) {
      const near = closest(key, ['interfaces', ...SETTABLE]);
      const remedy =
        near === undefined ? 'arpist table timers shows the names' : `'${near}' is meant, perhaps`;
      table.fault(key, `[timers] has no key '${key}'`, remedy);
      return [];
    }
    const value = table.read(key, (spelled) => valueOf(setting, key, spelled));
    return value === undefined ? [] : [{ line: table.line(key), setting, value, links }];
  });
}

/** In the unit of its file; a number without quotes is a bare one. */
function valueOf(setting: NeighName | Threshold, key: string, spelled: unknown): number | Wrong {
  const unit = setting in NEIGH ? NEIGH[setting as NeighName].unit : null;
  const text = typeof spelled === 'number' ? String(spelled) : spelled;
  if (typeof text !== 'string' || (unit === null && typeof spelled === 'string'))
    return unit === null
      ? { wrong: `should be a whole number, not ${shown(spelled)}`, remedy: `write ${setting} = 3` }
      : {
          wrong: `should be a time, not ${shown(spelled)}`,
          remedy: `write ${setting} = "500ms", "1.5s", "5min" or "1h"`,
        };
  const read = readTimerValue(key, text, unit);
  return 'value' in read ? read.value : { ...read, remedy: read.remedy.replace(`${key}=`, `${key} = `) };
}
