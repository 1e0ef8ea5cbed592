import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { VERDICT_WORDS } from '../../src/inventory/verdict.ts';
import { REASON_CODES } from '../../src/kernel/reasons.ts';
import { madePages, stalePages } from '../../tools/docs.ts';

test('no page made from the source is missing, stale or left over', () => {
  assert.deepEqual(stalePages(), [], 'run npm run docs');
});

test('every reason has its page, and the pages link only to what is there', () => {
  const pages = new Map(madePages());
  for (const code of REASON_CODES)
    assert.ok(pages.get(`docs/reasons/${code}.md`)?.includes(`# ${code}\n`), code);
  for (const [path, text] of pages) {
    for (const [, link] of text.matchAll(/\]\(([^)]+)\)/g)) {
      const target = join(dirname(path), link!);
      assert.ok(
        pages.has(target) || existsSync(new URL(`../../${target}`, import.meta.url)),
        `${path} links to ${target}`,
      );
    }
  }
});

/** Records as the source makes them: `v: 1, type: '…'`. */
function recordTypes(): readonly string[] {
  const folder = new URL('../../src/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const found = files.flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(/\bv: 1,\s*type: '([a-z-]+)'/g),
  ]);
  return [...new Set(found.map(([, type]) => type!))].toSorted();
}

test('1.1f: every record that is printed has its schema, and every schema stands in docs/records.md', () => {
  const schemas = readdirSync(new URL('../../schema/', import.meta.url)).map((name) =>
    name.replace(/\.v1\.json$/, ''),
  );
  for (const type of recordTypes()) assert.ok(schemas.includes(type), `no schema of ${type}`);
  const page = readFileSync(new URL('../../docs/records.md', import.meta.url), 'utf8');
  for (const name of schemas.filter((one) => one !== 'declaration')) {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith(`| [\`${name}\`](#${name}) |`) && line.includes('schema/'));
    assert.equal(rows.length, 1, name);
  }
});

test('1.1f: docs/records.md tells every verdict', () => {
  const page = readFileSync(new URL('../../docs/records.md', import.meta.url), 'utf8');
  for (const word of VERDICT_WORDS) assert.ok(page.includes(`\n| \`${word}\` |`), word);
});
