import { type CaptureTime, formatCaptureTime } from '../../wire/capture-time.ts';

/** How --time shows when a frame came. */
export type TimeForm = 'clock' | 'date' | 'epoch' | 'none';

export const TIME_FORMS: readonly TimeForm[] = ['clock', 'date', 'epoch', 'none'];

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * `14:03:07.123456` in local time as tcpdump shows it, with the date, or seconds since the epoch with all nine digits.
 * A time that no calendar has is shown as seconds.
 */
export function clockText(time: CaptureTime | null, form: TimeForm): string {
  if (form === 'none') return '';
  if (!time) return '-';
  if (form === 'epoch') return formatCaptureTime(time);
  const at = new Date(time.seconds * 1000);
  if (Number.isNaN(at.getTime())) return formatCaptureTime(time);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const micros = String(Math.floor(time.nanoseconds / 1000)).padStart(6, '0');
  if (form === 'clock') return `${clock}.${micros}`;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${clock}.${micros}`;
}

/** `2026-11-21 14:03:07` in local time, of milliseconds since the epoch. */
export function stampText(at: number): string {
  if (Number.isNaN(new Date(at).getTime())) return '-';
  return clockText({ seconds: Math.floor(at / 1000), nanoseconds: 0 }, 'date').slice(0, 19);
}
