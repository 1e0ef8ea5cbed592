import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { declarationOf } from './mend/file.ts';
import { beyondBounds } from './toml-bounds.ts';

const HEAD = '# first\n\n[flux]\n';

const REFUSED: readonly (readonly [what: string, text: string, sentence: RegExp])[] = [
  [
    'lists in lists',
    `interfaces = ${'['.repeat(2000)}${']'.repeat(2000)}`,
    /in each other more than 32 deep/,
  ],
  ['tables in tables', `x = ${'{a='.repeat(100_000)}`, /in each other/],
  ['a long text', `interfaces = ["${'e'.repeat(300_000)}"]`, /a text has more than 4096 letters/],
  ['a long literal text', `interfaces = ['${'e'.repeat(300_000)}']`, /a text has more/],
  ['a long text of many lines', `x = """${'e\n'.repeat(300_000)}"""`, /a text has more/],
  ['a long key in quotes', `"${'e'.repeat(300_000)}" = 1`, /a text has more/],
  ['a long bare key', `${'e'.repeat(300_000)} = 1`, /a word has more/],
  ['a long number', `x = ${'1'.repeat(300_000)}`, /a word has more/],
  ['a key of many parts', `${'a.'.repeat(50_000)}a = 1`, /more than 32 parts/],
  ['a table of many parts', `[${'a.'.repeat(50_000)}a]`, /more than 32 parts/],
];

for (const [what, text, sentence] of REFUSED)
  test(`A12: ${what} in a declaration is one sentence with its line, and exit code 2`, () => {
    assert.throws(
      () => declarationOf(`${HEAD}${text}\n`, 'f.toml'),
      (cause) => {
        assert.ok(cause instanceof UsageFault, String(cause));
        assert.equal(cause.where, 'f.toml:4');
        assert.match(cause.message, sentence);
        return true;
      },
    );
  });

test('A12: what a person writes is within the bounds, brackets in texts and comments do not count', () => {
  const text = [
    `# ${'['.repeat(100)}${'x'.repeat(10_000)}`,
    `a = "${'['.repeat(100)}\\"]"`,
    `b = '${'{'.repeat(100)}\\'`,
    `c = """${'[\n'.repeat(100)}\\""""`,
    `d = [${'"10.0.0.1", '.repeat(50_000)}]`,
    `e = { 1 = [[1], [2]] }`,
  ].join('\n');
  assert.equal(beyondBounds(text), null);
  assert.equal(beyondBounds(`${text}\n${'['.repeat(40)}`)?.line, text.split('\n').length + 1);
});
