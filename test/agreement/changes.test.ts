import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { changesJudged, Session } from './session.ts';

const SEED = 53;
const CHANGES = 300;
const MOST_SHOWN = 5;

test(`${CHANGES} changes of hosts: the kernel makes of them what was foretold, and an undo takes them back`, {
  skip: whyNoLab,
}, (t) => {
  const session = new Session();
  try {
    const judged = [...changesJudged(session, { changes: CHANGES, seed: SEED })];
    const made = judged.reduce((sum, one) => sum + one.made, 0);
    const taken = judged.reduce((sum, one) => sum + one.taken, 0);
    t.diagnostic(`${made} changes on ${judged.length} hosts, ${taken} of them taken by the kernel`);
    assert.ok(made >= CHANGES && taken > made / 2);
    assert.deepEqual(judged.flatMap(({ found }) => found).slice(0, MOST_SHOWN), []);
  } finally {
    session.close();
  }
});
