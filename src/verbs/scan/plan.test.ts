import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TargetSet } from '../../base/target-set.ts';
import { openWorld } from '../../sim/world.ts';
import type { ScanInterface } from './options.ts';
import { planScan } from './plan.ts';

/** 10.0.0.0/24 on a link with these addresses. */
function asking(
  own: readonly string[] = [],
  more: { readonly vlans?: readonly number[]; readonly wire?: string; readonly index?: number } = {},
): ScanInterface {
  const world = openWorld({ seed: 1 });
  const host = world.host({ name: 'eth0', mac: 1, addresses: own, segment: world.segment('s0') });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const { vlans = [], ...other } = more;
  return {
    facts: { ...facts, ...other },
    targets: TargetSet.of([{ first: 0x0a000000, last: 0x0a0000ff }]),
    vlans,
  };
}

const sums = (...wishes: Parameters<typeof planScan>) => {
  const { packets, ifLost, evidence, most } = planScan(...wishes);
  assert.equal(most, packets + ifLost + evidence);
  return [packets, ifLost, evidence];
};

test('two questions each, up to twelve when packets get lost; own addresses elsewhere once', () => {
  const rate = 1000;
  assert.deepEqual(sums({ interfaces: [asking()], rate }), [512, 2560, 288]);
  assert.deepEqual(sums({ interfaces: [asking()], rate, tries: 3 }), [768, 0, 288]);
  assert.deepEqual(sums({ interfaces: [asking()], rate, tries: 0 }), [256, 0, 288], 'once at least');
  assert.deepEqual(sums({ interfaces: [asking()], rate, evidence: 5 }), [512, 2560, 5]);
  assert.deepEqual(sums({ interfaces: [asking()], rate: 100 }), [512, 2560, 256]);
  assert.deepEqual(sums({ interfaces: [asking(['10.0.0.1/24', '10.9.0.1/24'])], rate }), [513, 2560, 288]);
  assert.deepEqual(sums({ interfaces: [asking(['10.9.0.1/24'], { vlans: [7] })], rate }), [512, 2560, 288]);
  assert.deepEqual(sums({ interfaces: [asking([], { vlans: [7, 8, 9] })], rate }), [1536, 7680, 768]);
  assert.deepEqual(sums({ interfaces: [asking(), asking()], rate }), [1024, 5120, 576]);
});

test('as long as the fullest wire takes at the rate, or at what a link takes, and the wait at the end', () => {
  const time = (rate: number, ...interfaces: readonly ScanInterface[]) => {
    const { seconds, fastSeconds } = planScan({ interfaces, rate });
    return [seconds.toFixed(5), fastSeconds.toFixed(5)];
  };
  assert.deepEqual(time(512, asking()), ['1.40000', '0.40341']);
  assert.deepEqual(time(Number.POSITIVE_INFINITY, asking()), ['0.40341', '0.40341']);
  assert.deepEqual(time(150_001, asking()), ['0.40341', '0.40341']);
  const [a, b] = [asking([], { wire: 'w' }), asking(['10.9.0.1/24'], { wire: 'w', index: 9 })];
  assert.deepEqual(time(1025, a, b), ['1.40000', '0.40683']);
  assert.deepEqual(time(512, asking([], { index: 7 }), asking([], { index: 9 })), ['1.40000', '0.40341']);
});

test('what is told of each interface', () => {
  const { interfaces, rate } = planScan({ interfaces: [asking(['10.0.0.1/24'], { vlans: [7] })], rate: 9 });
  assert.deepEqual(interfaces, [{ name: 'eth0', mac: 1, addresses: [0x0a000001], targets: 256, vlans: [7] }]);
  assert.equal(rate, 9);
});
