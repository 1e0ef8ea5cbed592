import { reportOf } from '../../base/pass-on.ts';
import type { Signal } from '../../base/signal.ts';
import type { Declaration } from '../../declare/declaration.ts';
import type { PlanStep, PlanWarning, WarningKind } from '../../declare/draft.ts';
import { planFor } from '../../declare/plan.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { FindingKind } from '../../doctor/findings.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { type DoctorHands, probe } from '../doctor/probe.ts';

/** What only the wire can tell: that it is not as the model of this host says. */
const ON_THE_WIRE: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'wire-differs',
  'duplicate-address',
  'vip-contested',
  'vip-unanswered',
  'permanent-contradicts',
]);

/** What is thought of before it is applied, and is so afterwards as well. */
const ADVICE: ReadonlySet<WarningKind> = new Set<WarningKind>([
  'guard-cuts-off',
  'guard-half',
  'pin-lonely',
  'vrrp-alone',
]);

/** One thing that is not as declared: a change that would make it so, what no change here mends, or what the wire says. */
export type DeclaredEvent =
  | { readonly type: 'step'; readonly step: PlanStep }
  | { readonly type: 'warning'; readonly warning: PlanWarning }
  | { readonly type: 'finding'; readonly finding: Finding };

export interface DeclaredReport {
  readonly steps: number;
  readonly warnings: number;
  /** What came of asking; null: the wire was not asked. */
  readonly wire: WireReport | null;
}

export interface WireReport {
  readonly findings: readonly Finding[];
  readonly caveats: readonly string[];
  readonly questions: number;
  readonly interrupted: boolean;
}

/**
 * Holds a host against what is declared: everything that differs, then, with hands to ask with, what the wire says that is not
 * as the host says of itself. Changes nothing. Throws as `probe` does.
 */
export async function* verifyHost(
  { host, declaration }: { readonly host: HostSnapshot; readonly declaration: Declaration },
  hands: DoctorHands | null,
  signal?: Signal,
): AsyncGenerator<DeclaredEvent, DeclaredReport> {
  const plan = planFor(declaration, host);
  const { steps } = plan;
  const warnings = plan.warnings.filter(({ kind }) => !ADVICE.has(kind));
  for (const step of steps) yield { type: 'step', step };
  for (const warning of warnings) yield { type: 'warning', warning };
  const wire = hands === null ? null : await askWire(hands, host, signal);
  for (const finding of wire?.findings ?? []) yield { type: 'finding', finding };
  return { steps: steps.length, warnings: warnings.length, wire };
}

async function askWire(hands: DoctorHands, host: HostSnapshot, signal?: Signal): Promise<WireReport> {
  const { findings, caveats, questions, interrupted } = await reportOf(probe(hands, host, signal));
  return {
    findings: findings.filter(({ kind }) => ON_THE_WIRE.has(kind)),
    caveats,
    questions,
    interrupted,
  };
}
