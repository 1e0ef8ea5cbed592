import type { Instant } from '../../base/time.ts';
import { momentsOf } from '../../base/zone.ts';

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(?:(Z|UTC)|([+-])(\d\d):?(\d\d))?$/i;

/**
 * `2024-05-01 12:00:00`, with or without a zone; without one it is of the machine that wrote it, which is taken to be in
 * `zone`. null: nothing said, undefined: no moment.
 */
export function momentOfText(text: string, zone: string): Instant | null | undefined {
  if (text === '') return null;
  const found = FORM.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((word) => Number(word ?? 0));
  const wall = Date.UTC(year!, month! - 1, day, hour, minute, second);
  if (new Date(wall).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined;
  const [, , , , , , , utc, sign, hours, minutes] = found;
  if (utc) return wall;
  if (sign) return wall - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return momentsOf(wall, zone)[0] ?? wall;
}
