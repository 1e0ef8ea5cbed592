import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';
import { seededDice } from '../../src/base/dice.ts';
import { Draw } from './draw.ts';
import { drawStack } from './draw-stacks.ts';
import { edgeCases, judgeEdge, tryEdge, unmetNeeds } from './edges.ts';

const skip = whyNoLab || needs('ip', 'bridge');
const unmet = skip === false ? unmetNeeds() : new Set<string>();

/** What user-mode Linux has not either; the rest of what this kernel lacks runs there (test/vm/edges.test.ts holds it to all). */
const NOWHERE_ELSE: ReadonlySet<string> = new Set(['xdp', 'tcx']);

for (const { name, one } of edgeCases()) {
  const missing = (one.needs ?? []).filter((need) => unmet.has(need));
  if (missing.length > 0 && !missing.some((need) => NOWHERE_ELSE.has(need))) continue;
  const why = skip || (missing.length > 0 && `this kernel has no ${missing.join(', ')}`);
  test(`${name}: ${one.why}`, { skip: why }, () => assert.deepEqual(judgeEdge(one), []));
}

const STACKS = 25;
const SEED = 6;

test(`${STACKS} random stacks of links of seed ${SEED} do what the model says`, { skip }, () => {
  let [frames, doubted] = [0, 0];
  for (let at = 0; at < STACKS; at++) {
    const tried = tryEdge(drawStack(new Draw(seededDice(SEED * 1_000_003 + at)), unmet));
    frames += tried.frames;
    doubted += tried.doubted;
    assert.deepEqual(tried.differences, [], `stack ${at}`);
  }
  assert.ok(frames >= 300 && doubted < frames / 3, `${doubted} of ${frames} in doubt`);
});
