import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import type { TimeUnit } from '../base/time.ts';
import type { FieldKind, Fields, RecordField } from './fields.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Of a record that lists are made of: what programs are told, what of it can be named, and the columns of its CSV. */
export interface Kind<R> {
  /** Of the records, by their schemas: schema/TYPE.v1.json. Several where a verb tells them as one list. */
  readonly types: readonly string[];
  readonly recordOf: (row: R) => JsonRecord;
  readonly fields: Fields<R>;
  readonly columns: readonly Column[];
}

/** A column of CSV: its name, and the place of its value in the record where that is another: `received.frames`. */
export type Column = string | readonly [name: string, place: string];

interface Told {
  readonly kind: FieldKind;
  /** In the record, as of a column; `why|text` is the first of them that is there. */
  readonly at?: string;
  readonly time?: TimeUnit;
}

/** A kind whose rows are the records themselves: what can be named are the columns of its CSV. */
export function recordKind(
  types: readonly string[],
  fields: Readonly<Record<string, FieldKind | Told>>,
): Kind<JsonRecord> {
  const told = Object.entries(fields).map(([name, field]): readonly [string, Told] => [
    name,
    typeof field === 'string' ? { kind: field } : field,
  ]);
  return {
    types,
    recordOf: itself,
    fields: Object.fromEntries(told.map(([name, field]) => [name, fieldOfRecord(name, field)])),
    columns: told.map(([name, { at = name }]): Column => (at === name ? name : [name, at])),
  };
}

function itself(record: JsonRecord): JsonRecord {
  return record;
}

function fieldOfRecord(name: string, { kind, at = name, time }: Told): RecordField<JsonRecord> {
  return {
    kind,
    ...(time === undefined ? {} : { time }),
    value: (record) => valueOf(kind, placed(record, at)),
    text: (record) => textOf(placed(record, at)),
  };
}

/** What stands in that place of a record; of a list, what stands there in each. undefined: no such place. */
export function placed(record: JsonRecord, place: string): unknown {
  if (Object.hasOwn(record, place)) return record[place];
  for (const one of place.split('|')) {
    const found = walk(record, one.split('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

function walk(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => walk(one, [first, ...rest]));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return undefined;
  return walk((value as JsonRecord)[first], rest);
}

/** For comparing: of several, the first. */
function valueOf(kind: FieldKind, found: unknown): string | number | boolean | null {
  const one: unknown = Array.isArray(found) && (kind === 'ip' || kind === 'mac') ? found[0] : found;
  switch (kind) {
    case 'ip':
      return typeof one === 'string' ? (parseIpv4(one) ?? null) : null;
    case 'mac':
      return typeof one === 'string' ? (parseMac(one) ?? null) : null;
    case 'number':
      return typeof one === 'number' ? one : null;
    case 'flag':
      return typeof one === 'boolean' ? one : null;
    case 'text':
      return one === undefined || one === null ? null : textOf(one);
  }
}

/** What stands in a record, as the text of one cell: several words with a space, several sentences with a semicolon. */
export function textOf(found: unknown): string {
  if (found === undefined || found === null) return '';
  if (Array.isArray(found)) {
    const texts = found.map(textOf).filter((text) => text !== '');
    return texts.join(found.some((one) => typeof one === 'object' || /\s/.test(String(one))) ? '; ' : ' ');
  }
  if (typeof found === 'object')
    return 'text' in found ? textOf(found.text) : Object.values(found).map(textOf).join(' ');
  return typeof found === 'string' ? found : JSON.stringify(found);
}
