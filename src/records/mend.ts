import type { PlanStep } from '../declare/draft.ts';
import type { JournalEntry } from '../ports/journal.ts';
import type { ApplyReport } from '../verbs/mend/apply.ts';
import type { UndoReport } from '../verbs/mend/undo.ts';
import { entryStateOf } from '../verbs/mend/entry-state.ts';
import { outcomeWords } from '../verbs/mend/outcome-words.ts';
import { changeRecord } from './plan.ts';
import { recordKind } from './kind.ts';

type Record = Readonly<{ [name: string]: unknown }>;

/** schema/step.v1.json; `refused` null: it was made. */
export function stepRecordOf(
  { change, why, line }: PlanStep,
  at: number,
  refused: ReturnType<typeof outcomeWords> | null,
): Record {
  const outcome = refused === null ? 'made' : 'refused';
  const { code = null, why: because = null } = refused ?? {};
  return {
    v: 1,
    type: 'step',
    step: at + 1,
    change: changeRecord(change),
    why,
    line,
    outcome,
    code,
    because,
  };
}

/** schema/apply-summary.v1.json */
export function applySummaryRecord(
  report: ApplyReport<PlanStep>,
  file: string,
  lost: readonly string[],
): Record {
  const { ending, name, steps, made, because, left, files } = report;
  return {
    v: 1,
    type: 'apply-summary',
    file,
    entry: name,
    ending,
    changes: steps.length,
    made,
    because: because === null ? null : outcomeWords(because).why,
    left,
    written: files.written,
    lost: [...files.unwritten, ...lost],
  };
}

/** schema/undo.v1.json */
export function undoRecord({ entry, complete, left, remains }: UndoReport): Record {
  const ending = entry === null ? 'nothing' : complete ? 'undone' : 'partial';
  return {
    v: 1,
    type: 'undo',
    entry: entry?.name ?? null,
    command: entry?.command ?? null,
    ending,
    left,
    remains,
  };
}

/** schema/journal-entry.v1.json */
export function entryRecord(entry: JournalEntry): Record {
  const { name, at, command, changes, files = [] } = entry;
  return {
    v: 1,
    type: 'journal-entry',
    entry: name,
    at: new Date(at).toISOString(),
    command,
    changes: changes.length,
    files: files.map(({ path }) => path),
    state: entryStateOf(entry),
  };
}

/** What was made of a plan; of one that is only shown the outcome and what goes with it are left out. */
export const STEP = recordKind(['step', 'plan-step'], {
  step: 'number',
  command: { kind: 'text', at: 'change.command' },
  why: 'text',
  line: 'number',
  outcome: 'text',
  code: 'text',
  because: 'text',
});

export const JOURNAL_ENTRY = recordKind(['journal-entry'], {
  entry: 'text',
  at: 'text',
  command: 'text',
  changes: 'number',
  files: 'text',
  state: 'text',
});
