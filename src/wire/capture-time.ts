import type { Instant } from '../base/time.ts';

/** A moment to the nanosecond, since the Unix epoch. `seconds` may be negative, `nanoseconds` is 0 to 999999999. */
export interface CaptureTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** How an interface of a pcapng counts time. */
export interface TickUnit {
  /** `if_tsresol` as it stands in the file: a negative power of ten, or of two with the highest bit set */
  readonly resolution: number;
  /** ticks in a second, for powers of ten down to a nanosecond; else 0 */
  readonly perSecond: number;
  /** `if_tsoffset` in seconds */
  readonly offset: number;
}

/** A 64-bit count in two unsigned halves. */
export interface Ticks {
  high: number;
  low: number;
}

const GIGA = 1_000_000_000;

export function timeUnit(resolution: number, offset: number): TickUnit {
  return { resolution, perSecond: resolution <= 9 ? 10 ** resolution : 0, offset };
}

export const MICROSECONDS = timeUnit(6, 0);

/** Fills `seconds` and `nanoseconds`; what is finer than a nanosecond is cut off. */
export function setTime(into: { seconds: number; nanoseconds: number }, ticks: Ticks, unit: TickUnit): void {
  const { perSecond, offset } = unit;
  if (perSecond === 0) {
    setOddTime(into, ticks, unit);
    return;
  }
  // A long division in steps of 16 bits: every number in it stays below 2^53, so none is rounded.
  const first = ticks.high % perSecond;
  const middle = first * 0x10000 + (ticks.low >>> 16);
  const second = middle % perSecond;
  const last = second * 0x10000 + (ticks.low & 0xffff);
  const rest = last % perSecond;
  const whole =
    ((ticks.high - first) / perSecond) * 0x100000000 +
    ((middle - second) / perSecond) * 0x10000 +
    (last - rest) / perSecond;
  into.seconds = whole + offset;
  into.nanoseconds = rest * (GIGA / perSecond);
}

function setOddTime(
  into: { seconds: number; nanoseconds: number },
  ticks: Ticks,
  { resolution, offset }: TickUnit,
): void {
  const exponent = BigInt(resolution & 0x7f);
  const perSecond = resolution & 0x80 ? 1n << exponent : 10n ** exponent;
  const count = (BigInt(ticks.high) << 32n) | BigInt(ticks.low);
  into.seconds = Number(count / perSecond) + offset;
  into.nanoseconds = Number(((count % perSecond) * BigInt(GIGA)) / perSecond);
}

/** Nanoseconds since the epoch; a time before it is written as the epoch. */
export function ticksOf({ seconds, nanoseconds }: CaptureTime): Ticks {
  if (seconds < 0) return { high: 0, low: 0 };
  // The product of seconds and 10^9 in two parts, each below 2^53.
  const upper = Math.floor(seconds / 0x10000) * GIGA;
  const lower = (seconds % 0x10000) * GIGA + nanoseconds + (upper % 0x10000) * 0x10000;
  return {
    high: Math.floor(upper / 0x10000) + Math.floor(lower / 0x100000000),
    low: lower % 0x100000000,
  };
}

/** `seconds.nanoseconds` with nine digits: as text, because a double cannot hold it. */
export function formatCaptureTime({ seconds, nanoseconds }: CaptureTime): string {
  if (seconds >= 0 || nanoseconds === 0) return `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
  return `-${-seconds - 1}.${String(GIGA - nanoseconds).padStart(9, '0')}`;
}

export function captureTimeOf(at: Instant): CaptureTime {
  const seconds = Math.floor(at / 1000);
  const nanoseconds = Math.round((at - seconds * 1000) * 1e6);
  return nanoseconds === GIGA ? { seconds: seconds + 1, nanoseconds: 0 } : { seconds, nanoseconds };
}
