import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { hunt, sampleOf } from './main.ts';
import { Imports } from './related.ts';
import { RULES } from './rules.ts';
import { bent, ROOT, Workshop } from './workshop.ts';

/** So many of them are bent in every run of the tests; npm run mutants -- --all bends all. */
const SAMPLE = 10;

test('every rule of the list stands in its file once, and the bent text is another one', () => {
  for (const rule of RULES) {
    const text = readFileSync(join(ROOT, 'src', rule.file), 'utf8');
    assert.notEqual(bent(rule, text), text, rule.name);
  }
  assert.equal(new Set(RULES.map(({ file, name }) => `${file} ${name}`)).size, RULES.length);
});

test('every rule is within reach of a test', () => {
  const imports = new Imports(ROOT);
  for (const { file, name } of RULES)
    assert.ok(imports.testsOf(`src/${file}`).length > 0, `${file}: ${name}`);
});

test('the tests of a file are sought from the one beside it outwards', () => {
  const found = new Imports(ROOT).testsOf('src/asking/pacer.ts');
  assert.equal(found[0], 'src/asking/pacer.test.ts');
  assert.ok(found.length > 1);
  assert.ok(found.every((test) => test.endsWith('.test.ts') && !test.startsWith('test/live/')));
});

test('a file that is not bent fails none of its tests: what catches a mutant is the bend', async () => {
  const workshop = new Workshop();
  try {
    const tests = new Imports(ROOT).testsOf('src/asking/pacer.ts').slice(0, 6);
    assert.deepEqual(await workshop.unfit(tests), []);
  } finally {
    workshop.close();
  }
});

test('a sample of the bent rules is caught', async () => {
  const sample = sampleOf(
    RULES.filter(({ same }) => same === undefined),
    SAMPLE,
  );
  // What bends the steel hands is noticed in a namespace alone.
  const held = whyNoLab === false ? sample : sample.filter(({ file }) => !file.startsWith('linux/'));
  const hunted = await hunt(held, () => undefined);
  assert.deepEqual(
    hunted.filter(({ by }) => by === null).map(({ rule }) => `${rule.file}: ${rule.name}`),
    [],
  );
});
