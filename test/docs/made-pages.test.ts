import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
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
      assert.ok(pages.has(target), `${path} links to ${target}`);
    }
  }
});
