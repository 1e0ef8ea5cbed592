// What leaves is what is told and keeps the rate of the wire, whoever sends it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { readMac } from '../../base/mac.ts';
import { TargetSet } from '../../base/target-set.ts';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld } from '../../sim/world.ts';
import { check } from './check.ts';
import { claim } from './claim.ts';
import { FAST_TIMING } from './options.ts';
import { free } from './free.ts';

const US = macOf('02:00:00:00:00:01');
const NET = ipOf('10.77.0.0');

/** Two interfaces of ours in one segment, on one wire, and what of ours was heard there. */
function place(wire: string | undefined = '2') {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  const heard: number[] = [];
  segment.plug({ mac: macOf('02:00:00:00:99:99'), promiscuous: true }).listen({
    hear: (bytes, at) => {
      const src = readMac(bytes, 6);
      if (src === US || src === US + 1) heard.push(at);
    },
  });
  for (let nth = 0; nth < 6; nth++) {
    const mac = macOf('02:0f:00:00:00:00') + nth;
    openResponder(world, segment, { mac, answersFor: (ip) => ip === NET + 20 || ip === NET + 30 + nth });
  }
  const host = world.host(
    ...['eth0.1', 'eth0.2'].map((name, at) => ({
      name,
      mac: US + at,
      addresses: [`10.77.0.${at + 1}/24`],
      segment,
      ...(wire === undefined ? {} : { wire }),
    })),
  );
  const hands = { host, clock: world.clock, dice: seededDice(3) };
  const facts = host.interfaces().filter(({ loopback }) => !loopback);
  const range = (from: number, size: number) =>
    TargetSet.of([{ first: NET + from, last: NET + from + size - 1 }]);
  return { hands, facts, heard, range };
}

async function ended<E, R>(run: AsyncGenerator<E, R>): Promise<{ events: E[]; report: R }> {
  const events: E[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done === true) return { events, report: step.value };
    events.push(step.value);
  }
}

function mostInASecond(heard: readonly number[]): number {
  return Math.max(0, ...heard.map((from) => heard.filter((at) => at >= from && at < from + 1000).length));
}

test('check: two interfaces of one wire share the rate, the evidence included, and every frame is counted', async () => {
  for (const [wire, most] of [
    ['2', 100],
    [undefined, 200],
  ] as const) {
    const { hands, facts, heard, range } = place(wire);
    const interfaces = [
      { facts: facts[0]!, targets: range(16, 32) },
      { facts: facts[1]!, targets: range(48, 32) },
    ];
    const run = check(hands, { interfaces, vlan: null, rate: 100, timing: FAST_TIMING });
    const { events, report } = await ended(run);
    assert.equal(report.results.length, 64);
    assert.equal(report.sent, heard.length);
    assert.ok(mostInASecond(heard) <= most * 1.02 + 2, `${mostInASecond(heard)} in a second`);
    const plan = events.find((event) => event.type === 'plan');
    assert.ok(
      plan && heard.length <= plan.packets + (plan.evidence ?? 0),
      `${heard.length} of ${plan?.packets}`,
    );
  }
});

test('free: the scan and the checks share one rate, and every frame is counted', async () => {
  const { hands, facts, heard, range } = place();
  const interfaces = [{ facts: facts[0]!, targets: range(16, 64) }];
  const run = free(hands, { interfaces, vlan: null, rate: 100, timing: FAST_TIMING, count: 5 });
  const { report } = await ended(run);
  assert.equal(report.found.length, 5);
  assert.equal(report.sent, heard.length);
  assert.ok(mostInASecond(heard) <= 104, `${mostInASecond(heard)} in a second`);
});

test('claim: every frame is counted, and who has the address is found out at the rate', async () => {
  const { hands, facts, heard } = place();
  const wishes = { facts: facts[0]!, ip: NET + 20, vlan: null, defence: 'once', hold: 0, rate: 20 } as const;
  const { report } = await ended(claim(hands, wishes));
  assert.equal(report.state, 'used');
  assert.equal(report.sent, heard.length);
  assert.ok(mostInASecond(heard) <= 22, `${mostInASecond(heard)} in a second`);
});

test('D28: nothing is promised before it is known that there is the right to do it', async () => {
  const { hands, facts, range } = place();
  hands.host.dropRights();
  const one = facts[0]!;
  const interfaces = [{ facts: one, targets: range(16, 8) }];
  const runs = [
    check(hands, { interfaces, vlan: null }),
    free(hands, { interfaces, vlan: null, count: 1 }),
    claim(hands, { facts: one, ip: NET + 20, vlan: null, defence: 'once', hold: 0 }),
  ];
  for (const run of runs) await assert.rejects(run.next(), /CAP_NET_RAW/);
});
