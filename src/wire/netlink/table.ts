import type { NetlinkField } from './field.ts';
import { type AttributeReader, NLA_F_NESTED, type RawAttribute, TYPE_MASK } from './reader.ts';
import type { AttributeWriter } from './writer.ts';

/** A named attribute: its number and how its value stands. */
export interface Attribute<T> {
  readonly type: number;
  readonly field: NetlinkField<T>;
  /** Set NLA_F_NESTED when writing. */
  readonly nested: boolean;
  /** It may come several times: the value is the list of all. */
  readonly repeated?: true;
}

export type AttributeTable = Readonly<Record<string, Attribute<never>>>;

export interface RepeatedAttribute<T> extends Attribute<T> {
  readonly repeated: true;
}

type ValueOf<A> = A extends RepeatedAttribute<infer T> ? readonly T[] : SingleValueOf<A>;
type SingleValueOf<A> = A extends { readonly field: { read(...given: never[]): infer T } } ? T : never;

/** What a table reads: what was there by name, and what the table does not know as it stood. */
export type Attributes<Table> = {
  readonly [Name in keyof Table]?: ValueOf<Table[Name]>;
} & { readonly unknown?: readonly RawAttribute[] };

export function attribute<T>(type: number, field: NetlinkField<T>): Attribute<T> {
  return { type, field, nested: false };
}

export function repeated<T>(type: number, field: NetlinkField<T>): RepeatedAttribute<T> {
  return { type, field, nested: false, repeated: true };
}

/** An attribute that holds attributes. */
export function nest<Table>(type: number, table: Table): Attribute<Attributes<Table>> {
  return {
    type,
    nested: true,
    field: {
      read: (reader, bytes, family) => readAttributes(table, { reader, bytes, family }),
      write: (writer, value) => writeAttributes(table, writer, value),
    },
  };
}

interface Source {
  readonly reader: AttributeReader;
  readonly bytes: Uint8Array;
  readonly family: number;
}

/** Of an attribute that comes twice the last counts, as in the kernel (nla_parse); unknown ones are all kept. */
export function readAttributes<Table>(table: Table, { reader, bytes, family }: Source): Attributes<Table> {
  const byType = indexOf(table as AttributeTable);
  const values: Record<string, unknown> = {};
  const unknown: RawAttribute[] = [];
  for (const raw of reader.attributes(bytes)) {
    const known = byType.get(raw.type & TYPE_MASK);
    if (!known) {
      unknown.push({ type: raw.type, bytes: raw.bytes.slice() });
      continue;
    }
    const [name, { field, repeated: many }] = known;
    const value = field.read(reader, raw.bytes, family);
    values[name] = many ? [...((values[name] as unknown[] | undefined) ?? []), value] : value;
  }
  if (unknown.length > 0) values['unknown'] = unknown;
  return values as Attributes<Table>;
}

export function writeAttributes<Table>(
  table: Table,
  writer: AttributeWriter,
  values: Attributes<Table>,
): void {
  const given = values as Readonly<Record<string, unknown>>;
  for (const [name, attribute] of indexOf(table as AttributeTable).values()) {
    const value = given[name];
    if (value === undefined) continue;
    if (attribute.repeated) for (const each of value as readonly unknown[]) writeOne(writer, attribute, each);
    else writeOne(writer, attribute, value);
  }
  for (const { type, bytes } of values.unknown ?? []) writer.attribute(type, () => writer.raw(bytes));
}

function writeOne(writer: AttributeWriter, { type, field, nested }: Attribute<never>, value: unknown): void {
  const at = writer.open();
  field.write(writer, value as never);
  writer.close(at, nested ? type | NLA_F_NESTED : type);
}

const indexes = new WeakMap<AttributeTable, ReadonlyMap<number, readonly [string, Attribute<never>]>>();

function indexOf(table: AttributeTable): ReadonlyMap<number, readonly [string, Attribute<never>]> {
  let index = indexes.get(table);
  if (!index) {
    index = new Map(Object.entries(table).map((entry) => [entry[1].type, entry] as const));
    indexes.set(table, index);
  }
  return index;
}
