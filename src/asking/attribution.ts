import type { Instant, Millis } from '../base/time.ts';
import type { Form, PassLedger } from './ledger.ts';

/** Kernel stamps of sending and receiving come from one clock, but sending is stamped around a system call. */
const STAMP_SLACK: Millis = 0.5;

/** Which question an answer belongs to. */
export interface Attribution {
  readonly rttMs: Millis;
  /** How often the address had been asked when the answer came. */
  readonly tries: number;
  readonly late: boolean;
  /** Only one question can have caused it. */
  readonly certain: boolean;
}

export interface AnswerMark {
  readonly position: number;
  readonly form: Form;
  readonly at: Instant;
}

/**
 * An answer repeats the sender address of its question, so questions with 0.0.0.0 and with our own address are never
 * mixed up. Among several of one form the oldest is the cause, unless packets get lost here and the newest explains
 * the answer by a round-trip time this network has shown (`usual`).
 */
export function attribute(
  passes: readonly PassLedger[],
  answer: AnswerMark,
  network: { readonly lossy: boolean; readonly usual: Millis },
): Attribution | undefined {
  let tries = 0;
  let oldest: Instant | undefined;
  let newest: Instant | undefined;
  let newestTry = 0;
  let oldestTry = 0;
  for (const pass of passes) {
    const askedAt = pass.askedAt(answer.position, answer.at);
    if (askedAt === undefined || askedAt > answer.at + STAMP_SLACK) continue;
    tries++;
    if (pass.form !== answer.form) continue;
    if (oldest === undefined) {
      oldest = askedAt;
      oldestTry = tries;
    }
    newest = askedAt;
    newestTry = tries;
  }
  if (oldest === undefined || newest === undefined) return undefined;
  const certain = oldest === newest;
  const young = answer.at - newest;
  const useNewest = !certain && network.lossy && young <= Math.max(5, network.usual * 2);
  const askedAt = useNewest ? newest : oldest;
  const caused = useNewest ? newestTry : oldestTry;
  return { rttMs: Math.max(0, answer.at - askedAt), tries, late: caused < tries, certain };
}
