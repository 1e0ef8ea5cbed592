import type { Millis } from '../../base/time.ts';
import type { AnnounceOptions } from './options.ts';
import { FIRST_GAP, LONGEST_GAP } from './gaps.ts';

/** Who has it is asked twice, so far apart, and waited for so long after the last question. */
export const LOOKS = 2;
export const SECOND_LOOK: Millis = 150;
export const LOOK_WAIT: Millis = 250;

export const LOOK_TIME: Millis = (LOOKS - 1) * SECOND_LOOK + LOOK_WAIT;

/** What will be sent. All of it is at most, but the announcements, which leave whatever comes. */
export interface AnnouncePlan {
  readonly announcements: number;
  /** Who-has: who has the addresses, and which MAC the peers have. */
  readonly looks: number;
  /** Announcements again, to peers that do not believe it. */
  readonly again: number;
  /** Echoes and datagrams. A peer that answers at once gets two a round. */
  readonly questions: number;
  readonly most: number;
  /** When all is believed at once, and when it is not at all. With `refresh` until the first is due. */
  readonly seconds: number;
  readonly longest: number;
}

/** An echo and a datagram, from the announced address and from the one of ours it is compared with. */
const PACKETS = 4;

export function planAnnouncement(
  wishes: Pick<
    AnnounceOptions,
    'addresses' | 'forms' | 'via' | 'verify' | 'check' | 'before' | 'count' | 'interval' | 'patience' | 'rate'
  >,
): AnnouncePlan {
  const { addresses, forms, via, verify, check, before, count, interval, patience, rate } = wishes;
  const looking = check || before;
  const unnamed = via.filter(({ mac }) => mac === null).length;
  const looks = LOOKS * ((check ? addresses.size : 0) + (looking ? unnamed : 0));
  const announcements = count * addresses.size * (forms.length + via.length);
  const pairs = verify ? addresses.size * via.length : 0;
  const told = Math.max(0, count - 1) * interval;
  // A round begins when it may; the last row of questions goes on while patience does.
  const rows = count === 0 || pairs === 0 ? 0 : Math.ceil(Math.max(0, patience - told) / interval) + 1;
  const again = pairs * rows;
  const lookTime = looking ? LOOK_TIME : 0;
  const each = (looking ? asksIn(LOOK_TIME) : 0) + (count + rows) * asksIn(interval);
  const questions = pairs * PACKETS * each;
  const most = looks + announcements + again + questions;
  const seconds = Math.max((looks + announcements) / rate, (lookTime + told) / 1000);
  const longest =
    pairs === 0 || count === 0 ? seconds : Math.max(seconds, (lookTime + Math.max(told, patience)) / 1000);
  return { announcements, looks, again, questions, most, seconds, longest };
}

/** How often a pair is asked in the row of questions that begins when it is told and lasts `time`, unless it answers. */
export function asksIn(time: Millis): number {
  let asks = 0;
  for (let at = 0, gap: Millis = FIRST_GAP; at <= time; at += gap, gap = Math.min(LONGEST_GAP, gap * 2)) {
    asks++;
    if (gap === LONGEST_GAP) return asks + Math.floor((time - at) / gap);
  }
  return asks;
}
