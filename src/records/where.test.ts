import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, type Fields } from './fields.ts';
import { parseWhere, parseWhereOf } from './where.ts';

interface Thing {
  readonly number: number | null;
  readonly flag: boolean;
}

const FIELDS: Fields<Thing> = {
  number: field('number', ({ number }) => number),
  flag: field('flag', ({ flag }) => flag),
};

const fits = (text: string, number: number | null, flag = false): boolean =>
  parseWhereOf(FIELDS, text, '--where').fits({ number, flag });

test('what is not there is neither less nor more than anything, and unlike everything', () => {
  for (const text of ['number<5', 'number<=5', 'number>5', 'number>=0', 'number=0'])
    assert.equal(fits(text, null), false, text);
  assert.equal(fits('number!=0', null), true);
  assert.equal(fits('number=none', null), true);
});

test('a flag that is not to be is not', () => {
  assert.equal(fits('flag!=yes', 1, true), false);
  assert.equal(fits('flag!=yes', 1, false), true);
  assert.equal(fits('flag', 1, true), true);
});

test('what may change until the end waits for the last word', () => {
  for (const text of ['verdict=ok', 'why~probe', 'macs>1', 'ip=10.0.0.1 and macs>1'])
    assert.equal(parseWhere(text, '--where').needsLastWord, true, text);
  assert.equal(parseWhere('ip=10.0.0.1', '--where').needsLastWord, false);
});
