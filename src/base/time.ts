/**
 * A moment in milliseconds since the Unix epoch, with a fraction (a double keeps a quarter of a microsecond).
 * Which clock it came from is said by whoever hands it out; never compare moments of two clocks.
 */
export type Instant = number;

/** A length of time in milliseconds, with a fraction. */
export type Millis = number;

export function instantOf(seconds: number, nanoseconds: number): Instant {
  return seconds * 1000 + nanoseconds / 1e6;
}

/** `0.128 ms`, `12.3 ms`, `1.50 s`, `2 min 11 s`: three digits that matter. */
export function formatMillis(span: Millis): string {
  if (span < 10) return `${span.toFixed(3)} ms`;
  if (span < 100) return `${span.toFixed(1)} ms`;
  if (span < 1000) return `${span.toFixed(0)} ms`;
  if (span < 60_000) return `${(span / 1000).toFixed(span < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(span / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** In milliseconds. A month would be one of several lengths, so there is none, and `m` would be one of two things. */
export const TIME_UNITS = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
} as const satisfies Readonly<Record<string, Millis>>;

export type TimeUnit = keyof typeof TIME_UNITS;

const TIME = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|min|h|d|w|y)?$/i;

/** Reads `500ms`, `1.5s`, `2min`, `1h`, `30d`; a bare number is in `bare`. Undefined for what is no time. */
export function parseMillis(text: string, bare: TimeUnit = 's'): Millis | undefined {
  const parts = TIME.exec(text.trim());
  if (!parts) return undefined;
  const unit = (parts[2]?.toLowerCase() ?? bare) as TimeUnit;
  // Rounded to the microsecond: 0.0011 s is 1.1 ms, whatever a double makes of it.
  const span = Math.round(Number(parts[1]) * TIME_UNITS[unit] * 1000) / 1000;
  return Number.isFinite(span) ? span : undefined;
}

/** As `parseMillis` reads it, in the largest unit that leaves a whole number: `1500ms`, `90s`, `2min`, `1h`. */
export function spellMillis(span: Millis): string {
  const units = Object.entries(TIME_UNITS).toReversed();
  const [name, unit] = units.find(([, size]) => span >= size && span % size === 0) ?? ['ms', 1];
  return `${span / unit}${name}`;
}
