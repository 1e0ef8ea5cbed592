import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencesUnder, WRITE } from '../readme/compare.ts';
import { IN_VM } from '../readme/scenes.ts';
import { runGuest, whyNoVm } from './vm.ts';

for (const title of IN_VM)
  test(`the README tells true runs: ${title}`, { skip: whyNoVm }, async () => {
    const printed = await runGuest<string[][]>('test/vm/guest/readme.ts', {
      arguments: [title],
      timeout: 300,
    });
    assert.deepEqual(differencesUnder(title, printed, WRITE), []);
  });
