/** Wanted when the number of tries is ours to choose: so few hosts missed that one scan in a hundred misses any. */
const ALLOWED_MISSES = 0.01;
export const MOST_SCAN_TRIES = 12;

export interface LossEvidence {
  /** known answerers asked again, and how many of them answered again */
  readonly again: number;
  readonly recaptured: number;
  /** addresses that answered so far */
  readonly heard: number;
  /** how often each silent address was asked so far */
  readonly tries: number;
}

/** The part of questions that stay without an answer although somebody is there; null without evidence. */
export function estimateLoss(evidence: LossEvidence): number | null {
  if (evidence.again === 0) return null;
  return (evidence.again - evidence.recaptured) / evidence.again;
}

/**
 * Two-pass capture-recapture (Lincoln-Petersen): with loss p per try, a host stays silent n times with p^n, so
 * heard / (1 - p^n) are there.
 */
export function estimateMissed(evidence: LossEvidence): number | null {
  const loss = estimateLoss(evidence);
  if (loss === null) return null;
  if (loss >= 1) return null;
  const silent = loss ** evidence.tries;
  return (evidence.heard * silent) / (1 - silent);
}

/** How many tries in all the seen loss calls for. */
export function triesFor(evidence: LossEvidence): number {
  const loss = estimateLoss(evidence);
  if (loss === null || loss === 0) return evidence.tries;
  const careful = Math.min(0.9, loss + 1.65 * Math.sqrt((loss * (1 - loss)) / evidence.again));
  let tries = evidence.tries;
  while (tries < MOST_SCAN_TRIES && evidence.heard * careful ** tries > ALLOWED_MISSES) tries++;
  return tries;
}
