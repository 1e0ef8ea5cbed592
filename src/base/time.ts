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
