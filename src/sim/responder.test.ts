import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROADCAST_MAC } from '../base/mac.ts';
import { type Glance, glance, newGlance } from '../wire/glance.ts';
import { ipOf, macOf } from './addresses.ts';
import { type Habits, openResponder } from './responder.ts';
import { repeat, sendHostile, storm } from './traffic.ts';
import { virtualMac, VirtualRouter } from './virtual-router.ts';
import { arpFrame, whoHas } from './who-has.ts';
import { openWorld } from './world.ts';

const ASKER = { mac: macOf('02:00:00:00:00:01'), spa: ipOf('10.0.0.1') };
const OWNED = ipOf('10.0.0.5');
const MAC = macOf('02:00:00:00:00:05');

function lan(habits: Partial<Habits> = {}) {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan', { delay: 0 });
  const nic = openResponder(world, segment, { mac: MAC, answersFor: (ip) => ip === OWNED, ...habits });
  const asker = segment.plug({ mac: ASKER.mac });
  const heard: (Glance & { at: number; size: number })[] = [];
  asker.listen({
    hear: (bytes, at) => {
      const arp = newGlance();
      if (glance(bytes, arp)) heard.push({ ...arp, at, size: bytes.length });
    },
  });
  return { world, segment, nic, asker, heard };
}

test('by default the owner answers the asker, with its own MAC and address, at once', () => {
  const { world, asker, heard } = lan();
  asker.send(whoHas(OWNED, ASKER));
  asker.send(whoHas(OWNED + 1, ASKER));
  asker.send(whoHas(OWNED, { ...ASKER, spa: OWNED }));
  asker.send(whoHas(OWNED, { ...ASKER, spa: 0 }));
  world.clock.run(0);
  const { mac: tha, spa: tpa } = ASKER;
  const common = { dst: tha, src: MAC, etherType: 0x806, op: 2, sha: MAC, spa: OWNED, tha };
  const rest = { vid: -1, tags: 0, end: 42, at: 0, size: 42 };
  assert.deepEqual(heard, [
    { ...common, tpa, ...rest },
    { ...common, tpa: 0, ...rest },
  ]);
});

test('habits: asleep, deaf to probes, to a sender, chatty, broadcasting, padding, another frame source', () => {
  const answersTo = (habits: Partial<Habits>, spa = ASKER.spa) => {
    const { world, asker, heard } = lan(habits);
    asker.send(whoHas(OWNED, { ...ASKER, spa }));
    world.clock.run(10_000);
    return heard;
  };
  const times = (habits: Partial<Habits>) => answersTo(habits).map((answer) => answer.at);
  assert.deepEqual(times({ delay: 750 }), [750]);
  assert.deepEqual(times({ times: 3, gap: 2 }), [0, 2, 4]);
  assert.deepEqual(answersTo({ ignoresProbes: true }, 0), []);
  assert.equal(answersTo({ ignoresProbes: true }).length, 1);
  assert.deepEqual(answersTo({ ignores: [ASKER.spa] }), []);
  const [loud] = answersTo({ broadcasts: true });
  assert.deepEqual([loud?.dst, loud?.tha, loud?.tpa], [BROADCAST_MAC, BROADCAST_MAC, ASKER.spa]);
  assert.equal(answersTo({ trailer: 18 })[0]?.size, 60);
  const [other] = answersTo({ frameSource: MAC + 1 });
  assert.deepEqual([other?.src, other?.sha], [MAC + 1, MAC]);
});

test('a liar answers for what it does not own', () => {
  const { world, asker, heard } = lan({ answersFor: (ip) => ip >>> 8 === ASKER.spa >>> 8 });
  for (let ip = ASKER.spa; ip < ASKER.spa + 20; ip++) asker.send(whoHas(ip, { ...ASKER, spa: 0 }));
  world.clock.run(1);
  assert.equal(heard.length, 20);
});

test('it hears its VLANs alone and answers with the tag, without the priority', () => {
  const { world, asker, heard } = lan({ vlans: [10] });
  const ask = { dst: BROADCAST_MAC, src: ASKER.mac, op: 1, sha: ASKER.mac, spa: 0, tha: 0, tpa: OWNED };
  asker.send(arpFrame(ask));
  for (const vid of [10, 20]) asker.send(arpFrame({ ...ask, tags: [{ tpid: 0x8100, tci: 0xe000 | vid }] }));
  world.clock.run(1);
  assert.deepEqual(
    heard.map(({ vid, tags, size }) => [vid, tags, size]),
    [[10, 1, 46]],
  );
});

test('a virtual router answers with its virtual MAC, from one router; a failover is announced', () => {
  const { world, segment, asker, heard } = lan();
  const ip = ipOf('10.0.0.254');
  const virtual = new VirtualRouter(segment, { vrid: 51, ips: [ip], routers: [0xa, 0xb] });
  assert.equal(virtual.mac, macOf('00:00:5e:00:01:33'));
  assert.equal(virtualMac(255), macOf('00:00:5e:00:01:ff'));
  asker.send(whoHas(ip, ASKER));
  world.clock.run(1);
  virtual.failOver(1);
  world.clock.run(2);
  asker.send(
    arpFrame({ ...ASKER, dst: virtual.mac, src: ASKER.mac, op: 1, sha: ASKER.mac, tha: 0, tpa: ip }),
  );
  world.clock.run(3);
  assert.deepEqual(
    heard.map(({ op, src, sha, spa, tpa }) => [op, src, sha, spa, tpa]),
    [
      [2, virtual.mac, virtual.mac, ip, ASKER.spa],
      [1, virtual.mac, virtual.mac, ip, ip],
      [2, virtual.mac, virtual.mac, ip, ASKER.spa],
    ],
  );
});

test('a storm keeps its rate, its times and its range; a hostile sender sends on for as long as told', () => {
  const { world, nic, heard, segment } = lan();
  const times = { from: 100, until: 1100, perSecond: 300 };
  storm(world, nic, { ...times, sender: 7, first: 1000, last: 1009 });
  world.clock.run(2000);
  assert.equal(heard.length, 300);
  assert.deepEqual([heard[0]?.at, heard.at(-1)!.at < 1100], [100, true]);
  const targets = new Set(heard.map((one) => one.tpa));
  assert.deepEqual([Math.min(...targets), Math.max(...targets), targets.size], [1000, 1009, 10]);
  const before = segment.counters();
  sendHostile(world, nic, { from: 3000, until: 4000, perSecond: 800 });
  world.clock.run(5000);
  const { carried, refused } = segment.counters();
  assert.equal(carried + refused - before.carried - before.refused, 800);
  assert.ok(refused > 0 && carried - before.carried > 400);
});

test('what repeats does so exactly, without drifting', () => {
  const world = openWorld({ seed: 1 });
  const moments: number[] = [];
  repeat(world, { from: 5, until: 5 + 1000, perSecond: 3 }, (nth) => moments.push(nth, world.clock.now()));
  world.clock.run(5000);
  assert.deepEqual(moments, [0, 5, 1, 5 + 1000 / 3, 2, 5 + 2000 / 3]);
});
