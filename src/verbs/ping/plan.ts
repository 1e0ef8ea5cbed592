import type { Millis } from '../../base/time.ts';
import { evidenceFor } from '../../asking/evidence.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import type { PingOptions } from './options.ts';

/** What a ping may send, in parts whose sum is never passed; null: until it is ended. */
export interface PingPlan {
  readonly questions: number | null;
  /** Packets beside the questions, where several MACs answer or one that may be a proxy. */
  readonly evidence: number;
  readonly most: number | null;
  readonly rate: number;
}

type Wishes = Pick<
  PingOptions,
  'count' | 'interval' | 'deadline' | 'examine' | 'until' | 'rate' | 'evidence'
>;

export function planPing(wishes: Wishes): PingPlan {
  const { examine, until, rate = DEFAULT_RATE, evidence = evidenceFor(1, rate) } = wishes;
  const questions = questionsOf(wishes);
  const left = typeof evidence === 'number' ? evidence : evidence.left;
  const more = examine && until !== 'first' ? left : 0;
  return { questions, evidence: more, most: questions === null ? null : questions + more, rate };
}

/** One leaves at the start, and none when the deadline is there. */
export function questionsOf({ count, interval, deadline }: Pick<Wishes, 'count' | 'interval' | 'deadline'>) {
  const inTime = deadline === null ? Number.POSITIVE_INFINITY : timesIn(deadline, interval);
  const most = Math.min(count, inTime);
  return Number.isFinite(most) ? most : null;
}

function timesIn(whole: Millis, part: Millis): number {
  return Math.max(1, Math.ceil(whole / part));
}
