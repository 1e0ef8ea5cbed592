import type { Instant, Millis } from './time.ts';

const PARTS = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall of that zone shows, as if it were UTC, in whole seconds. `zone`: `Europe/Berlin`. */
export function wallOf(at: Instant, zone: string): Instant {
  let format = PARTS.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    PARTS.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

/** East of Greenwich is positive. */
export function offsetAt(at: Instant, zone: string): Millis {
  const second = Math.floor(at / 1000) * 1000;
  return wallOf(second, zone) - second;
}

const DAY: Millis = 86_400_000;

/**
 * The moments at which a clock on the wall showed that (`wall` as `wallOf` gives it): one; two where the clocks were put
 * back over it, the earlier first; none where they were put forward over it.
 */
export function momentsOf(wall: Instant, zone: string): readonly Instant[] {
  const offsets = new Set([offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => wallOf(at, zone) === Math.floor(wall / 1000) * 1000)
    .toSorted((a, b) => a - b);
}

/** The moment at which the clocks were put forward over what they never showed. */
export function leapOver(wall: Instant, zone: string): Instant {
  let [before, after] = [wall - DAY, wall + DAY];
  const offset = offsetAt(before, zone);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (offsetAt(middle, zone) === offset) before = middle;
    else after = middle;
  }
  return after;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `+01:00` */
export function offsetText(at: Instant, zone: string): string {
  const minutes = Math.round(offsetAt(at, zone) / 60_000);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Tue 2026-11-24 14:05:00`, as the wall of that zone shows it. */
export function momentText(at: Instant, zone: string): string {
  const wall = new Date(wallOf(at, zone));
  return `${DAYS[wall.getUTCDay()]} ${wall.toISOString().slice(0, 19).replace('T', ' ')}`;
}

/** Of this machine, as TZ or the system says. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
