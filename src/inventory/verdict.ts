/** What the answers for one address mean, worst last. */
export type VerdictWord = 'ok' | 'virtual' | 'proxy' | 'flux' | 'conflict' | 'own-conflict';

export const VERDICT_WORDS: readonly VerdictWord[] = [
  'ok',
  'virtual',
  'proxy',
  'flux',
  'conflict',
  'own-conflict',
];

/** One piece of evidence for a verdict: a code for programs, a sentence for people. */
export interface Evidence {
  readonly code: EvidenceCode;
  readonly text: string;
}

export type EvidenceCode =
  | 'answered-probe'
  | 'answered-request'
  | 'silent-to-probe'
  | 'late-answer'
  | 'answered-by-broadcast'
  | 'several-macs'
  | 'same-answers'
  | 'different-answers'
  | 'nothing-to-compare'
  | 'comparison-unanswered'
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
  | 'virtual-vmware'
  | 'sender-differs'
  | 'interleaved-claims'
  | 'moved';

/** Exit code 4 stands for these. */
export function isConflict(word: VerdictWord): boolean {
  return word === 'conflict' || word === 'own-conflict';
}
