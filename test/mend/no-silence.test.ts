import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { seededDice } from '../../src/base/dice.ts';
import { faultsOn } from '../../src/declare/fits.ts';
import { readDeclaration } from '../../src/declare/read.ts';
import { Draw } from '../agreement/draw.ts';
import { type Plan, planFor } from '../../src/declare/plan.ts';
import { after } from '../../src/change/after.ts';
import { commandOf } from '../../src/change/change.ts';
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

const named = (links: readonly string[], draw: Draw): readonly string[] =>
  links.toSorted().slice(0, draw.number(2, Math.max(2, links.length)));

function drawnFile(host: HostSnapshot, draw: Draw): object | null {
  const links = [...new Set(host.addresses.map(({ link }) => link))].filter((link) => link !== 'lo');
  if (links.length < 2) return null;
  const ip = `10.0.${draw.number(0, 2)}.${draw.number(20, 90)}`;
  return draw.one([
    { flux: { interfaces: named(links, draw), 'source-routing': draw.chance(0.5) } },
    { vip: { role: 'real-server', addresses: [ip] } },
    { vip: { role: 'balancer', interface: links[0], addresses: [ip] } },
    { published: [{ addresses: host.published[0]?.ip ?? ip, interfaces: [draw.one(links)] }] },
  ]);
}

test('point 2: whatever [flux], [vip] and [[published]] silence is named by the plan, or by the file', () => {
  let silent = 0;
  let judged = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const host = drawnHost(seed);
    const file = drawnFile(host, new Draw(seededDice(seed)));
    const read = readDeclaration(file, () => null);
    if (!read.ok || faultsOn(read.value, host).length > 0) continue;
    const plan = planFor(read.value, host);
    if (plan.steps.length === 0) continue;
    judged++;
    const told = new Set(plan.silences.flatMap(({ ip, wire }) => wire.map((link) => `${ip}@${link}`)));
    const { vip, published } = read.value;
    const declared = new Set(
      [...(vip?.addresses ?? []), ...published.flatMap((one) => one.addresses)].map(({ value }) =>
        formatIpv4(value),
      ),
    );
    const lost = lostBetween(host, reached(host, plan)).filter((one) => !declared.has(one.split('@')[0]!));
    if (lost.length > 0) silent++;
    const unsaid = lost.filter((one) => !told.has(one));
    assert.deepEqual(unsaid, [], `seed ${seed}: ${JSON.stringify(file)}`);
  }
  assert.ok(judged > RUNS / 3 && silent > 0, `${judged} judged, ${silent} of them silence somebody`);
});
