import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partMeant, partNamed, partNear } from './parts.ts';

for (const [word, part] of Object.entries({
  del: 'delete',
  rm: 'delete',
  show: 'list',
  list: 'list',
  clear: 'flush',
  verify: 'verify',
}))
  test(`D9: table ${word} is table ${part}`, () => {
    assert.equal(partNamed(word), part);
  });

for (const [word, part] of Object.entries({
  dlete: 'delete',
  delte: 'delete',
  flsh: 'flush',
  ad: 'add',
  dle: 'delete',
  lsit: 'list',
  verfy: 'verify',
  replce: 'replace',
}))
  test(`D9: table ${word} with more behind it was meant as ${part}`, () => {
    assert.equal(partNear(word, false), part);
  });

for (const word of ['dell', 'intel', 'apple', 'hp', 'b8:27:eb', '10.0.0.1'])
  test(`D9: ${word} alone is no command`, () => {
    assert.equal(partNear(word, true), undefined);
  });

for (const [word, part] of Object.entries({ lsit: 'list', lits: 'list', shwo: 'list', flsh: 'flush' }))
  test(`table ${word}, where nothing in the table answers to it, was meant as ${part}`, () => {
    assert.equal(partMeant(word), part);
  });

for (const word of ['dell', 'intel', 'cisco', 'hp', 'b8:27:eb', '10.0.0.1'])
  test(`${word}, where nothing in the table answers to it, is a vendor all the same`, () => {
    assert.equal(partMeant(word), undefined);
  });
