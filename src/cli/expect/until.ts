import { UsageFault } from '../../base/fault.ts';
import { type Instant, parseMillis } from '../../base/time.ts';

const CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d{1,2}):(\d\d)(?::(\d\d))?$/;
const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/i;
const HOUR = 3_600_000;

const REMEDY = 'write 18:00, 2026-12-31 18:00, 2026-12-31T18:00:00+01:00, or a span as 2h';

/**
 * A moment to come: a time of the clock on the wall (tomorrow's when today's is past), a day with one, either with its zone, or
 * a span from `now` on. An hour that a change of the clock makes double is the later one. Throws UsageFault.
 */
export function momentOf(text: string, where: string, now: Instant): Instant {
  const at = read(text.trim(), where, now);
  if (at <= now) throw new UsageFault(where, `${text} is past`, REMEDY);
  return at;
}

function read(text: string, where: string, now: Instant): Instant {
  const clock = CLOCK.exec(text);
  if (clock) {
    const today = new Date(now);
    const parts = [today.getFullYear(), today.getMonth(), today.getDate()] as const;
    const at = local([...parts, ...timeOf(clock.slice(1))], text, where);
    return at > now ? at : local([parts[0], parts[1], parts[2] + 1, ...timeOf(clock.slice(1))], text, where);
  }
  const day = LOCAL.exec(text);
  if (day) {
    const [year = 0, month = 0, date = 0] = day.slice(1, 4).map(Number);
    return local([year, month - 1, date, ...timeOf(day.slice(4))], text, where);
  }
  const zoned = ZONED.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (!Number.isNaN(zoned)) return zoned;
  const span = /[a-z]/i.test(text) ? parseMillis(text) : undefined;
  if (span !== undefined) return now + span;
  throw new UsageFault(where, `'${text}' is no moment`, REMEDY);
}

type Parts = readonly [
  year: number,
  month: number,
  date: number,
  hour: number,
  minute: number,
  second: number,
];

function timeOf(words: readonly (string | undefined)[]): readonly [number, number, number] {
  const [hour = 0, minute = 0, second = 0] = words.map((word) => Number(word ?? 0));
  return [hour, minute, second];
}

function local(parts: Parts, text: string, where: string): Instant {
  const at = new Date(...parts).getTime();
  const [, , , hour, minute, second] = parts;
  if (hour > 23 || minute > 59 || second > 59)
    throw new UsageFault(where, `'${text}' is no time of the clock`, REMEDY);
  if (!isAt(at, hour, minute))
    throw new UsageFault(where, `${text} does not exist: the clock is put forward then`, REMEDY);
  return isAt(at + HOUR, hour, minute) ? at + HOUR : at;
}

function isAt(at: Instant, hour: number, minute: number): boolean {
  const there = new Date(at);
  return there.getHours() === hour && there.getMinutes() === minute;
}

/** `2026-11-30 18:00:00 +01:00`: the clock on the wall, and its zone. */
export function momentText(at: Instant): string {
  const there = new Date(at);
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const offset = -there.getTimezoneOffset();
  const day = `${there.getFullYear()}-${two(there.getMonth() + 1)}-${two(there.getDate())}`;
  const clock = `${two(there.getHours())}:${two(there.getMinutes())}:${two(there.getSeconds())}`;
  return `${day} ${clock} ${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
