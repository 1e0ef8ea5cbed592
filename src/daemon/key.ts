import type { ReadLeaf, TableReader } from '../declare/table-reader.ts';

/** One key of the configuration: what reads it, what it is when nobody wrote it, and what people are told of it. */
export interface ConfigKey<T> {
  readonly take: (table: TableReader, key: string) => T | undefined;
  /** As it is written in TOML: the default, or an example where there is none. */
  readonly shown: string;
  readonly standing: 'default' | 'example' | 'needed';
  readonly help: string;
  /** What it is without being written; left out where it has to be. */
  readonly fallback?: T;
}

export type ConfigKeys = Readonly<Record<string, ConfigKey<unknown>>>;

export type ConfigValues<K extends ConfigKeys> = {
  readonly [Name in keyof K]: K[Name] extends ConfigKey<infer T> ? T : never;
};

export function key<T>(
  read: ReadLeaf<T>,
  fallback: T,
  [shown, help]: readonly [shown: string, help: string],
): ConfigKey<T> {
  return { take: (table, name) => table.read(name, read), shown, standing: 'default', help, fallback };
}

/** Without it there is none. */
export function maybe<T>(read: ReadLeaf<T>, example: string, help: string): ConfigKey<T | null> {
  return {
    take: (table, name) => table.read(name, read),
    shown: example,
    standing: 'example',
    help,
    fallback: null,
  };
}

export function needed<T>(read: ReadLeaf<T>, example: string, help: string): ConfigKey<T> {
  return {
    take: (table, name) => table.need(name, read, example)?.value,
    shown: example,
    standing: 'needed',
    help,
  };
}

/** A list, or one thing in place of a list of one; without it there are none. */
export function list<T>(read: ReadLeaf<T>, example: string, help: string): ConfigKey<readonly T[]> {
  return {
    take: (table, name) => table.list(name, read).map(({ value }) => value),
    shown: example,
    standing: 'example',
    help,
    fallback: [],
  };
}

export function listWith<T>(
  read: ReadLeaf<T>,
  fallback: readonly T[],
  [shown, help]: readonly [shown: string, help: string],
): ConfigKey<readonly T[]> {
  return {
    take: (table, name) => (table.has(name) ? table.list(name, read).map(({ value }) => value) : undefined),
    shown,
    standing: 'default',
    help,
    fallback,
  };
}

export function neededList<T>(read: ReadLeaf<T>, example: string, help: string): ConfigKey<readonly T[]> {
  return {
    take: (table, name) => {
      const found = table.needList(name, read, example);
      return found.length === 0 ? undefined : found.map(({ value }) => value);
    },
    shown: example,
    standing: 'needed',
    help,
  };
}

/** What is wrong is noted in the table's ledger; null when something that is needed is not there. */
export function takeKeys<K extends ConfigKeys>(table: TableReader, keys: K): ConfigValues<K> | null {
  const values: Record<string, unknown> = {};
  let whole = true;
  for (const [name, one] of Object.entries(keys)) {
    const taken = one.take(table, name);
    const value = taken === undefined ? one.fallback : taken;
    if (value === undefined) whole = false;
    values[name] = value;
  }
  return whole ? (values as ConfigValues<K>) : null;
}
