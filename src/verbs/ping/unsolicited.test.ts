import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ipOf, macOf } from '../../sim/addresses.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld } from '../../sim/world.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { type UnsolicitedOptions, type UnsolicitedReport, unsolicited } from './unsolicited.ts';

const OURS = macOf('02:00:00:00:00:01');
const GATEWAY = ipOf('10.77.0.254');

interface Ran {
  readonly report: UnsolicitedReport;
  /** The moment of the end, and of each answer. */
  readonly endedAt: number;
  readonly replies: readonly number[];
}

async function run(wishes: Partial<UnsolicitedOptions>): Promise<Ran> {
  const world = openWorld({ seed: 4 });
  const segment = world.segment('s0');
  openResponder(world, segment, {
    mac: macOf('02:00:00:00:00:fe'),
    answersFor: (ip) => ip === GATEWAY,
    delay: 3,
  });
  const host = world.host({ name: 'eth0', mac: OURS, addresses: ['10.77.0.1/24'], segment });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail('no eth0');
  const told = { facts, ip: ipOf('10.77.0.1'), target: GATEWAY, form: 'request' } as const;
  const pace = { count: 2, interval: 1000, deadline: null };
  const said = unsolicited({ host, clock: world.clock }, { ...told, ...pace, ...wishes });
  const replies: number[] = [];
  for (;;) {
    const next = await said.next();
    if (next.done === true) return { report: next.value, endedAt: Math.round(world.clock.now()), replies };
    if (next.value.type === 'reply') replies.push(next.value.reply.rttMs);
  }
}

const all = { follow: true, enough: Number.POSITIVE_INFINITY };

test('D13: what TARGET answers is counted, and waited for an interval after the last', async () => {
  const { report, endedAt, replies } = await run({ answers: all });
  assert.deepEqual(report, { told: 2, unicast: 1, replies: 2, linkLost: null });
  assert.equal(endedAt, 2000);
  assert.ok(replies.every((rtt) => rtt > 3 && rtt < 4));
});

test('D13: with -b everybody is told each time', async () => {
  assert.equal((await run({ answers: { ...all, follow: false } })).report.unicast, 0);
});

test('D13: as many answers as are enough end it', async () => {
  const { report, endedAt } = await run({ answers: { follow: true, enough: 1 }, count: 5 });
  assert.deepEqual([report.told, report.replies], [1, 1]);
  assert.ok(endedAt < 10);
});

test('D13: what is told just when the time is over is not waited for', async () => {
  const wishes = { count: Number.POSITIVE_INFINITY, deadline: 2000, tellAtDeadline: true, answers: all };
  const { report, endedAt } = await run(wishes);
  assert.deepEqual([report.told, report.replies, endedAt], [3, 2, 2000]);
});

test('who asks for no answers hears none, and ends with the last', async () => {
  const { report, endedAt } = await run({});
  assert.deepEqual([report.told, report.unicast, report.replies, endedAt], [2, 0, 0, 1000]);
});

for (const [vid, name, heard] of [
  [0, 'a tag of priority alone', 1],
  [7, 'a tag of another VLAN', 0],
] as const)
  test(`an answer with ${name} ${heard === 1 ? 'is heard as one without' : 'is none to what was told untagged'}`, async () => {
    const world = openWorld({ seed: 4 });
    const segment = world.segment('s0');
    const host = world.host({ name: 'eth0', mac: OURS, addresses: ['10.77.0.1/24'], segment });
    const gateway = world.host({ name: 'eth0', mac: macOf('02:00:00:00:00:fe'), addresses: [], segment });
    const facts = host.interfaces().find(({ name }) => name === 'eth0')!;
    const link = gateway.openLink(gateway.interfaces().find(({ name }) => name === 'eth0')!, { quiet: true });
    const bytes = new Uint8Array(64);
    const size = writeArpFrame(bytes, 0, {
      dst: OURS,
      src: macOf('02:00:00:00:00:fe'),
      tags: [{ tpid: 0x8100, tci: (5 << 13) | vid }],
      op: 2,
      sha: macOf('02:00:00:00:00:fe'),
      spa: GATEWAY,
      tha: OURS,
      tpa: ipOf('10.77.0.1'),
    });
    const said = unsolicited(
      { host, clock: world.clock },
      {
        facts,
        ip: ipOf('10.77.0.1'),
        target: GATEWAY,
        form: 'request',
        count: 1,
        interval: 1000,
        deadline: null,
        answers: all,
      },
    );
    let next = await said.next();
    link.send({ bytes, size, count: 1 });
    while (next.done !== true) next = await said.next();
    assert.equal(next.value.replies, heard);
  });
