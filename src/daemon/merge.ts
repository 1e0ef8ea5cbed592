import type { LineOf, ValuePath } from '../declare/fault.ts';

/** One file as it was read. */
export interface ConfigSource {
  readonly name: string;
  readonly value: unknown;
  readonly lineOf: LineOf;
}

export interface ConfigPlace {
  readonly file: string;
  readonly line: number | null;
}

/** Several files as one value; where each part of it stands can be asked for. */
export interface MergedConfig {
  readonly value: Readonly<Record<string, unknown>>;
  /** A number for each place, growing with the files and their lines: what reads a value keeps lines alone. */
  readonly lineOf: LineOf;
  /** What such a number stands for. */
  readonly placeOf: (line: number) => ConfigPlace;
}

/** Lines of one file: more than any that is read has. */
const FILE = 2 ** 24;

interface Origin {
  readonly source: number;
  /** In its own file. */
  readonly path: ValuePath;
  readonly parts: Map<string | number, Origin>;
}

type Table = Record<string, unknown>;

/** Tables merge, lists replace, arrays of tables append: later files say the last word. */
export function mergeConfig(sources: readonly ConfigSource[]): MergedConfig {
  const root: Origin = { source: 0, path: [], parts: new Map() };
  const value: Table = {};
  for (const [source, { value: other }] of sources.entries())
    if (isTable(other)) mergeTable(value, other, { origin: root, source, path: [] });
  const lineOf: LineOf = (path) => {
    let [origin, at] = [root, 0];
    for (let next = origin.parts.get(path[0]!); next !== undefined && at < path.length; ) {
      origin = next;
      at++;
      next = origin.parts.get(path[at]!);
    }
    const line = sources[origin.source]?.lineOf([...origin.path, ...path.slice(at)]) ?? null;
    return line === null ? null : origin.source * FILE + line;
  };
  return {
    value,
    lineOf,
    placeOf: (line) => ({ file: sources[Math.floor(line / FILE)]?.name ?? '', line: line % FILE }),
  };
}

interface Into {
  readonly origin: Origin;
  readonly source: number;
  readonly path: ValuePath;
}

function mergeTable(into: Table, from: Table, { origin, source, path }: Into): void {
  for (const [key, value] of Object.entries(from)) {
    const here = [...path, key];
    const known = Object.hasOwn(into, key) ? into[key] : undefined;
    const fresh: Origin = { source, path: here, parts: new Map() };
    if (isTable(value)) {
      const both = isTable(known) ? known : {};
      const place = isTable(known) ? (origin.parts.get(key) ?? fresh) : fresh;
      into[key] = both;
      origin.parts.set(key, place);
      mergeTable(both, value, { origin: place, source, path: here });
    } else if (isTables(value)) {
      const before = isTables(known) ? known : [];
      const place = isTables(known) ? (origin.parts.get(key) ?? fresh) : fresh;
      into[key] = [...before, ...value];
      origin.parts.set(key, place);
      for (const at of value.keys())
        place.parts.set(before.length + at, { source, path: [...here, at], parts: new Map() });
    } else {
      into[key] = value;
      origin.parts.set(key, fresh);
    }
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTables(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}
