import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';
import { edgeCases, judgeEdge, unmetNeeds } from './edges.ts';

const skip = whyNoLab || needs('ip', 'bridge');
const unmet = skip === false ? unmetNeeds() : new Set<string>();

for (const { name, one } of edgeCases()) {
  const missing = (one.needs ?? []).filter((need) => unmet.has(need));
  const why = skip || (missing.length > 0 && `this kernel has no ${missing.join(', ')}`);
  test(`${name}: ${one.why}`, { skip: why }, () => assert.deepEqual(judgeEdge(one), []));
}
