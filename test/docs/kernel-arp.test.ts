// docs/kernel-arp.md and the tests of the kernel model speak of the same rules.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const [held = '', unheld = ''] = read('docs/kernel-arp.md').split('\n## Known, and not held by a test\n');
const RULE = /^- <a id="([a-z0-9-]+)"><\/a>\*\*([a-z0-9-]+)\*\* (.+)$/gm;

function rulesOf(part: string): { anchor: string; name: string; text: string }[] {
  return [...part.matchAll(RULE)].map(([, anchor, name, text]) => ({
    anchor: anchor!,
    name: name!,
    text: text!,
  }));
}

/** In a test's words a rule stands as #name: at the start of a string, or in parentheses. */
const CITED = /(?<=['`(]|\(#[a-z0-9, #-]+)#([a-z][a-z0-9-]*)(?=[:,)'`])/g;

const tests = globSync('src/kernel/*.test.ts', { cwd: ROOT });
const citations = tests.flatMap((file) =>
  [...read(file).matchAll(CITED)].map(([, rule]) => ({ file, rule: rule! })),
);

test('every rule has one anchor, which is its name, and a sentence', () => {
  const rules = [...rulesOf(held), ...rulesOf(unheld)];
  const anchors = [...`${held}${unheld}`.matchAll(/<a id=/g)];
  assert.equal(rules.length, anchors.length, 'an anchor that belongs to no rule');
  assert.equal(new Set(rules.map(({ anchor }) => anchor)).size, rules.length);
  for (const { anchor, name, text } of rules) {
    assert.equal(name, anchor);
    assert.match(text, /^[A-Z`0-9].*[.*]$/, name);
  }
});

test('every rule that a test names is on the page', () => {
  const known = new Set(rulesOf(held).map(({ anchor }) => anchor));
  assert.deepEqual(
    citations.filter(({ rule }) => !known.has(rule)),
    [],
  );
});

test('every rule on the page is named by a test; those that are not say why', () => {
  const cited = new Set(citations.map(({ rule }) => rule));
  assert.deepEqual(
    rulesOf(held).filter(({ anchor }) => !cited.has(anchor)),
    [],
  );
  for (const { anchor, text } of rulesOf(unheld))
    assert.match(text, /\. \*[A-Z].+\.\*$/, `${anchor} says no why`);
});

test('who speaks of a rule elsewhere speaks of one that is there', () => {
  const anchors = new Set([...rulesOf(held), ...rulesOf(unheld)].map(({ anchor }) => anchor));
  const files = globSync(['src/**/*.ts', 'docs/**/*.md', '*.md'], { cwd: ROOT });
  const linked = files.flatMap((file) =>
    [...read(file).matchAll(/kernel-arp\.md#([a-z0-9-]+)/g)].map(([, anchor]) => ({ file, anchor: anchor! })),
  );
  assert.deepEqual(
    linked.filter(({ anchor }) => !anchors.has(anchor)),
    [],
  );
});
