import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonText, printable, steerless } from './printable.ts';

/** One of each kind: what it is, the text, and how it is shown. */
const KINDS: readonly (readonly [what: string, text: string, shown: string])[] = [
  ['an ANSI escape', '\u001b[2J', String.raw`\x1b[2J`],
  ['a bell and a backspace', '\u0007\b', String.raw`\x07\x08`],
  ['DEL and CSI of C1', '\u007f\u009b31m', String.raw`\x7f\x9b31m`],
  ['line ends and tabs', 'a\r\nb\tc\v\f', String.raw`a\x0d\x0ab\x09c\x0b\x0c`],
  ['line and paragraph separators', '\u2028\u2029\u0085', String.raw`\u2028\u2029\x85`],
  ['bidi marks', '\u200e\u200f\u061c', String.raw`\u200e\u200f\u061c`],
  ['bidi overrides and isolates', '\u202e\u2066\u2069', String.raw`\u202e\u2066\u2069`],
  ['no width', '\u200b\u200d\u2060\ufeff\u00ad', String.raw`\u200b\u200d\u2060\ufeff\xad`],
  ['fillers and selectors', '\u3164\ufe0f\u034f', String.raw`\u3164\ufe0f\u034f`],
  ['interlinear marks', '\ufff9\ufffa\ufffb', String.raw`\ufff9\ufffa\ufffb`],
  ['tags', '\u{e0041}', String.raw`\u{e0041}`],
  ['half a pair', '\ud800x\udcff', String.raw`\ud800x\udcff`],
];

for (const [what, text, shown] of KINDS)
  test(`point 6: ${what} of a name is shown as an escape, and JSON keeps the name`, () => {
    assert.equal(printable(text), shown);
    assert.match(jsonText({ text }), /^[ -~]*$/);
    assert.deepEqual(JSON.parse(jsonText({ text })), { text });
  });

test('point 6: any text: no control or format character is left, letters of all scripts stay, twice is once', () => {
  assert.equal(printable('Škoda 東京 \u{1f600} a\\b'), 'Škoda 東京 \u{1f600} a\\b');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printable(text);
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.equal(printable(shown), shown);
      assert.deepEqual(JSON.parse(jsonText(text)), text);
      assert.doesNotMatch(jsonText(text), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('point 6: at the door nothing but our own colours and movements passes, and those to a terminal alone', () => {
  const drawn = '\u001b[2A\r\u001b[J\u001b[31mred\u001b[0m\ta\r\n';
  assert.equal(steerless(drawn, true), drawn);
  assert.equal(steerless('\u001b[31mred', false), '\\u001b[31mred');
  assert.equal(
    steerless('\u001b]0;title\u0007 \u001b[2J \u001bc \u202e', true),
    String.raw`\u001b]0;title\u0007 \u001b[2J \u001bc \u202e`,
  );
});
