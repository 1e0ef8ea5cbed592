import type { Finding } from './finding.ts';
import type { Severity } from './severity.ts';
import { FINDINGS, type FindingKind } from './findings.ts';

type Told = Pick<Finding, 'sentence'> &
  Partial<Pick<Finding, 'links' | 'addresses' | 'evidence' | 'changes'>> & { readonly severity?: Severity };

/** A finding with the severity of its kind, unless the case calls for another one. */
export function finding(kind: FindingKind, told: Told): Finding {
  const { sentence, links = [], addresses = [], evidence = [], changes = [] } = told;
  const severity = told.severity ?? FINDINGS[kind].severity;
  return { kind, severity, sentence, host: null, links, addresses, evidence, changes, beyond: [] };
}
