import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { asKernel } from '../../kernel/kernel.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { Wires } from '../../asking/wires.ts';
import { ask, type Puttable } from './prober.ts';

const US = macOf('02:00:00:00:00:01');

/** Questions for `count` addresses by each of two links on one wire, and when they were heard. */
function stage(world: World, how: { readonly count: number; readonly wires: Wires; readonly wire?: string }) {
  const segment = world.segment('s0');
  const names = ['eth0.1', 'eth0.2'];
  const wire = how.wire === undefined ? {} : { wire: how.wire };
  const host = world.host(
    ...names.map((name, at) => ({ name, mac: US + at, addresses: [`10.77.${at}.1/24`], segment, ...wire })),
  );
  const kernel = asKernel(hostWith({ links: { 'eth0.1': {}, 'eth0.2': {} } }));
  const heard: number[] = [];
  const arp = newGlance();
  segment.plug({ mac: macOf('02:00:00:00:99:99'), promiscuous: true }).listen({
    hear: (bytes, at) => {
      if (glance(bytes, arp) && arp.op === 1) heard.push(at);
    },
  });
  const puttable: Puttable[] = [];
  for (const facts of host.interfaces().filter(({ loopback }) => !loopback)) {
    const link = host.openLink(facts);
    const own = facts.addresses[0]!.ip;
    const known = kernel.linkOf.get(facts.name)!;
    for (let nth = 1; nth <= how.count; nth++)
      puttable.push({
        probe: { link: known, ip: own + nth, own, purpose: 'gateway', expected: null },
        link,
        pacer: how.wires.pacerFor(facts),
      });
  }
  return { segment, heard, puttable };
}

test('the rate holds for all links of one wire together, and each question leaves three times', async () => {
  for (const [wire, perSecond] of [
    ['2', 100],
    [undefined, 200],
  ] as const) {
    const world = openWorld({ seed: 3 });
    const { heard, puttable } = stage(world, { count: 40, wires: new Wires(100), ...(wire && { wire }) });
    const { sent } = await ask(puttable, { clock: world.clock, dice: seededDice(1) });
    assert.equal(heard.length, 240);
    assert.equal(sent, 240);
    for (const from of heard) {
      const within = heard.filter((at) => at >= from && at < from + 1000).length;
      assert.ok(within <= perSecond * 1.02 + 2, `${within} in a second on ${wire ?? 'two wires'}`);
    }
  }
});

test('A1: of answerers that are made up without end the first sixteen are kept', async () => {
  const world = openWorld({ seed: 3 });
  const { segment, puttable } = stage(world, { count: 1, wires: new Wires(1000) });
  const forger = segment.plug({ mac: macOf('02:bb:00:00:00:01') });
  for (let nth = 0; nth < 20_000; nth++)
    world.at(nth / 20, () => {
      const sha = 0x02cc00000000 + nth;
      forger.send(arpFrame({ dst: US, src: sha, op: 2, sha, spa: ipOf('10.77.0.2'), tha: US, tpa: 0 }));
    });
  const { probed } = await ask(puttable, { clock: world.clock, dice: seededDice(1) });
  assert.equal(probed[0]!.macs.size, 16);
});
