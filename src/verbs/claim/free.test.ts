import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { OwnHost } from '../../sim/own-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { whoHas } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import type { CheckEvent, FreeReport } from './events.ts';
import { free } from './free.ts';
import type { FreeOptions } from './options.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

interface Setting {
  readonly targets?: readonly [string, string];
  readonly taken?: (ip: number) => boolean;
  readonly ignoresProbes?: boolean;
  readonly wishes?: Partial<FreeOptions>;
  readonly during?: (world: World, segment: Segment, more: { host: OwnHost; stop: () => void }) => void;
}

async function look(setting: Setting = {}) {
  const { targets = ['10.77.0.1', '10.77.0.254'], taken = () => false, ignoresProbes = false } = setting;
  const world = openWorld({ seed: 5 });
  const segment = world.segment('s0');
  openResponder(world, segment, { mac: 0x02aa00000001, ignoresProbes, answersFor: taken });
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  const stop = new AbortController();
  setting.during?.(world, segment, { host, stop: () => stop.abort() });
  const range = { first: ip(targets[0]), last: ip(targets[1]) };
  const wishes: FreeOptions = {
    interfaces: [{ facts: host.interfaces()[1] ?? assert.fail(), targets: TargetSet.of([range]) }],
    vlan: null,
    count: 3,
    ...setting.wishes,
  };
  const events: CheckEvent[] = [];
  const run = free({ host, clock: world.clock, dice: seededDice(9) }, wishes, stop.signal);
  for (;;) {
    const step = await run.next();
    if (!step.done) {
      events.push(step.value);
      continue;
    }
    const told = events.flatMap((event) => (event.type === 'result' ? [formatIpv4(event.result.ip)] : []));
    return { report: step.value satisfies FreeReport, told, events };
  }
}

test('the lowest free ones, in order, never our own', async () => {
  const { report, told } = await look({ taken: (one) => one === ip('10.77.0.3') });
  assert.deepEqual(told, ['10.77.0.2', '10.77.0.4', '10.77.0.5']);
  assert.deepEqual([report.asked, report.answered, report.checked], [253, 1, 3]);
  assert.deepEqual(
    report.found.map(({ probes }) => probes),
    [3, 3, 3],
  );
});

test('what only an ordinary question finds, as a proxy or a host that ignores probes, is not given', async () => {
  const { told } = await look({ taken: (one) => one < ip('10.77.0.100'), ignoresProbes: true });
  assert.deepEqual(told, ['10.77.0.100', '10.77.0.101', '10.77.0.102']);
});

test('one that somebody else is taking at the same moment is passed over', async () => {
  const { told, report } = await look({
    during: (world, segment) => {
      const nic = segment.plug({ mac: 0x02aa00000002 });
      for (let at = 2000; at < 8000; at += 500)
        world.at(at, () => void nic.send(whoHas(ip('10.77.0.2'), { mac: nic.mac, spa: 0 })));
    },
  });
  assert.deepEqual(told, ['10.77.0.3', '10.77.0.4', '10.77.0.5']);
  assert.equal(report.checked, 4);
});

test('fewer than wanted: those there are', async () => {
  const { told, report } = await look({
    targets: ['10.77.0.20', '10.77.0.24'],
    taken: (one) => one !== ip('10.77.0.22'),
  });
  assert.deepEqual([told, report.found.length, report.wanted], [['10.77.0.22'], 1, 3]);
});

test('a large network is looked at no further than needed', async () => {
  const { report, told } = await look({ targets: ['10.0.0.0', '10.255.255.255'], taken: () => false });
  assert.deepEqual([told.length, report.asked], [3, 2 ** 24 - 1]);
  assert.ok(report.sent < 600, `${report.sent} frames`);
});

test('Ctrl-C and a lost link end it with what was found', async () => {
  const stopped = await look({ during: (world, _, { stop }) => world.at(4000, stop) });
  assert.deepEqual([stopped.report.interrupted, stopped.told], [true, []]);
  const down = await look({ during: (world, _, { host }) => world.at(4000, () => host.takeDown('eth0')) });
  assert.match(down.report.linkLost ?? '', /went down/);
});

test('a dry run sends nothing', async () => {
  const { report, events } = await look({ wishes: { dryRun: true } });
  assert.equal(report.sent, 0);
  assert.deepEqual(
    events.map((event) => (event.type === 'plan' ? event.packets : event.type)),
    [2 * 253 + 1 + 3 * 5],
  );
});
