import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvCell } from './csv.ts';

const CELLS: readonly (readonly [text: string, cell: string])[] = [
  ['eth0', 'eth0'],
  ['10.0.0.1', '10.0.0.1'],
  ['-3.5', '-3.5'],
  ['0.250', '0.250'],
  ['Raspberry Pi, "Ltd"', '"Raspberry Pi, ""Ltd"""'],
  ["=cmd|' /C calc'!A0", `"'=cmd|' /C calc'!A0"`],
  ['+1+1', `"'+1+1"`],
  ['-1+1', `"'-1+1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['|calc', `"'|calc"`],
  ['%0A', `"'%0A"`],
  [' =1+1', `" '=1+1"`],
  ['\uff1d1+1', `"'\uff1d1+1"`],
  ['a;=1+1', `"a;'=1+1"`],
  ['a;b', '"a;b"'],
  ['a,@b', `"a,'@b"`],
  ['\t=1', String.raw`\x09=1`],
  ['\r\n=1', String.raw`\x0d\x0a=1`],
];

for (const [text, cell] of CELLS)
  test(`A11: ${JSON.stringify(text)} is the cell ${cell}`, () => {
    assert.equal(csvCell(text), cell);
  });
