import type { PlanStep, PlanWarning } from '../declare/draft.ts';
import type { Plan } from '../declare/plan.ts';
import type { AnswerShift } from '../declare/shifts.ts';
import { preconditionWords } from '../declare/preconditions.ts';
import { commandOf, type SystemChange } from '../change/change.ts';
import { recordKind } from './kind.ts';

type PlanRecord = Readonly<Record<string, unknown>>;

/** schema/plan-step.v1.json, answer-shift.v1.json, plan-warning.v1.json, and plan-summary.v1.json as the last line. */
export function* planRecords(
  plan: Plan,
  file: string,
  simulated: readonly AnswerShift[] = [],
): Generator<PlanRecord> {
  for (const [at, step] of plan.steps.entries()) yield stepRecord(step, at + 1);
  for (const shift of plan.shifts) yield shiftRecord(shift, false);
  for (const shift of simulated) yield shiftRecord(shift, true);
  for (const warning of plan.warnings) yield warningRecord(warning);
  const { steps, shifts, warnings } = plan;
  yield {
    v: 1,
    type: 'plan-summary',
    file,
    changes: steps.length,
    shifts: shifts.length,
    warnings: warnings.length,
  };
}

export function stepRecord({ change, why, line, needs, undo }: PlanStep, step: number): PlanRecord {
  return {
    v: 1,
    type: 'plan-step',
    step,
    change: changeRecord(change),
    why,
    line,
    needs: needs.map(preconditionWords),
    undo: undo.map(changeRecord),
  };
}

export function changeRecord(change: SystemChange): PlanRecord {
  return { ...change, command: commandOf(change) };
}

export function shiftRecord(shift: AnswerShift, simulated: boolean): PlanRecord {
  return { v: 1, type: 'answer-shift', simulated, ...shift };
}

export function warningRecord({ kind, sentence, line }: PlanWarning): PlanRecord {
  return { v: 1, type: 'plan-warning', kind, text: sentence, line };
}

/** What a plan lists: its steps, who answers before and after, and what to think of. */
export const PLAN = recordKind(['plan-step', 'answer-shift', 'plan-warning'], {
  type: 'text',
  step: 'number',
  command: { kind: 'text', at: 'change.command' },
  why: { kind: 'text', at: 'why|text' },
  line: 'number',
  needs: 'text',
  undo: { kind: 'text', at: 'undo.command' },
  kind: 'text',
  ip: 'ip',
  before: 'text',
  after: 'text',
  simulated: 'flag',
});
