import { UsageFault } from '../../base/fault.ts';
import { type Millis, parseMillis, spellMillis, TIME_UNITS, type TimeUnit } from '../../base/time.ts';
import { type One, one, type ReadFlag } from './flags.ts';

/** Once in every help with a time in it. */
export const TIME_RULE = 'TIME is 500ms, 1.5s, 5min, 2h (d, w and y, too); a bare number is seconds.';

interface Limits {
  /** Default 1 ms; 0 lets 0 pass. */
  readonly least?: Millis;
  /** Default a year. */
  readonly most?: Millis;
  /** What a bare number is: not seconds only in the flag of another tool. */
  readonly bare?: TimeUnit;
  /** A word that stands for a time, and which. */
  readonly words?: Readonly<Record<string, Millis>>;
}

/** Milliseconds from a time as it is written everywhere: src/base/time.ts. */
export function time({
  least = 1,
  most = TIME_UNITS.y,
  bare = 's',
  words = {},
}: Limits = {}): ReadFlag<Millis> {
  return (text, where) => {
    const word = words[text.toLowerCase()];
    if (word !== undefined) return word;
    const span = parseMillis(text, bare);
    const others = Object.keys(words).map((each) => `, or ${each}`);
    if (span === undefined)
      throw new UsageFault(where, `'${text}' is no time`, `${remedyFor(bare)}${others.join('')}`);
    if (span < least)
      throw new UsageFault(where, `${text} is too short a time`, `write ${spellMillis(least)} or more`);
    if (span > most)
      throw new UsageFault(where, `${text} is too long a time`, `write ${spellMillis(most)} or less`);
    return span;
  };
}

function remedyFor(bare: TimeUnit): string {
  return bare === 's'
    ? 'write 500ms, 1.5s or 2min; a bare number is seconds'
    : `write 500ms, 1.5s or 2min; here a bare number is ${bare}`;
}

/** A flag that takes a time; help and error say the same rule for all of them. */
export function timeFlag(names: string, about: { readonly help: string }, limits: Limits = {}): One<Millis> {
  return { ...one(names, { value: 'TIME', ...about }, time(limits)), time: limits.bare ?? 's' };
}

/** `-t` is arp-scan's and in milliseconds as there; `--timeout` is arpist's own. */
export const TIMEOUT_FLAGS = {
  timeout: timeFlag(
    '--timeout',
    { help: 'wait so long for the last answers; default as the answers call for, up to 6 s' },
    { most: TIME_UNITS.h },
  ),
  timeoutMillis: {
    ...one(
      '-t',
      { value: 'MS', habit: 'arp-scan', help: '--timeout in milliseconds: 500 is 500ms' },
      time({ most: TIME_UNITS.h, bare: 'ms' }),
    ),
    time: 'ms',
  },
} as const;

/** The one of the two that was given. Throws UsageFault for both. */
export function timeoutOf(values: {
  readonly timeout?: Millis | undefined;
  readonly timeoutMillis?: Millis | undefined;
}): Millis | undefined {
  if (values.timeout !== undefined && values.timeoutMillis !== undefined)
    throw new UsageFault('-t', '-t and --timeout say the same twice', 'keep the one that is meant');
  return values.timeout ?? values.timeoutMillis;
}

/** Whole seconds, rounded up: the watchdog counts them. */
export function confirmFlag(help: string): One<number> {
  const read = time({ least: 1000, most: TIME_UNITS.d });
  return {
    ...one('--confirm', { value: 'TIME', help }, (text, where) => Math.ceil(read(text, where) / 1000)),
    time: 's',
  };
}
