import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allSchemas, fieldsOf, typeOf } from '../../tools/docs-records.ts';

test('every field of every schema says what it means', () => {
  const silent = allSchemas().flatMap(({ file, schema }) =>
    fieldsOf(schema).flatMap((field) =>
      (field.schema.description ?? '') === '' ? [`${file} ${field.path}`] : [],
    ),
  );
  assert.deepEqual(silent, []);
});

test('docs/records.md has every field of every record, in its section', () => {
  const page = readFileSync(new URL('../../docs/records.md', import.meta.url), 'utf8');
  for (const named of allSchemas()) {
    const type = typeOf(named);
    if (type === undefined) continue;
    const [, section = ''] = page.split(`\n### \`${type}\`\n`);
    for (const { path } of fieldsOf(named.schema))
      assert.ok(section.split('\n### ')[0]!.includes(`| \`${path}\``), `${type} ${path}`);
  }
});

test('the fields of a schema: those of objects and lists within it, and which of them are always there', () => {
  const fields = fieldsOf({
    required: ['a', 'v'],
    properties: {
      v: { const: 1 },
      a: { type: 'array', items: { required: ['b'], properties: { b: {}, c: { properties: { d: {} } } } } },
      e: {},
    },
  });
  assert.deepEqual(
    fields.map(({ path, always }) => [path, always]),
    [
      ['a', true],
      ['a[].b', true],
      ['a[].c', false],
      ['a[].c.d', false],
      ['e', false],
    ],
  );
});
