import { isChanged, type Timer } from '../verbs/table/timers.ts';
import { field } from './fields.ts';
import type { Kind } from './kind.ts';

/** schema/timer.v1.json */
export function timerRecord(timer: Timer): Readonly<Record<string, string | number | boolean | null>> {
  const { link, setting, value, compiled, unit, meaning } = timer;
  return {
    v: 1,
    type: 'timer',
    interface: link,
    setting,
    value,
    unit,
    default: compiled,
    changed: isChanged(timer),
    meaning,
  };
}

/** Times in milliseconds. */
export const TIMER: Kind<Timer> = {
  types: ['timer'],
  recordOf: timerRecord,
  fields: {
    interface: field('text', ({ link }) => link),
    setting: field('text', ({ setting }) => setting),
    value: field('number', ({ value }) => value),
    unit: field('text', ({ unit }) => unit),
    default: field('number', ({ compiled }) => compiled),
    changed: field('flag', (timer) => isChanged(timer)),
    meaning: field('text', ({ meaning }) => meaning),
  },
  columns: ['interface', 'setting', 'value', 'unit', 'default', 'changed', 'meaning'],
};
