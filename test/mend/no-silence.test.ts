import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../src/declare/plan.ts';
import { after } from '../../src/doctor/after.ts';
import { commandOf } from '../../src/doctor/change.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { fixesFor } from '../../src/verbs/doctor/fixes.ts';
import { lostBetween } from './answered.ts';
import { drawnHost } from './drawn-host.ts';

const RUNS = Number(process.env['ARPIST_RUNS'] ?? 1200);

function reached(host: HostSnapshot, { steps }: Pick<Plan, 'steps'>): HostSnapshot {
  return after(
    host,
    steps.map(({ change }) => change),
  );
}

test('point 2: whatever doctor --fix makes without a word, nobody loses an answer', () => {
  let changed = 0;
  let spared = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const host = drawnHost(seed);
    const fixes = fixesFor(host, diagnose(host).findings);
    spared += fixes.leftOut.length;
    if (fixes.steps.length === 0) continue;
    changed++;
    const lost = lostBetween(host, reached(host, fixes));
    const words = fixes.steps.map(({ change }) => commandOf(change)).join('\n');
    assert.deepEqual(lost, [], `seed ${seed}\n${words}`);
  }
  assert.ok(changed > RUNS / 3 && spared > RUNS / 20, `${changed} changed, ${spared} spared`);
});
