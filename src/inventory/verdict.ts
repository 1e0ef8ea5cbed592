/** What the answers for one address mean, worst last. `undecided`: not enough was asked or answered to say. */
export type VerdictWord = 'ok' | 'virtual' | 'proxy' | 'flux' | 'undecided' | 'conflict' | 'own-conflict';

export const VERDICT_WORDS: readonly VerdictWord[] = [
  'ok',
  'virtual',
  'proxy',
  'flux',
  'undecided',
  'conflict',
  'own-conflict',
];

/** One piece of evidence for a verdict: a code for programs, a sentence for people. */
export interface Evidence {
  readonly code: EvidenceCode;
  readonly text: string;
}

/** For programs: they stay, and are added to; the text beside one is for people and may become better. */
export type EvidenceCode =
  | 'answered-probe'
  | 'our-interface'
  | 'own-table'
  | 'perhaps-own-table'
  | 'answered-request'
  | 'silent-to-probe'
  | 'late-answer'
  | 'answered-by-broadcast'
  | 'several-macs'
  | 'same-answers'
  | 'one-stack'
  | 'several-stacks'
  | 'different-answers'
  | 'nothing-to-compare'
  | 'comparison-unanswered'
  | 'not-compared'
  | 'unfinished'
  | 'proxies-only'
  | 'proxies-many'
  | 'shadows-owner'
  | 'shadowed-by-proxy'
  | 'has-our-address'
  | 'claims-our-address'
  | 'answers-for-all'
  | 'virtual-vrrp'
  | 'virtual-hsrp'
  | 'virtual-glbp'
  | 'virtual-nlb'
  | 'sender-differs'
  | 'one-speaker'
  | 'damaged'
  | 'claims-differ'
  | 'by-asker'
  | 'asks-only'
  | 'probes-only'
  | 'interleaved-claims'
  | 'moved';

/** Exit code 5 stands for this, unless a conflict stands beside it. */
export function isUndecided(word: VerdictWord): boolean {
  return word === 'undecided';
}

/** Exit code 4 stands for these. */
export function isConflict(word: VerdictWord): boolean {
  return word === 'conflict' || word === 'own-conflict';
}
