import type { ReasonCode } from '../kernel/reasons.ts';
import type { SystemChange } from '../change/change.ts';
import type { FindingKind } from './findings.ts';
import { SEVERITIES, type Severity } from './severity.ts';
import type { Beyond } from './reach.ts';

/** Where a piece of evidence is from: read, computed by the model, or seen on the wire. */
export type EvidenceSource = 'snapshot' | 'model' | 'wire';

/** One piece of what a finding is founded on. */
export interface FindingEvidence {
  readonly from: EvidenceSource;
  readonly text: string;
  /** The reason the model gave, when it is one. */
  readonly reason: ReasonCode | null;
}

/** Something wrong with ARP on a host: what, how bad, how it is known, and what would mend it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** One sentence about this host, with its names and addresses. */
  readonly sentence: string;
  /** Of several hosts, the one it is about; null for a single one and for all together. */
  readonly host: string | null;
  readonly links: readonly string[];
  readonly addresses: readonly string[];
  readonly evidence: readonly FindingEvidence[];
  /** What would mend it, in the order to be done; empty when no change of this host can, or a person must choose. */
  readonly changes: readonly SystemChange[];
  /** What would mend it too, and cannot be done from where the host was looked at. */
  readonly beyond: readonly Beyond[];
}

export function seen(text: string): FindingEvidence {
  return { from: 'snapshot', text, reason: null };
}

export function computed(text: string, reason: ReasonCode | null = null): FindingEvidence {
  return { from: 'model', text, reason };
}

export function heardOnWire(text: string): FindingEvidence {
  return { from: 'wire', text, reason: null };
}

/** Most severe first; of equal severity by the order of the catalogue, then as found. */
export function bySeverity(order: readonly FindingKind[]): (a: Finding, b: Finding) => number {
  return (a, b) =>
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    order.indexOf(a.kind) - order.indexOf(b.kind);
}

/** The page of a finding, from the root of the project. */
export function pageOf(kind: FindingKind): string {
  return `docs/findings/${kind}.md`;
}

const SHOWN = 5;

/** The first few pieces, and how many more there are. */
export function few(pieces: readonly FindingEvidence[]): readonly FindingEvidence[] {
  if (pieces.length <= SHOWN) return pieces;
  const left = pieces.length - SHOWN + 1;
  return [
    ...pieces.slice(0, SHOWN - 1),
    { ...pieces[0]!, text: `and ${left} more of the same`, reason: null },
  ];
}

/** `e0`, `e0 and e1`, `e0, e1 and e2`, `e0, e1, e2 and 5 more`. */
export function listed(words: readonly string[]): string {
  if (words.length > 4) return `${words.slice(0, 3).join(', ')} and ${words.length - 3} more`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
