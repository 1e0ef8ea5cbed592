import { closest } from '../../base/closest.ts';
import { UsageFault } from '../../base/fault.ts';
import { type Instant, parseMillis } from '../../base/time.ts';
import { leapOver, momentsOf, momentText, offsetText, wallOf } from '../../base/zone.ts';
import type { ReadFlag } from './flags.ts';

export interface Moment {
  readonly at: Instant;
  /** How a word that means two things was read, or one that means nothing; null when it is clear. */
  readonly note: string | null;
}

/** Reads a time in words once it is known what time it is now, and where. */
export type MomentWords = (now: Instant, zone: string) => Moment;

export const MOMENT_NOTE =
  "Moments: '14:05' (the last one past), 'tuesday 14:05', 'yesterday 9:30', '24 november 22:15', '2026-11-24 14:05', with Z or +01:00, '2h ago', 'now'. " +
  'They are of the zone of this machine (TZ), which is said.';

const DAY = 86_400_000;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** For flags: `--at "tuesday 14:05"`. The words are judged when they are typed, the moment when it is known what now is. */
export const moment: ReadFlag<MomentWords> = (text, where) => {
  readMoment(text, where, { now: Date.UTC(2026, 0, 15, 12), zone: 'UTC' });
  return (now, zone) => readMoment(text, where, { now, zone });
};

interface Here {
  readonly now: Instant;
  readonly zone: string;
}

/** Throws UsageFault. */
export function readMoment(text: string, where: string, { now, zone }: Here): Moment {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  if (words.join(' ') === 'now') return { at: now, note: null };
  if (words.at(-1) === 'ago') {
    const span = parseMillis(words.slice(0, -1).join(''));
    if (span === undefined) throw strange(text, where);
    return { at: now - span, note: null };
  }
  const iso = /^(\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(z|[+-]\d\d:?\d\d)$/.exec(
    words.join(' '),
  );
  if (iso) {
    const at = Date.parse(`${iso[1]!.replace(' ', 'T').toUpperCase()}${iso[2]!.toUpperCase()}`);
    if (Number.isNaN(at)) throw strange(text, where);
    return { at, note: null };
  }
  const clockAt = words.findIndex((word) => word.includes(':') && !word.includes('-'));
  const together = /^(\d{4}-\d\d-\d\d)t(.+)$/.exec(words[0]!);
  const clock = clockOf(together?.[2] ?? (clockAt < 0 ? '0:00' : words[clockAt]!));
  const rest = together ? [together[1]!] : words.filter((_, at) => at !== clockAt);
  if (clock === undefined || (together && words.length > 1)) throw strange(text, where);
  const midnight = Math.floor(wallOf(now, zone) / DAY) * DAY;
  const day = dayOf(rest, { midnight, isPast: (wall) => placed(wall + clock, zone).at <= now });
  if (day === undefined) throw strange(text, where);
  return placed(day + clock, zone);
}

/** In milliseconds from midnight. */
function clockOf(word: string): number | undefined {
  const parts = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(word);
  if (!parts) return undefined;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

interface Today {
  /** of today, on the wall */
  readonly midnight: Instant;
  /** Whether the clock that was named is past on that day. */
  readonly isPast: (midnight: Instant) => boolean;
}

/** Midnight of the day on the wall; undefined for what is none. Of days that come again the last one past. */
function dayOf(words: readonly string[], { midnight, isPast }: Today): Instant | undefined {
  const [first = '', second = '', third = ''] = words;
  if (words.length > 3) return undefined;
  if (words.length === 0) return isPast(midnight) ? midnight : midnight - DAY;
  if (words.length === 1) {
    if (first === 'today') return midnight;
    if (first === 'yesterday') return midnight - DAY;
    const weekday = WEEKDAYS.findIndex((name) => name === first || name.slice(0, 3) === first);
    if (weekday >= 0) {
      const back = (new Date(midnight).getUTCDay() - weekday + 7) % 7;
      const day = midnight - back * DAY;
      return isPast(day) ? day : day - 7 * DAY;
    }
    const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(first);
    return date ? dateOf(Number(date[1]), Number(date[2]) - 1, Number(date[3])) : undefined;
  }
  const [dayWord, monthWord] = /^\d/.test(first) ? [first, second] : [second, first];
  const month = MONTHS.findIndex((name) => name === monthWord || name.slice(0, 3) === monthWord);
  if (month < 0 || !/^\d{1,2}(st|nd|rd|th|\.)?$/.test(dayWord)) return undefined;
  const day = Number.parseInt(dayWord, 10);
  if (third !== '') return /^\d{4}$/.test(third) ? dateOf(Number(third), month, day) : undefined;
  const year = new Date(midnight).getUTCFullYear();
  const this_ = dateOf(year, month, day);
  if (this_ !== undefined && isPast(this_)) return this_;
  return dateOf(year - 1, month, day);
}

function dateOf(year: number, month: number, day: number): Instant | undefined {
  const at = new Date(Date.UTC(year, month, day));
  return at.getUTCMonth() === month && at.getUTCDate() === day ? at.getTime() : undefined;
}

function placed(wall: Instant, zone: string): Moment {
  const [first, second] = momentsOf(wall, zone);
  const clock = new Date(wall).toISOString().slice(11, 16);
  if (first === undefined) {
    const at = leapOver(wall, zone);
    const shown = momentText(at, zone).slice(4);
    return { at, note: `${clock} did not come on that day, the clocks were put forward: read as ${shown}` };
  }
  if (second === undefined) return { at: first, note: null };
  const zones = [first, second].map((at) => offsetText(at, zone));
  return {
    at: first,
    note: `${clock} came twice on that day, the clocks were put back: read as the first, ${zones[0]}; the second is ${zones[1]}`,
  };
}

function strange(text: string, where: string): UsageFault {
  const known = [...WEEKDAYS, ...MONTHS, 'yesterday', 'today', 'now'];
  const typed = /[a-z]{3,}/i.exec(text)?.[0]?.toLowerCase();
  const near = typed === undefined || known.includes(typed) ? undefined : closest(typed, known);
  return new UsageFault(
    where,
    `'${text}' is no moment`,
    near
      ? `did you mean ${near}?`
      : "write '2026-11-24 14:05', 'tuesday 14:05', 'yesterday 9:30', '14:05' or '2h ago'",
  );
}
