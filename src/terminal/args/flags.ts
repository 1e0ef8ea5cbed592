import type { TimeUnit } from '../../base/time.ts';

/** Turns a flag's text into its value; throws UsageFault that names `where` (the flag as it was typed). */
export type ReadFlag<T> = (text: string, where: string) => T;

interface Common {
  /** Every spelling; the first one is shown in front, the others beside it. */
  readonly names: readonly string[];
  readonly help: string;
  /** The tool whose users type it; such flags are listed apart, as habits. */
  readonly habit?: string;
}

/** What help, completions and the manual tell of a flag: all of it but how its value is read. */
export interface FlagWords extends Common {
  readonly kind: Flag['kind'];
  readonly value?: string;
  readonly time?: TimeUnit;
  readonly choices?: readonly string[];
}

export interface Switch extends Common {
  readonly kind: 'switch';
}

export interface One<T> extends Common {
  readonly kind: 'one';
  /** It takes a time, and a bare number is in this unit. */
  readonly time?: TimeUnit;
  readonly value: string;
  /** Words it takes, for shells to propose; others may be taken, too. */
  readonly choices?: readonly string[];
  readonly read: ReadFlag<T>;
}

export interface Many<T> extends Common {
  readonly kind: 'many';
  readonly value: string;
  readonly choices?: readonly string[];
  readonly read: ReadFlag<readonly T[]>;
}

export type Flag = Switch | One<unknown> | Many<unknown>;
export type Flags = Readonly<Record<string, Flag>>;

/** What parsing a table of flags gives: false or undefined or an empty list for what was not typed. */
export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends One<infer T>
    ? T | undefined
    : F[K] extends Many<infer T>
      ? readonly T[]
      : boolean;
};

type Words = Omit<Common, 'names'> & { readonly value: string; readonly choices?: readonly string[] };

export function toggle(names: string, about: Omit<Common, 'names'>): Switch {
  return { kind: 'switch', names: names.split(' '), ...about };
}

export function one<T>(names: string, about: Words, read: ReadFlag<T>): One<T> {
  return { kind: 'one', names: names.split(' '), ...about, read };
}

export function many<T>(names: string, about: Words, read: ReadFlag<readonly T[]>): Many<T> {
  return { kind: 'many', names: names.split(' '), ...about, read };
}

export const text: ReadFlag<string> = (value) => value;
