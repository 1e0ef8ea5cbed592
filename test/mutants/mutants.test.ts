import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { bendsOf, bentAt, nameOf } from './bends.ts';
import { HARMLESS } from './harmless.ts';
import { huntAll } from './hunt.ts';
import { hunt } from './main.ts';
import { Imports } from './related.ts';
import { RULES } from './rules.ts';
import { everySoMany } from './systematic.ts';
import { ROOT } from './root.ts';
import { bent, type Held } from './workshop.ts';

/** So many of them are bent in every run of the tests; npm run mutants -- --all bends all. */
const SAMPLE = 10;

test('every rule of the list stands in its file once, and the bent text is another one', () => {
  for (const rule of RULES) {
    const text = readFileSync(join(ROOT, 'src', rule.file), 'utf8');
    assert.notEqual(bent(rule, text).text, text, rule.name);
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

const PACER = 'src/asking/pacer.ts';
const PACE = readFileSync(join(ROOT, PACER), 'utf8');
const pacer = (of: string, text: string, at = 0): { readonly of: string; readonly held: () => Held } => ({
  of,
  held: () => ({ file: PACER, text, at }),
});

test('what cannot be bent is told and the hunt goes on; what is not bent gets away; what fails is caught, what hangs was ended', async () => {
  const refuse = (): Held => {
    throw new Error('the rule is gone');
  };
  const { hunted, unfit } = await huntAll(
    [
      { of: 'gone', held: refuse },
      pacer('whole', PACE),
      pacer('broken', `${PACE}\nthrow new Error('bent');\n`),
      pacer('endless', `${PACE}\nfor (;;);\n`),
    ],
    () => undefined,
    1,
  );
  assert.deepEqual(
    hunted.map((one) => [one.of, one.is]),
    [
      ['gone', 'failed'],
      ['whole', 'away'],
      ['broken', 'caught'],
      ['endless', 'ended'],
    ],
  );
  const [gone, , broken] = hunted;
  assert.equal(gone?.is === 'failed' && gone.why, 'the rule is gone');
  assert.equal(broken?.is === 'caught' && broken.by, 'src/asking/pacer.test.ts');
  assert.deepEqual(unfit, []);
});

test('every kind of small bend is made, and none of a type', () => {
  const bendsIn = (text: string): readonly string[] => bendsOf(text).map((bend) => bentAt(text, bend));
  assert.deepEqual(bendsIn('const a: 1 | 2 = b < c;'), ['const a: 1 | 2 = b <= c;']);
  assert.deepEqual(bendsIn('f(a && b);'), [';', 'f((a));', 'f((b));']);
  assert.deepEqual(bendsIn('if (a === 0) f;').slice(0, 3), [
    'if (false) f;',
    'if (true) f;',
    'if (a === 1) f;',
  ]);
  assert.deepEqual(bendsIn('const MOST = 40;'), ['const MOST = (40 * 2);', 'const MOST = (40 / 2);']);
  assert.deepEqual(bendsIn('const c = a ? b : !d;'), [
    'const c = (b);',
    'const c = (!d);',
    'const c = a ? b : (d);',
  ]);
  assert.deepEqual(bendsIn('const c = a.toSorted(f);'), ['const c = a;']);
  assert.deepEqual(bendsIn("const c = a === 'x' ? true : false;"), [
    'const c = (true);',
    'const c = (false);',
    "const c = a === 'x' ? false : false;",
    "const c = a === 'x' ? true : true;",
  ]);
});

test('what changes nothing is still a bend of its file', () => {
  for (const [file, known] of Object.entries(HARMLESS)) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const names = new Set(bendsOf(text).map((bend) => nameOf(text, bend)));
    for (const [name, why] of known) {
      assert.ok(names.has(name), `${file}: ${name}`);
      assert.ok(why.length > 10, name);
    }
  }
});

test('a sample of the bent rules is caught', async () => {
  const sample = everySoMany(
    RULES.filter(({ same }) => same === undefined),
    SAMPLE,
  );
  // What bends the steel hands is noticed in a namespace alone.
  const held = whyNoLab === false ? sample : sample.filter(({ file }) => !file.startsWith('linux/'));
  const { hunted, unfit } = await hunt(held, () => undefined);
  assert.deepEqual(
    hunted
      .filter(({ is }) => is !== 'caught' && is !== 'ended')
      .map(({ of, is }) => `${of.file}: ${of.name} ${is}`),
    [],
  );
  assert.deepEqual(unfit, []);
});
