import { parseMillis, spellMillis, TIME_UNITS } from '../base/time.ts';

/** The kernel keeps them as 32-bit counts and as jiffies. */
const LARGEST = 2 ** 31 - 1;

export type TimerValue =
  | { readonly value: number }
  /** What stands behind "NAME", and what to do. */
  | { readonly wrong: string; readonly remedy: string };

/**
 * A neighbour parameter as a person writes it, in the unit of its file: `step` milliseconds, null for a count. A bare number is
 * seconds as everywhere, but where sysctl means another unit by it: then it is refused, or a habit would be off by
 * a factor of 100 or 1000 without a word. `name` is as it was typed.
 */
export function readTimerValue(name: string, text: string, step: number | null): TimerValue {
  const spelled = text.trim();
  const bare = /^\d+(\.\d+)?$/.test(spelled);
  if (step === null) {
    const amount = bare ? Number(spelled) : Number.NaN;
    if (Number.isInteger(amount) && amount <= LARGEST) return { value: amount };
    return { wrong: `should be a whole number, not '${spelled}'`, remedy: `write ${name}=3` };
  }
  const span = parseMillis(spelled);
  if (span === undefined)
    return { wrong: `should be a time, not '${spelled}'`, remedy: 'write 500ms, 1.5s, 5min or 1h' };
  if (bare && span !== 0 && isTrap(name, step)) {
    const kernels = step === 1 ? 'milliseconds' : 'hundredths of a second';
    return {
      wrong: `is counted in ${kernels} by the kernel and its sysctl, and in seconds here, so '${spelled}' may be either`,
      remedy: `write ${spelled}s, or ${spellMillis(Number(spelled) * step)} if that is meant`,
    };
  }
  const value = span / step;
  if (Number.isInteger(value) && value <= LARGEST) return { value };
  return {
    wrong: `counts in steps of ${spellMillis(step)}, up to ${LARGEST} of them`,
    remedy: `write a multiple of ${spellMillis(step)}`,
  };
}

/** base_reachable_time, without its `_ms`, is an older file of the same, and in seconds. */
function isTrap(name: string, step: number): boolean {
  return step !== TIME_UNITS.s && name !== 'base_reachable_time';
}
