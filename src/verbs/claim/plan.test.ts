import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetSet } from '../../base/target-set.ts';
import { openWorld } from '../../sim/world.ts';
import { type CheckInterface, FAST_TIMING } from './options.ts';
import { claimsPerSecond, planCheck } from './plan.ts';

/** An interface with these addresses of its own, asked for so many. */
function asking(size: number, own: readonly string[] = ['10.0.0.1/24'], wire?: string): CheckInterface {
  const world = openWorld({ seed: 1 });
  const host = world.host({ name: 'eth0', mac: 1, addresses: own, segment: world.segment('s0') });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const targets = TargetSet.of([{ first: 0x0a000010, last: 0x0a000010 + size - 1 }]);
  return { facts: wire === undefined ? facts : { ...facts, wire }, targets };
}

const WISHES = { interfaces: [asking(10)], vlan: null };

test('each address: three probes, two questions as ourselves, two announcements; evidence beside', () => {
  const { packets, evidence, most, ifLost, rate } = planCheck(WISHES);
  assert.deepEqual([packets, evidence, most, ifLost, rate], [50, 20 + 288, 358, 0, 1000]);
  assert.equal(planCheck({ ...WISHES, claims: true }).packets, 70);
  assert.equal(planCheck({ ...WISHES, vlan: 7 }).packets, 30, 'nobody asks as we are in a VLAN');
  assert.equal(planCheck({ ...WISHES, interfaces: [asking(10, [])] }).packets, 30, 'nor without an address');
  assert.equal(planCheck({ ...WISHES, interfaces: [asking(10, []), asking(4)] }).packets, 70);
  assert.equal(planCheck({ ...WISHES, timing: { probes: 5, announcements: 9 } }).packets, 90);
  assert.equal(planCheck({ ...WISHES, timing: { announcements: 9 }, claims: true }).packets, 140);
  assert.equal(planCheck({ ...WISHES, rate: 100 }).evidence, 20 + 100);
});

test('seven seconds by RFC 5227, about a tenth in a hurry, and what the rate adds on the fullest wire', () => {
  const plan = planCheck({ interfaces: [asking(1)], vlan: null });
  assert.deepEqual([plan.seconds, plan.fastSeconds], [7, 1]);
  const many = planCheck({ interfaces: [asking(201)], vlan: null });
  assert.deepEqual([many.seconds, many.fastSeconds], [8, 2]);
  const apart = [asking(201), asking(101)].map((one, index) => ({ ...one, facts: { ...one.facts, index } }));
  assert.equal(planCheck({ interfaces: apart, vlan: null }).seconds, 8);
  const shared = [asking(201, undefined, 'w'), asking(100, undefined, 'w')];
  assert.equal(planCheck({ interfaces: shared, vlan: null }).seconds, 8.5);
  assert.equal(planCheck({ interfaces: [], vlan: null }).seconds, 7);
  assert.equal(planCheck({ ...WISHES, interfaces: [asking(1)], timing: FAST_TIMING }).seconds, 1);
  assert.equal(claimsPerSecond(WISHES, 1000), 200);
});

test('what is told of each interface', () => {
  const [one] = planCheck({ ...WISHES, vlan: 7 }).interfaces;
  assert.deepEqual(one, { name: 'eth0', mac: 1, addresses: [0x0a000001], targets: 10, vlans: [7] });
  assert.deepEqual(planCheck(WISHES).interfaces[0]?.vlans, []);
});
