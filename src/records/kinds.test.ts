import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { schemaNamed } from '../../test/records/schema.ts';
import type { Column } from './kind.ts';
import { KINDS } from './kinds.ts';

type Schema = ReturnType<typeof schemaNamed>;

/** The schema of what stands in that place; undefined: no such place. */
function at(schema: Schema | undefined, [first, ...rest]: readonly string[]): Schema | undefined {
  if (schema === undefined || first === undefined) return schema;
  const inner = schema.items ?? schema;
  return at(inner.properties?.[first], rest);
}

function placesOf(column: Column): readonly string[] {
  return (typeof column === 'string' ? column : column[1]).split('|');
}

for (const { types, columns, fields } of KINDS) {
  test(`every column of the CSV of ${types.join(', ')} is a field of the promised records`, () => {
    const schemas = types.map((type) => schemaNamed(`${type}.v1`));
    for (const place of columns.flatMap(placesOf))
      assert.ok(
        schemas.some((schema) => at(schema, place.split('.')) !== undefined),
        place,
      );
    const names = columns.map((column) => (typeof column === 'string' ? column : column[0]));
    assert.equal(new Set(names).size, names.length);
    for (const name of Object.keys(fields)) assert.match(name, /^[A-Za-z]+$/, 'what --where can read');
  });
}

test('every kind that a record file describes is in the one list', () => {
  const folder = new URL('./', import.meta.url);
  const described = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(
        /^export const ([A-Z_]+)(?:: Kind<\w+>)? = (?:recordKind\(|\{)/gm,
      ),
    ])
    .filter(([text]) => text.includes('Kind'));
  assert.equal(described.length, KINDS.length, described.map(([, name]) => name).join(' '));
});

test('1.2 row 2: a promised record is made in records/ and nowhere else', () => {
  const folder = new URL('../', import.meta.url);
  const strays = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('records/'))
    .filter((name) => /\bv: 1,\s*type: '/.test(readFileSync(new URL(name, folder), 'utf8')));
  assert.deepEqual(strays, []);
});
