import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = new URL('../../docs/decisions/', import.meta.url);

test('decisions are numbered one after another, each number once, and their headings say the same', () => {
  const names = readdirSync(FOLDER).toSorted();
  const numbers = names.map((name) => Number(name.slice(0, 4)));
  assert.deepEqual(
    numbers,
    names.map((_, nth) => nth + 1),
  );
  for (const [nth, name] of names.entries()) {
    const [heading = ''] = readFileSync(new URL(name, FOLDER), 'utf8').split('\n');
    assert.ok(heading.startsWith(`# ${numbers[nth]}. `), `${name}: ${heading}`);
  }
});
