import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { huntBeside } from './mutants.ts';
import { MUTATIONS, MUTATIONS_BESIDE, MUTATIONS_IN_TIME, MUTATIONS_OF_WAYS } from './mutations.ts';

const KERNEL = new URL('../../src/kernel/', import.meta.url);

test('every mutant fits the model it bends, so that a rule that moved is seen without a kernel', () => {
  const all = [...MUTATIONS, ...MUTATIONS_IN_TIME, ...MUTATIONS_OF_WAYS, ...MUTATIONS_BESIDE];
  const unfit = all.filter(
    ({ file, find }) => readFileSync(new URL(file, KERNEL), 'utf8').split(find).length !== 2,
  );
  assert.ok(all.length > 60, `${all.length} mutants`);
  assert.deepEqual(
    unfit.map(({ name }) => name),
    [],
  );
});

/** Nothing is bent: what shows that the others are not caught for want of a file. */
const WHOLE = [
  ['hearing', 'export function deafnessTo('],
  ['self-answer', 'export function selfAnswering('],
  ['way-doubts', 'export function doubtsOnTheWay('],
].map(([file = '', text = '']) => ({ name: `${file} as it is`, file: `${file}.ts`, find: text, put: text }));

test('every mutant of what is kept beside the model is caught by the test of its file, and the whole ones are not', async () => {
  const away = await huntBeside([...MUTATIONS_BESIDE, ...WHOLE]);
  assert.deepEqual(
    away.toSorted(),
    WHOLE.map(({ name }) => name),
  );
});
