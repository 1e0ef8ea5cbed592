import type { Instant, Millis } from '../base/time.ts';
import type { QuietHours } from '../ports/targets.ts';
import type { Quiet } from './delivery.ts';

const DAY_MINUTES = 1440;
const MINUTE: Millis = 60_000;

/** Whether it is quiet at `minute` of the day, and until when; `now` is any clock that goes on evenly. */
export function quietAt(hours: QuietHours | null, minute: number, now: Instant): Quiet | null {
  if (hours === null) return null;
  const { from, until, except } = hours;
  const since = (minute - from + DAY_MINUTES) % DAY_MINUTES;
  const length = (until - from + DAY_MINUTES) % DAY_MINUTES;
  if (since >= length) return null;
  return { until: now + Math.ceil(length - since) * MINUTE, except };
}
