import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allSchemas, fieldsOf, typeOf } from '../../tools/docs-records.ts';
import { EXAMPLES } from './examples.ts';
import { faultsOf, schemaNamed } from './schema.ts';

/** Every place of a value, as the schema calls it: `by[].why[].code`. */
function placesOf(value: unknown, at = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => placesOf(one, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = at === '' ? name : `${at}.${name}`;
    return [place, ...placesOf(inner, place)];
  });
}

const PROMISED = allSchemas().filter((named) => typeOf(named) !== undefined);

for (const record of EXAMPLES)
  test(`a record of ${String(record['type'])} holds to its schema`, () => {
    assert.deepEqual(faultsOf(record, schemaNamed(`${String(record['type'])}.v1`)), []);
  });

for (const named of PROMISED) {
  const type = typeOf(named)!;
  test(`every field that is promised of ${type} is made by something`, () => {
    const made = new Set(
      EXAMPLES.filter((record) => record['type'] === type).flatMap((one) => placesOf(one)),
    );
    const missing = fieldsOf(named.schema)
      .map(({ path }) => path)
      .filter((path) => !made.has(path));
    assert.deepEqual(missing, []);
  });
}

test('every record that src/records makes has its example', () => {
  const folder = new URL('../../src/records/', import.meta.url);
  const types = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(/^\s*v: 1,\s*type: '([a-z-]+)',/gm),
    ])
    .map(([, type]) => type!);
  const told = new Set(EXAMPLES.map(({ type }) => type));
  assert.deepEqual(
    types.filter((type) => !told.has(type)),
    [],
  );
});
