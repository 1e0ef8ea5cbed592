// ARCHITECTURE.md and SECURITY.md speak of what is there: every file, folder and name in them exists.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const ROOT = new URL('../../', import.meta.url);
const PAGES = ['ARCHITECTURE.md', 'SECURITY.md'];
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const placeOf = (path: string): string | undefined =>
  [path, `src/${path}`].find((one) => existsSync(new URL(one, ROOT)));

/** `cli/main.ts`, `docs/decisions/`, `wire/glance.ts glance`: a path, and perhaps a name that its file defines. */
const NAMED = /`(?!\d)([\w.-]+\/[\w./-]*|[\w-]+\.(?:ts|json|md))(?: (\w+))?`/g;

for (const page of PAGES) {
  test(`${page}: every file it names is there, and defines the name beside it`, () => {
    const wrong = [...read(page).matchAll(NAMED)].flatMap(([whole, path, name]) => {
      if (path === 'flags.ts') return [];
      const place = placeOf(path!);
      if (place === undefined) return [`${whole}: no such file`];
      if (name === undefined) return [];
      const defined = new RegExp(`^export .*\\b(?:function\\*?|class|type|interface|const) ${name}\\b`, 'm');
      return defined.test(read(place)) ? [] : [`${whole}: not defined there`];
    });
    assert.deepEqual(wrong, []);
  });
}

test('ARCHITECTURE.md has a row for every room, and for none that is not there', () => {
  const rooms = readdirSync(new URL('src', ROOT), { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name);
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `(\w+)\/` \|/gm)].map(([, room]) => room!);
  assert.deepEqual(rows.toSorted(), rooms.toSorted());
});

test('the floors are drawn with every room', () => {
  const drawing = read('ARCHITECTURE.md').split('\n\n')[2] ?? '';
  for (const room of readdirSync(new URL('src', ROOT)))
    if (!room.includes('.')) assert.ok(drawing.includes(`${room}/`), room);
});
