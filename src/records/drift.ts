import type { PlanStep } from '../declare/draft.ts';
import { type JsonRecord, recordKind } from './kind.ts';
import { changeRecord } from './plan.ts';

/** schema/drift.v1.json: what is not as a file declares it. */
export function driftRecord({ change, why, line }: Pick<PlanStep, 'change' | 'why' | 'line'>): JsonRecord {
  return { v: 1, type: 'drift', change: changeRecord(change), why, line };
}

/** schema/verify-summary.v1.json */
export function verifySummaryRecord(
  file: string,
  counts: { readonly drift: number; readonly warnings: number },
  wire: { readonly findings: number; readonly questions: number; readonly interrupted: boolean } | null,
): JsonRecord {
  return {
    v: 1,
    type: 'verify-summary',
    file,
    ...counts,
    questions: wire?.questions ?? null,
    wire: wire?.findings ?? null,
    interrupted: wire?.interrupted ?? false,
  };
}

/** What verify lists: settings that differ, what to think of, and what the wire says otherwise. */
export const DRIFT = recordKind(['drift', 'plan-warning', 'finding'], {
  type: 'text',
  severity: 'text',
  kind: 'text',
  why: { kind: 'text', at: 'why|text' },
  line: 'number',
  command: { kind: 'text', at: 'change.command|changes.command' },
  interfaces: 'text',
  addresses: 'ip',
  page: 'text',
});
