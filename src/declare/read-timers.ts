import { closest } from '../base/closest.ts';
import type { Threshold } from '../doctor/change.ts';
import { NEIGH, NEIGH_NAMES, type NeighName } from '../kernel/conf.ts';
import type { DeclaredTimer } from './declaration.ts';
import { linkName, shown, type Wrong } from './leaves.ts';
import type { TableReader } from './table-reader.ts';

const THRESHOLDS: readonly Threshold[] = ['gc_thresh1', 'gc_thresh2', 'gc_thresh3'];
const SETTABLE = [...NEIGH_NAMES.filter((name) => name !== 'reachable_time_ms'), ...THRESHOLDS];
const SCALE: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
/** The kernel keeps them as 32-bit counts and as jiffies. */
const LARGEST = 2 ** 31 - 1;

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
    const value = table.read(key, (spelled) => valueOf(setting, spelled));
    return value === undefined ? [] : [{ line: table.line(key), setting, value, links }];
  });
}

/** In the unit of its file: a time needs its unit, a count has none. */
function valueOf(setting: NeighName | Threshold, spelled: unknown): number | Wrong {
  const unit = setting in NEIGH ? NEIGH[setting as NeighName].unit : null;
  if (unit === null) {
    const fits =
      typeof spelled === 'number' && Number.isInteger(spelled) && spelled >= 0 && spelled <= LARGEST;
    return fits
      ? spelled
      : { wrong: `should be a whole number, not ${shown(spelled)}`, remedy: `write ${setting} = 3` };
  }
  if (spelled === 0) return 0;
  const parts = typeof spelled === 'string' ? /^(\d+(?:\.\d+)?)\s*(ms|s|min|h)$/.exec(spelled.trim()) : null;
  if (!parts)
    return {
      wrong: `should be a time with its unit, not ${shown(spelled)}`,
      remedy: `write ${setting} = "500ms", "1.5s", "5min" or "1h"`,
    };
  const value = (Number(parts[1]) * SCALE[parts[2]!]!) / unit;
  return Number.isInteger(value) && value <= LARGEST
    ? value
    : {
        wrong: `counts in steps of ${unit} ms, up to ${LARGEST} of them`,
        remedy: `write a multiple of ${unit} ms`,
      };
}
