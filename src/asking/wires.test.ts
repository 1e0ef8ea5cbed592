import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../base/dice.ts';
import { TargetSet } from '../base/target-set.ts';
import { ipOf, macOf } from '../sim/addresses.ts';
import { openWorld } from '../sim/world.ts';
import { glance, newGlance } from '../wire/glance.ts';
import { planScan } from '../verbs/scan/plan.ts';
import { scan } from '../verbs/scan/scan.ts';
import { Wires, wiresFor } from './wires.ts';

const VLANS = 40;

test('D16: forty VLAN interfaces of one parent are scanned at one rate, all of them from the start, and the plan says how long', async () => {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  const heard: { at: number; from: number }[] = [];
  const arp = newGlance();
  segment.plug({ mac: macOf('02:00:00:00:99:99'), promiscuous: true }).listen({
    hear: (bytes, at) => {
      if (glance(bytes, arp)) heard.push({ at, from: arp.src });
    },
  });
  const host = world.host(
    ...Array.from({ length: VLANS }, (_, at) => ({
      name: `eth1.${100 + at}`,
      mac: macOf('02:00:00:00:01:00') + at,
      addresses: [`10.1.${at}.1/24`],
      segment,
      wire: '3',
    })),
  );
  const first = ipOf('10.1.0.2');
  const interfaces = host
    .interfaces()
    .filter(({ loopback }) => !loopback)
    .map((facts, at) => ({
      facts,
      targets: TargetSet.of([{ first: first + 256 * at, last: first + 256 * at + 9 }]),
      vlans: [],
    }));
  const wishes = { interfaces, rate: 200, tries: 1 };
  const plan = planScan(wishes);
  assert.ok(Math.abs(plan.seconds - (VLANS * 11) / 200 - 0.4) < 0.1, `${plan.seconds} s`);
  const run = scan({ host, clock: world.clock, dice: seededDice(1) }, wishes);
  for (let step = await run.next(); step.done !== true; step = await run.next());
  assert.equal(heard.length, VLANS * 11);
  for (const { at } of heard) {
    const within = heard.filter((other) => other.at >= at && other.at < at + 1000).length;
    assert.ok(within <= 206, `${within} in a second`);
  }
  const early = new Set(heard.slice(0, VLANS * 3).map(({ from }) => from));
  assert.ok(early.size > VLANS / 2, `${early.size} interfaces had their turn`);
});

test('the wires a verb was given are its wires; else it has its own, at the rate that was asked for or 1,000 a second', () => {
  const given = new Wires(7);
  assert.equal(wiresFor({ wires: given }, 5), given);
  assert.deepEqual([wiresFor({}, 5).rate, wiresFor({}).rate], [5, 1000]);
});
