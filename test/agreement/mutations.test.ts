import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { MUTATIONS, MUTATIONS_IN_TIME } from './mutations.ts';

const KERNEL = new URL('../../src/kernel/', import.meta.url);

test('every mutant fits the model it bends, so that a rule that moved is seen without a kernel', () => {
  const all = [...MUTATIONS, ...MUTATIONS_IN_TIME];
  const unfit = all.filter(
    ({ file, find }) => readFileSync(new URL(file, KERNEL), 'utf8').split(find).length !== 2,
  );
  assert.ok(all.length > 60, `${all.length} mutants`);
  assert.deepEqual(
    unfit.map(({ name }) => name),
    [],
  );
});
