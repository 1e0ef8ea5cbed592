import { UsageFault } from '../../base/fault.ts';
import type { Flag, Flags, FlagValues } from './flags.ts';
import { closest } from '../../base/closest.ts';

export interface Parsed<F extends Flags> {
  readonly words: readonly string[];
  readonly values: FlagValues<F>;
}

/**
 * Reads `--flag value`, `--flag=value`, `-f value`, `-fvalue`, bundles (`-glNx`) and `--`, flags and words in any
 * order. Throws UsageFault for what is unknown, lacks its value, has one it does not take, or is said twice.
 */
export function parseArgs<F extends Flags>(
  args: readonly string[],
  flags: F,
  hints: ParseHints = { help: '--help' },
): Parsed<F> {
  const keys = new Map(Object.entries(flags).flatMap(([key, { names }]) => names.map((name) => [name, key])));
  const reading = new Reading(flags, keys, hints);
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      words.push(...args.slice(at + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) words.push(arg);
    else if (reading.take(arg, args[at + 1])) at++;
  }
  return { words, values: reading.values as FlagValues<F> };
}

/** For words that are no flag here. */
export interface ParseHints {
  /** What prints the flags there are. */
  readonly help: string;
  readonly habits?: ForeignFlags;
}

/** Flags of another tool that people type here and that are not taken: the tool, and for each what to do instead. */
export interface ForeignFlags {
  readonly tool: string;
  readonly instead: Readonly<Record<string, string>>;
}

class Reading {
  readonly values: Record<string, unknown> = {};
  readonly #flags: Flags;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #hints: ParseHints;

  constructor(flags: Flags, keys: ReadonlyMap<string, string>, hints: ParseHints) {
    this.#hints = hints;
    this.#flags = flags;
    this.#keys = keys;
    for (const [key, flag] of Object.entries(flags))
      this.values[key] = { switch: false, one: undefined, many: [] }[flag.kind];
  }

  /** Whether `next` was used up as the value. */
  take(arg: string, next: string | undefined): boolean {
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg : arg.slice(0, equals);
      return this.#set(name, equals < 0 ? undefined : arg.slice(equals + 1), next);
    }
    for (let at = 1; at < arg.length; at++) {
      const name = `-${arg[at]}`;
      const rest = arg.slice(at + 1);
      if (this.#find(name, arg).kind !== 'switch')
        return this.#set(name, rest === '' ? undefined : rest.replace(/^=/, ''), next);
      this.#set(name, undefined, undefined);
    }
    return false;
  }

  #find(name: string, typed: string): Flag {
    const key = this.#keys.get(name);
    if (key !== undefined) return this.#flags[key]!;
    const { help, habits } = this.#hints;
    const instead = habits && Object.hasOwn(habits.instead, name) ? habits.instead[name] : undefined;
    if (habits && instead !== undefined)
      throw new UsageFault(name, `the ${name} of ${habits.tool} is not taken here`, instead);
    const near = closest(typed.replace(/=.*/, ''), [...this.#keys.keys()]);
    const what = name === typed ? name : `${name} (in ${typed})`;
    throw new UsageFault(name, `there is no flag ${what}`, near ? `did you mean ${near}?` : `see ${help}`);
  }

  #set(name: string, attached: string | undefined, next: string | undefined): boolean {
    const flag = this.#find(name, name);
    const key = this.#keys.get(name)!;
    if (flag.kind === 'switch') {
      if (attached !== undefined)
        throw new UsageFault(name, `${name} takes no value, but got '${attached}'`, `write ${name} alone`);
      this.values[key] = true;
      return false;
    }
    const used = attached === undefined;
    const text = used ? next : attached;
    if (text === undefined || (used && this.#keys.has(text.replace(/=.*/, ''))))
      throw new UsageFault(name, `${name} needs a value`, `write ${name} ${flag.value}`);
    if (flag.kind === 'many') {
      this.values[key] = [...(this.values[key] as readonly unknown[]), ...flag.read(text, name)];
      return used;
    }
    if (this.values[key] !== undefined)
      throw new UsageFault(name, `${name} is given twice`, 'keep the one that is meant');
    this.values[key] = flag.read(text, name);
    return used;
  }
}
