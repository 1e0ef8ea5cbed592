import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));

/**
 * The machine is changed, and changed back, in one folder: whatever a verb or a door wants changed goes by these, so that it is
 * written down before, and can be undone. Bodies of the ports are what they ask.
 */
const WAYS: Readonly<Record<string, { readonly call: RegExp; readonly files: readonly string[] }>> = {
  'begins an entry of the journal': {
    call: /\b(?:journal|history)\.begin\(/,
    files: ['verbs/mend/apply-steps.ts', 'verbs/mend/apply.ts', 'verbs/mend/files-alone.ts'],
  },
  'makes steps of a plan': { call: /\b#?system\.make\(/, files: ['verbs/mend/apply.ts'] },
  'makes changes of the table': {
    call: /\b(?:table|system)\.makeEach\(/,
    files: ['verbs/mend/apply-steps.ts', 'verbs/mend/undo-steps.ts'],
  },
  'brings back what was': {
    call: /\b#?system\.restore\(/,
    files: ['verbs/mend/apply.ts', 'verbs/mend/undo.ts'],
  },
  'takes a file back': { call: /\bfiles\.takeBack\(/, files: ['verbs/mend/undo.ts'] },
  'says that it is undone': {
    call: /\bhistory\.mark\([^)]*'undone'/,
    files: ['verbs/mend/apply.ts', 'verbs/mend/undo.ts'],
  },
};

const BODIES = /^(?:linux|sim)\//;
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !BODIES.test(file))
  .toSorted();

for (const [what, { call, files }] of Object.entries(WAYS))
  test(`who ${what}`, () => {
    const found = FILES.filter((file) => call.test(readFileSync(`${SOURCE}${file}`, 'utf8')));
    assert.deepEqual(found, files);
  });
