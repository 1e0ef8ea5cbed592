import { readFileSync } from 'node:fs';

/** The words of JSON Schema 2020-12 that schema/ uses. Another word there is an error of the schema, not ignored. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const UNDERSTOOD = new Set(
  '$schema $id title description type const enum pattern minLength minimum maximum minItems required properties items'.split(
    ' ',
  ),
);

export function schemaNamed(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}.json`, import.meta.url), 'utf8')) as Schema;
}

/** What is wrong with `value`, place by place. A field the schema does not name is wrong too: records are documented. */
export function faultsOf(value: unknown, schema: Schema, at = '$'): readonly string[] {
  for (const word of Object.keys(schema)) if (!UNDERSTOOD.has(word)) return [`${at}: schema word ${word}`];
  const faults: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) faults.push(`${at}: ${what}, but is ${JSON.stringify(value)}`);
  };
  if (schema.type !== undefined)
    must(
      [schema.type].flat().includes(typeOf(value)) || isInteger(value, schema),
      `is ${String(schema.type)}`,
    );
  if ('const' in schema) must(value === schema.const, `is ${JSON.stringify(schema.const)}`);
  if (schema.enum) must(schema.enum.includes(value), `is one of ${schema.enum.join(' ')}`);
  if (typeof value === 'string') {
    if (schema.pattern !== undefined)
      must(new RegExp(schema.pattern, 'u').test(value), `matches ${schema.pattern}`);
    must(value.length >= (schema.minLength ?? 0), `has ${schema.minLength} letters`);
  }
  if (typeof value === 'number') {
    must(value >= (schema.minimum ?? value), `is at least ${schema.minimum}`);
    must(value <= (schema.maximum ?? value), `is at most ${schema.maximum}`);
  }
  if (Array.isArray(value)) {
    must(value.length >= (schema.minItems ?? 0), `has ${schema.minItems} items`);
    for (const [index, item] of value.entries())
      faults.push(...faultsOf(item, schema.items ?? {}, `${at}[${index}]`));
  } else if (typeof value === 'object' && value !== null) faults.push(...faultsOfObject(value, schema, at));
  return faults;
}

function faultsOfObject(value: object, schema: Schema, at: string): readonly string[] {
  const { properties = {}, required = [] } = schema;
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${at}: lacks ${name}`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const one = properties[name];
    return one ? faultsOf(inner, one, `${at}.${name}`) : [`${at}: ${name} is in no schema`];
  });
  return [...missing, ...wrong];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isInteger(value: unknown, schema: Schema): boolean {
  return [schema.type].flat().includes('integer') && Number.isInteger(value);
}
