import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { observeWays, type WaysObservation } from './ask-ways.ts';
import { judgeWays } from './judge-ways.ts';
import { loadModel } from './model.ts';
import { huntWays, loadMutants } from './mutants.ts';
import { MUTATIONS_OF_WAYS } from './mutations.ts';
import type { CasePlan } from './plan.ts';
import { Session, wayObservations } from './session.ts';

const SEED = 52;
const QUESTIONS = 6000;
const MOST_SHOWN = 5;
const FOLDER = new URL('cases/', import.meta.url);

let session: Session | undefined;
let seen: readonly WaysObservation[] = [];

before(() => {
  if (whyNoLab !== false) return;
  session = new Session();
  seen = [...wayObservations(session, { questions: QUESTIONS, seed: SEED }), ...keptObservations(session)];
});

/** What differed once, or was said to: few kinds of packets that random hosts seldom have rules for. */
function keptObservations(there: Session): WaysObservation[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => {
    const { seed, host, ways } = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as CasePlan;
    if (!ways) return [];
    const world = there.world(host.indexes);
    try {
      return [observeWays(world, { seed, plan: host, choose: () => ways })];
    } finally {
      world.close();
    }
  });
}

after(() => session?.close());

test(`${QUESTIONS} ways of packets: the kernel says what the model says, or the model is in doubt`, {
  skip: whyNoLab,
}, async (t) => {
  const model = await loadModel();
  const differing = seen.flatMap((one) => judgeWays(model, one).map(({ why }) => `${one.seed} ${why}`));
  const asked = seen.reduce((sum, one) => sum + one.seen.length, 0);
  t.diagnostic(`${asked} ways on ${seen.length} hosts: ${differing.length} differ`);
  assert.ok(asked >= QUESTIONS);
  assert.deepEqual(differing.slice(0, MOST_SHOWN), []);
});

test('every mutant of the ways of packets is caught', { skip: whyNoLab }, async () => {
  const caught = huntWays(await loadMutants(MUTATIONS_OF_WAYS), seen);
  assert.deepEqual(
    caught.filter((one) => one.after === null).map(({ name }) => name),
    [],
  );
});
