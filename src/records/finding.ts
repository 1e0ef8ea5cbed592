import { commandOf } from '../change/change.ts';
import type { Diagnosis } from '../doctor/diagnose.ts';
import { type Finding, pageOf } from '../doctor/finding.ts';
import type { Severity } from '../doctor/severity.ts';
import { recordKind } from './kind.ts';

/** schema/finding.v1.json: names and meanings never change within v 1; fields may be added. */
export function findingRecord(found: Finding): Readonly<Record<string, unknown>> {
  const { kind, severity, sentence, host, links, addresses, evidence, changes, beyond } = found;
  return {
    v: 1,
    type: 'finding',
    kind,
    severity,
    text: sentence,
    host,
    interfaces: links,
    addresses,
    evidence,
    changes: changes.map((change) => ({ ...change, command: commandOf(change) })),
    beyond: beyond.map(({ change, where }) => ({ ...change, command: commandOf(change), where })),
    page: pageOf(kind),
  };
}

/** schema/diagnosis.v1.json: the last line. */
export function diagnosisRecord(
  diagnosis: Diagnosis,
  about: {
    readonly hosts: readonly string[];
    readonly questions: number | null;
    readonly sent?: number;
    readonly interrupted: boolean;
  },
): Readonly<Record<string, unknown>> {
  const { findings, caveats } = diagnosis;
  const count = (severity: Severity): number =>
    findings.filter((found) => found.severity === severity).length;
  return {
    v: 1,
    type: 'diagnosis',
    healthy: isHealthy(findings) && !about.interrupted,
    conflicts: count('conflict'),
    faults: count('fault'),
    risks: count('risk'),
    notes: count('note'),
    hosts: about.hosts,
    questions: about.questions,
    sent: about.sent ?? null,
    interrupted: about.interrupted,
    caveats,
  };
}

/** Notes alone leave a host healthy. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === 'note');
}

export const FINDING = recordKind(['finding'], {
  severity: 'text',
  kind: 'text',
  host: 'text',
  interfaces: 'text',
  addresses: { kind: 'ip', at: 'addresses' },
  text: 'text',
  evidence: { kind: 'text', at: 'evidence.text' },
  changes: { kind: 'text', at: 'changes.command' },
  beyond: { kind: 'text', at: 'beyond.command' },
  page: 'text',
});
