import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { seededDice } from '../../base/dice.ts';
import { BROADCAST_MAC } from '../../base/mac.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { GONE, OldOwner, PROBES, WATCH } from './old-owner.ts';

const SERVICE = ip('10.77.0.50');
const OURS = mac('02:00:00:00:00:01');
const OLD = mac('02:00:00:00:00:0a');
const NEW = mac('02:00:00:00:00:0b');

interface Scene {
  readonly world: World;
  readonly segment: Segment;
  readonly owner: OldOwner;
  /** Of each question: when it came, by the clock, and whom it went to. */
  readonly asked: { readonly at: number; readonly dst: number; readonly spa: number }[];
  readonly pull: () => void;
}

function scene(ours: ReadonlySet<number> = new Set([OURS])): Scene {
  const world = openWorld({ seed: 7 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth0', mac: OURS, addresses: ['10.77.0.1/24'], segment });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const asked: Scene['asked'] = [];
  const heard = newGlance();
  segment.plug({ mac: mac('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear: (bytes) => {
      if (!glance(bytes, heard) || heard.op !== 1 || heard.sha !== OURS) return;
      asked.push({ at: world.clock.now(), dst: heard.dst, spa: heard.spa });
    },
  });
  const link = host.openLink(facts, { quiet: true });
  const owner = new OldOwner(link, SERVICE, { hands: { clock: world.clock, dice: seededDice(1) }, ours });
  return { world, segment, owner, asked, pull: () => host.takeDown('eth0') };
}

const never = (): boolean => false;

function answers(
  { world, segment }: Scene,
  hardware: number,
  { from = 0, until = Number.POSITIVE_INFINITY } = {},
): void {
  const answersFor = (asked: number): boolean =>
    asked === SERVICE && world.clock.now() >= from && world.clock.now() < until;
  openResponder(world, segment, { mac: hardware, answersFor });
}

test('three probes to everybody, with sender 0.0.0.0, when nobody answers', async () => {
  const at = scene();
  await at.owner.look(never);
  assert.equal(at.asked.length, PROBES);
  assert.ok(at.asked.every(({ dst, spa }) => dst === BROADCAST_MAC && spa === 0));
  const { macs, sent, lastAnswerAt } = at.owner;
  assert.deepEqual([macs.size, sent, lastAnswerAt], [0, PROBES, null]);
  assert.notEqual(at.owner.firstSilenceAt, null, 'counted from the first question');
});

test('the first answer ends it, and no silence is counted', async () => {
  const at = scene();
  answers(at, OLD);
  await at.owner.look(never);
  assert.deepEqual([[...at.owner.macs], at.owner.sent, at.owner.firstSilenceAt], [[OLD], 1, null]);
  assert.ok(at.world.clock.now() < 100, 'nothing more is waited for');
});

test('our own answer, one for another address and one with a tag are no owner', async () => {
  const at = scene(new Set([OURS, NEW]));
  answers(at, NEW);
  const nic = at.segment.plug({ mac: OLD });
  const said = { dst: OURS, src: OLD, op: 2, sha: OLD, spa: SERVICE, tha: OURS, tpa: 0 };
  at.world.at(10, () => nic.send(arpFrame({ ...said, spa: SERVICE + 1 })));
  at.world.at(20, () => nic.send(arpFrame({ ...said, tags: [{ tpid: 0x8100, tci: 7 }] })));
  await at.owner.look(never);
  assert.equal(at.owner.macs.size, 0);
});

test('a tag that only gives a priority is none: the kernel takes the frame without it', async () => {
  for (const [tags, macs] of [
    [[{ tpid: 0x8100, tci: 0xe000 }], 1],
    [[{ tpid: 0x8100, tci: 0xe001 }], 0],
    [
      [
        { tpid: 0x88a8, tci: 0 },
        { tpid: 0x8100, tci: 0 },
      ],
      0,
    ],
  ] as const) {
    const at = scene();
    const nic = at.segment.plug({ mac: OLD });
    const said = { dst: OURS, src: OLD, op: 2, sha: OLD, spa: SERVICE, tha: OURS, tpa: 0, tags };
    at.world.at(10, () => nic.send(arpFrame(said)));
    await at.owner.look(never);
    assert.equal(at.owner.macs.size, macs);
  }
});

test('whoever speaks as the address has it, whatever it says', async () => {
  const at = scene();
  const nic = at.segment.plug({ mac: OLD });
  const said = { dst: BROADCAST_MAC, src: OLD, op: 1, sha: OLD, spa: SERVICE, tha: 0, tpa: ip('10.77.0.9') };
  at.world.at(10, () => nic.send(arpFrame(said)));
  await at.owner.look(never);
  assert.deepEqual([...at.owner.macs], [OLD]);
});

test('it is gone after three questions in a row without an answer, the last of them to everybody', async () => {
  const at = scene();
  answers(at, OLD, { until: 500 });
  await at.owner.look(never);
  const before = at.asked.length;
  assert.equal(await at.owner.waitForSilence(10_000, never), true);
  const silent = at.asked.slice(before).filter(({ at: when }) => when >= 500);
  assert.ok(silent.length >= GONE && silent.length <= GONE + 1, `${silent.length}`);
  assert.ok(
    silent.slice(-(GONE - 1)).every(({ dst }) => dst === BROADCAST_MAC),
    'another one may have taken it over',
  );
  assert.ok(at.world.clock.now() <= 500 + (GONE + 1) * WATCH);
  assert.notEqual(at.owner.firstSilenceAt, null);
});

test('while it answers it alone is asked, and everybody now and then', async () => {
  const at = scene();
  answers(at, OLD);
  await at.owner.look(never);
  assert.equal(await at.owner.waitForSilence(3000, never), false);
  const alone = at.asked.filter(({ dst }) => dst === OLD).length;
  const all = at.asked.filter(({ dst }) => dst === BROADCAST_MAC).length;
  assert.ok(alone > 10 * all && all >= 3, `${alone} to it, ${all} to all`);
});

test('another one that takes over is an owner too, so it never falls silent', async () => {
  const at = scene();
  answers(at, OLD, { until: 500 });
  answers(at, NEW, { from: 500 });
  await at.owner.look(never);
  assert.equal(await at.owner.waitForSilence(2000, never), false);
  assert.deepEqual([...at.owner.macs], [OLD, NEW]);
});

test('one lost answer is no silence', async () => {
  const at = scene();
  let asked = 0;
  openResponder(at.world, at.segment, {
    mac: OLD,
    answersFor: (address) => address === SERVICE && asked++ % 3 !== 0,
  });
  await at.owner.look(never);
  assert.equal(await at.owner.waitForSilence(2000, never), false);
  assert.deepEqual([...at.owner.macs], [OLD]);
});

test('a signal ends either within a nap', async () => {
  const at = scene();
  answers(at, OLD);
  await at.owner.look(never);
  let stopped = false;
  at.world.at(1000, () => {
    stopped = true;
  });
  assert.equal(await at.owner.waitForSilence(1e9, () => stopped), false);
  assert.ok(at.world.clock.now() <= 1100, String(at.world.clock.now()));
  const none = scene();
  await none.owner.look(() => true);
  assert.equal(none.owner.sent, 0);
});

test('so many made-up owners are kept in mind, and no more', async () => {
  const at = scene();
  const nic = at.segment.plug({ mac: OLD });
  at.world.at(5, () => {
    for (let nth = 0; nth < 100; nth++) {
      const sha = 0x020000010000 + nth;
      nic.send(arpFrame({ dst: OURS, src: sha, op: 2, sha, spa: SERVICE, tha: OURS, tpa: 0 }));
    }
  });
  await at.owner.look(never);
  assert.ok(at.owner.macs.size >= 1 && at.owner.macs.size <= 16, String(at.owner.macs.size));
});

test('a link that goes down ends the look and the wait, and is said', async () => {
  const at = scene();
  answers(at, OLD);
  await at.owner.look(never);
  at.world.at(1000, at.pull);
  assert.equal(await at.owner.waitForSilence(1e9, never), false);
  assert.match(at.owner.linkLost ?? '', /^eth0: The interface eth0 went down/);
  const none = scene();
  none.world.at(10, none.pull);
  await none.owner.look(never);
  assert.notEqual(none.owner.linkLost, null);
  assert.equal(none.owner.sent, 1);
});

test('the three probes are 150 to 250 ms apart, and the last is waited for 250 ms', async () => {
  const at = scene();
  await at.owner.look(never);
  const times = at.asked.map((one) => one.at);
  assert.equal(times.length, 3);
  for (const [nth, time] of times.slice(1).entries()) {
    const gap = time - times[nth]!;
    assert.ok(gap >= 150 && gap <= 251, `${gap}`);
  }
  const end = at.world.clock.now() - times[2]!;
  assert.ok(end >= 249 && end <= 250, `${end}`);
});

test('while it answers it is asked each 30 ms, and everybody with every twentieth question', async () => {
  const at = scene();
  answers(at, OLD);
  await at.owner.look(never);
  const from = at.world.clock.now();
  const before = at.asked.length;
  assert.equal(await at.owner.waitForSilence(from + 60 * 30, never), false);
  const asked = at.asked.slice(before);
  assert.equal(asked.length, 60);
  assert.deepEqual(
    asked.flatMap(({ dst }, nth) => (dst === BROADCAST_MAC ? [nth] : [])),
    [0, 20, 40],
  );
  assert.ok(at.world.clock.now() - from <= 60 * 30 + 1, 'until then, and no longer');
});

test('three unanswered in a row are a silence, two are not', async () => {
  for (const [lost, gone] of [
    [2, false],
    [3, true],
  ] as const) {
    const at = scene();
    let asked = 0;
    openResponder(at.world, at.segment, {
      mac: OLD,
      answersFor: (address) => address === SERVICE && (++asked <= 5 || asked > 5 + lost),
    });
    await at.owner.look(never);
    assert.equal(await at.owner.waitForSilence(at.world.clock.now() + 1000, never), gone, `${lost}`);
    assert.equal(at.owner.firstSilenceAt !== null, gone);
  }
});

test('sixteen owners are told apart, and the last answer of any of them counts', async () => {
  const at = scene();
  const nic = at.segment.plug({ mac: OLD });
  at.world.at(5, () => {
    for (let nth = 0; nth < 17; nth++) {
      const sha = 0x020000010000 + nth;
      nic.send(arpFrame({ dst: OURS, src: sha, op: 2, sha, spa: SERVICE, tha: OURS, tpa: 0 }));
    }
  });
  await at.owner.look(never);
  assert.equal(at.owner.macs.size, 16);
  assert.ok((at.owner.lastAnswerAt ?? 0) > 0);
});
