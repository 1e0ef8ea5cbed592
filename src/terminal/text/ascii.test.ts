import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asAscii, speaksUtf8 } from './ascii.ts';

test('D29: our own punctuation has forms of ASCII, a cell that is cut keeps its width, names stay as they are', () => {
  assert.equal(asAscii('usage: arpist scan [TARGET…] [FLAG…]'), 'usage: arpist scan [TARGET...] [FLAG...]');
  assert.equal(asAscii('10.0.0.1  Raspberry P…  conflict'), '10.0.0.1  Raspberry P~  conflict');
  assert.equal(asAscii('the kernel’s: 0 → 1'), "the kernel's: 0 -> 1");
  assert.equal(asAscii('Škoda'), 'Škoda');
});

const LOCALES: readonly (readonly [env: Record<string, string>, speaks: boolean])[] = [
  [{ LANG: 'C' }, false],
  [{}, false],
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'de_DE@euro' }, false],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: '' }, true],
];

for (const [env, speaks] of LOCALES)
  test(`D29: ${JSON.stringify(env)} is ${speaks ? '' : 'not '}a locale of UTF-8`, () => {
    assert.equal(speaksUtf8(env), speaks);
  });
