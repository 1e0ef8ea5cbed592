// The fields of every record, from its schema: their types, their bounds, and what they mean with their units.
import { readdirSync, readFileSync } from 'node:fs';

/** The words of JSON Schema that the page tells. */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

export interface NamedSchema {
  readonly file: string;
  readonly schema: Schema;
}

export interface Field {
  /** `rtt.min`, `stations[].mac` */
  readonly path: string;
  readonly schema: Schema;
  /** Every record of the kind has it, or every object that it stands in. */
  readonly always: boolean;
}

export function allSchemas(): readonly NamedSchema[] {
  const folder = new URL('../schema/', import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, schema: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Schema }));
}

/** The type of the records that a schema is about; undefined: it is about none. */
export function typeOf({ schema }: NamedSchema): string | undefined {
  const type = schema.properties?.['type']?.const;
  return typeof type === 'string' ? type : undefined;
}

/** Depth first, in the order of the schema, without what is the same in every record. */
export function fieldsOf({ properties = {}, required = [] }: Schema, within = ''): readonly Field[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    if ('const' in schema) return [];
    const path = `${within}${name}`;
    return [{ path, schema, always: required.includes(name) }, ...partsOf(schema, path)];
  });
}

function partsOf(schema: Schema, path: string): readonly Field[] {
  return schema.items ? partsOf(schema.items, `${path}[]`) : fieldsOf(schema, `${path}.`);
}

export function recordFields(): string {
  return allSchemas()
    .flatMap((named) => {
      const type = typeOf(named);
      return type === undefined ? [] : [sectionOf(type, named.schema)];
    })
    .join('\n\n');
}

function sectionOf(type: string, { title, ...schema }: Schema): string {
  const rows = fieldsOf(schema).map(({ path, schema: field, always }) => {
    const name = `\`${path}\`${always ? '' : ' (not always)'}`;
    return `| ${name} | ${kindOf(field)} | ${(field.description ?? '').replaceAll('|', '\\|')} |`;
  });
  return [
    `### \`${type}\``,
    '',
    `${title}.`,
    '',
    '| field | type | meaning |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Patterns of schema/ that have a name. */
const NAMED_PATTERNS: Readonly<Record<string, string>> = {
  '^(\\d{1,3}\\.){3}\\d{1,3}$': 'IPv4 address',
  '^([0-9a-f]{2}:){5}[0-9a-f]{2}$': 'MAC',
  '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$': 'MAC',
};

function kindOf(schema: Schema): string {
  const { enum: words, pattern, items } = schema;
  if (words)
    return words.map((word) => (typeof word === 'string' ? `\`${word}\`` : JSON.stringify(word))).join(', ');
  const kinds = [schema.type ?? []].flat().map((kind) => {
    if (kind === 'string' && pattern !== undefined) return NAMED_PATTERNS[pattern] ?? kind;
    if (kind === 'array') return items === undefined ? 'list' : `list of: ${kindOf(items)}`;
    return kind === 'integer' || kind === 'number' ? `${kind}${boundsOf(schema)}` : kind;
  });
  return kinds.join(' or ');
}

function boundsOf({ minimum, maximum }: Schema): string {
  if (maximum !== undefined) return ` ${minimum ?? ''} to ${maximum}`;
  return minimum === undefined || minimum === 0 ? '' : ` from ${minimum}`;
}
