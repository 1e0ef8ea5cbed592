import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { readDeclaration } from '../../declare/read.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld } from '../../sim/world.ts';
import { Wires } from '../../asking/wires.ts';
import type { DoctorHands } from '../doctor/probe.ts';
import { type DeclaredReport, verifyHost, type DeclaredEvent } from './verify.ts';

const MAC = '02:00:00:00:00:01';
const HOST = hostWith({ links: { eth0: { mac: MAC, addresses: ['10.0.0.1/24'] } } });

function declared(value: unknown) {
  const read = readDeclaration(value, () => null);
  return read.ok ? read.value : assert.fail(read.error[0]?.sentence);
}

async function verified(value: unknown, hands: DoctorHands | null = null) {
  const told: DeclaredEvent['type'][] = [];
  const run = verifyHost({ host: HOST, declaration: declared(value) }, hands);
  for (;;) {
    const step = await run.next();
    if (step.done) return { told, report: step.value satisfies DeclaredReport };
    told.push(step.value.type);
  }
}

/** Somebody else answers for our own address, or nobody does. */
function wire(rival: boolean): DoctorHands {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  if (rival) openResponder(world, segment, { mac: 0x0200000000aa, answersFor: (ip) => ip === 0x0a000001 });
  const host = world.host({ name: 'eth0', mac: MAC, addresses: ['10.0.0.1/24'], segment });
  return { host, clock: world.clock, dice: seededDice(1), wires: new Wires(1000) } as DoctorHands;
}

const OTHER_MAC = { mac: { eth0: '02:00:00:00:00:77' } };
const AS_IT_IS = { mac: { eth0: MAC } };

test('each change that is lacking is told, and counted; without hands the wire is not asked', async () => {
  const { told, report } = await verified(OTHER_MAC);
  assert.deepEqual([told[0], report.steps > 0, report.wire], ['step', true, null]);
  assert.deepEqual(await verified(AS_IT_IS), { told: [], report: { steps: 0, warnings: 0, wire: null } });
});

test('of the wire only what contradicts this host: a rival, and nothing where there is none', async () => {
  const { told, report } = await verified(AS_IT_IS, wire(true));
  assert.deepEqual(told, ['finding']);
  assert.deepEqual(
    report.wire?.findings.map(({ kind }) => kind),
    ['duplicate-address'],
  );
  const alone = await verified(AS_IT_IS, wire(false));
  assert.deepEqual([alone.told, alone.report.wire?.findings], [[], []]);
  assert.ok((alone.report.wire?.questions ?? 0) > 0);
});

test('what is told before a guard is applied is no difference afterwards', async () => {
  const value = { guard: { interface: 'eth0', speaker: [{ address: '10.0.0.9', macs: [MAC] }] } };
  const guard = {
    links: ['eth0'],
    mode: 'drop',
    guarded: [{ ip: '10.0.0.9', macs: [MAC] }],
  } as const;
  const held = verifyHost({ host: { ...HOST, guard }, declaration: declared(value) }, null);
  assert.deepEqual(await held.next(), { done: true, value: { steps: 0, warnings: 0, wire: null } });
  const open = verifyHost({ host: HOST, declaration: declared(value) }, null);
  const first = await open.next();
  assert.equal(!first.done && first.value.type, 'step');
});
