import type { Outcome } from '../ports/neighbours.ts';
import { recordKind } from './kind.ts';
import { type PlannedTimer, stepOf } from '../verbs/table/set-timers.ts';

/** schema/timer-change.v1.json; times in milliseconds. */
export function timerChangeRecord(
  { change, undo, same }: PlannedTimer,
  outcome: Outcome | null,
  told: { readonly planned: boolean; readonly why: string | null },
): Readonly<Record<string, string | number | null>> {
  const { setting } = change;
  const step = stepOf(setting);
  const unit = step !== null ? 'ms' : setting === 'unres_qlen_bytes' ? 'bytes' : 'count';
  const done = outcome?.code === null ? 'done' : 'refused';
  return {
    v: 1,
    type: 'timer-change',
    interface: change.do === 'set-neigh' ? change.link : null,
    setting,
    before: undo.value * (step ?? 1),
    value: change.value * (step ?? 1),
    unit,
    outcome: same ? 'same' : told.planned ? 'planned' : done,
    code: outcome?.code ?? null,
    why: told.why,
  };
}

export const TIMER_CHANGE = recordKind(['timer-change'], {
  interface: 'text',
  setting: 'text',
  before: 'number',
  value: 'number',
  unit: 'text',
  outcome: 'text',
  code: 'text',
  why: 'text',
});
