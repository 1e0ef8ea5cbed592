import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foretell } from './foretold.ts';
import { whyNoLab } from './lab.ts';

const RUNS = 40;

test('any declaration: the host is afterwards what the plan foretold, and its undos lead back', {
  skip: whyNoLab,
}, () => {
  const { judged } = foretell({ runs: RUNS, vlans: false });
  assert.ok(judged > RUNS / 4, `only ${judged} were judged`);
});
