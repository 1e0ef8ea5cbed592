import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

const DOORS = ['index', 'wire', 'kernel', 'mend', 'capture', 'testing'] as const;
const LIST = new URL('library-names.json', import.meta.url);

/** What a door exports: values as they are, types with `type` before them. */
function namesOf(door: string): readonly string[] {
  const text = readFileSync(new URL(`../../src/library/${door}.ts`, import.meta.url), 'utf8');
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const lists = [...code.matchAll(/export (type )?\{([^}]*)\} from '[^']+';/g)];
  assert.equal(
    code.replaceAll(/export (type )?\{[^}]*\} from '[^']+';/g, '').trim(),
    '',
    `${door} is a list of names, each with where it is from`,
  );
  const names = lists.flatMap(([, type = '', words = '']) =>
    words
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
      .map((word) => `${type}${word.replace(/(type )?\S+ as /, '$1')}`),
  );
  return names.toSorted((a, b) => (a.replace('type ', '') < b.replace('type ', '') ? -1 : 1));
}

test('nothing is exported by accident: each door has the names that are listed', () => {
  const found = Object.fromEntries(DOORS.map((door) => [door, namesOf(door)]));
  if (process.env['UPDATE'] === '1') writeFileSync(LIST, `${JSON.stringify(found, null, 2)}\n`);
  assert.deepEqual(found, JSON.parse(readFileSync(LIST, 'utf8')), 'what is meant is written with UPDATE=1');
});

test('each door is there at run time, with its values and nothing else', async () => {
  for (const door of DOORS) {
    const there = Object.keys((await import(`../../src/library/${door}.ts`)) as object);
    const values = namesOf(door).filter((name) => !name.startsWith('type '));
    assert.deepEqual(there.toSorted(), [...values].toSorted(), door);
  }
});

test('a name that several doors have is the same thing in each', async () => {
  const seen = new Map<string, unknown>();
  for (const door of DOORS)
    for (const [name, value] of Object.entries((await import(`../../src/library/${door}.ts`)) as object)) {
      if (seen.has(name)) assert.equal(value, seen.get(name), `${name} of ${door}`);
      seen.set(name, value);
    }
});
