import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac } from '../base/mac.ts';
import { type HostWish, hostWith } from '../kernel/build-host.ts';
import { heardFrom } from '../kernel/heard.ts';
import { decideReply } from '../kernel/reply.ts';
import { type Glance, glance, newGlance } from '../wire/glance.ts';
import { ipOf, macOf } from './addresses.ts';
import { hostileFrames } from './hostile.ts';
import { type Cables, PaperHost } from './paper-host.ts';
import type { Segment } from './segment.ts';
import { arpFrame, whoHas } from './who-has.ts';
import { openWorld } from './world.ts';

const ASKER = { mac: macOf('02:00:00:00:00:01'), spa: ipOf('10.0.0.1') };

type Answered = Glance & { at: number };

function lab(wish: HostWish, cables: (lan: Segment) => Cables = (lan) => ({ e0: lan })) {
  const world = openWorld({ seed: 5 });
  const segment = world.segment('lan', { delay: 0 });
  const snapshot = hostWith(wish);
  const host = new PaperHost(world, snapshot, cables(segment));
  const asker = segment.plug({ mac: ASKER.mac });
  const heard: Answered[] = [];
  asker.listen({
    hear: (bytes, at) => {
      const arp = newGlance();
      if (glance(bytes, arp)) heard.push({ ...arp, at });
    },
  });
  const ask = (target: string, spa = ASKER.spa): void => {
    asker.send(whoHas(ipOf(target), { mac: ASKER.mac, spa }));
    world.clock.run(world.clock.now() + 2000);
  };
  const said = (): string[] => heard.splice(0).map((one) => `${formatIpv4(one.spa)} ${formatMac(one.sha)}`);
  const table = (): string[] =>
    host.table
      .lines()
      .map((one) => `${one.link} ${formatIpv4(one.ip)} ${one.state} ${formatMac(one.mac ?? 0)}`);
  return { world, segment, snapshot, host, asker, heard, ask, said, table };
}

const ONE: HostWish = { links: { e0: { mac: '02:00:00:00:00:0a', addresses: ['10.0.0.10/24'] } } };

test('the answer on the cable is the one the model gives, field for field', () => {
  const { world, snapshot, asker, heard } = lab(ONE);
  const question = whoHas(ipOf('10.0.0.10'), ASKER);
  const verdict = decideReply(heardFrom(question, 'e0'), snapshot);
  assert.ok(verdict.yes);
  asker.send(question);
  world.clock.run(1);
  const { dst, src, op, sha, spa, tha, tpa } = verdict.value;
  const wire = { etherType: 0x806, vid: -1, tags: 0, end: 42, at: 0 };
  assert.deepEqual(heard, [{ dst, src, op, sha, spa, tha, tpa, ...wire }]);
  assert.deepEqual([op, spa, sha, tha], [2, ipOf('10.0.0.10'), macOf('02:00:00:00:00:0a'), ASKER.mac]);
});

test('a probe is answered and leaves no entry; an ordinary question leaves one', () => {
  const { ask, said, table } = lab(ONE);
  ask('10.0.0.10', 0);
  assert.deepEqual(said(), ['10.0.0.10 02:00:00:00:00:0a']);
  assert.deepEqual(table(), []);
  ask('10.0.0.99');
  assert.deepEqual([said(), table()], [[], []]);
  ask('10.0.0.10');
  assert.deepEqual(said(), ['10.0.0.10 02:00:00:00:00:0a']);
  assert.deepEqual(table(), ['e0 10.0.0.1 stale 02:00:00:00:00:01']);
});

test('flux: two NICs on one segment both answer for both addresses, until arp_ignore stops it', () => {
  const links = { e0: { addresses: ['10.0.0.60/24'] }, e1: { addresses: ['10.0.0.61/24'] } };
  const { host, ask, said } = lab({ links }, (lan) => ({ e0: lan, e1: lan }));
  const [first, second] = ['02:00:00:00:01:00', '02:00:00:00:01:01'];
  for (const target of ['10.0.0.60', '10.0.0.61']) {
    ask(target);
    assert.deepEqual(said().toSorted(), [`${target} ${first}`, `${target} ${second}`]);
  }
  host.become(hostWith({ links, all: { arp_ignore: 1 } }));
  ask('10.0.0.60');
  ask('10.0.0.61');
  assert.deepEqual(said(), [`10.0.0.60 ${first}`, `10.0.0.61 ${second}`]);
});

const PROXY: HostWish = {
  forwarding: true,
  links: {
    e0: { addresses: ['10.0.0.254/24'], conf: { proxy_arp: 1 } },
    e1: { addresses: ['192.168.9.1/30'] },
  },
  routes: ['10.0.0.128/25 via 192.168.9.2 dev e1'],
};

test('a proxy answers ordinary questions within its delay, probes not at all, a unicast question at once', () => {
  const { world, asker, heard, ask } = lab(PROXY);
  ask('10.0.0.200', 0);
  assert.equal(heard.length, 0);
  const delays = Array.from({ length: 40 }, (_, i) => {
    const askedAt = world.clock.now();
    ask(`10.0.0.${130 + i}`);
    const answer = heard.pop();
    assert.equal(answer?.spa, ipOf(`10.0.0.${130 + i}`));
    return answer.at - askedAt;
  });
  assert.equal(heard.length, 0);
  assert.ok(Math.min(...delays) < 100 && Math.max(...delays) > 700 && Math.max(...delays) < 800);
  assert.equal(new Set(delays).size, 40);
  const dst = macOf('02:00:00:00:01:00');
  const request = { dst, src: ASKER.mac, op: 1, sha: ASKER.mac, spa: ASKER.spa, tha: 0 };
  const askedAt = world.clock.now();
  asker.send(arpFrame({ ...request, tpa: ipOf('10.0.0.201') }));
  world.clock.run(askedAt + 2000);
  assert.equal(heard[0]?.at, askedAt);
});

test('no more than proxy_qlen and one wait; what has changed meanwhile counts', () => {
  const { world, host, asker, said } = lab(PROXY);
  for (let i = 0; i < 100; i++) asker.send(whoHas(ipOf('10.0.0.130') + i, ASKER));
  world.clock.run(1000);
  assert.equal(said().length, 65);
  asker.send(whoHas(ipOf('10.0.0.200'), ASKER));
  host.become(hostWith({ ...PROXY, forwarding: false }));
  world.clock.run(3000);
  assert.deepEqual(said(), []);
});

test('a full table silences the owner towards strangers, but not towards probes and known askers', () => {
  const { host, ask, said } = lab(ONE);
  host.setTableFull(true);
  ask('10.0.0.10');
  assert.deepEqual(said(), []);
  ask('10.0.0.10', 0);
  assert.equal(said().length, 1);
  host.setTableFull(false);
  ask('10.0.0.10');
  host.setTableFull(true);
  ask('10.0.0.10');
  assert.equal(said().length, 2);
});

test('a VLAN link hears and answers with its tag, in the ids that are its own', () => {
  const { world, asker, heard } = lab({
    links: { e0: {}, 'e0.10': { addresses: ['10.0.0.10/24'], kind: 'vlan', lower: 'e0', vlan: 10 } },
  });
  const ask = (tci?: number): void => {
    const tags = tci === undefined ? [] : [{ tpid: 0x8100, tci }];
    const request = { dst: BROADCAST_MAC, src: ASKER.mac, tags, op: 1, sha: ASKER.mac, spa: 0, tha: 0 };
    asker.send(arpFrame({ ...request, tpa: ipOf('10.0.0.10') }));
    world.clock.run(world.clock.now() + 10);
  };
  ask(20);
  assert.equal(heard.length, 0);
  ask(10);
  assert.deepEqual([heard.length, heard[0]?.vid, heard[0]?.tags], [1, 10, 1]);
  // Untagged, e0 hears it: and Linux answers for every address of the host.
  ask();
  assert.deepEqual([heard.length, heard[1]?.vid], [2, -1]);
});

test('a bridge answers with its own MAC through its port; unicast to it gets in', () => {
  const links = {
    e0: { mac: '02:00:00:00:00:aa', master: 'br0' },
    br0: { mac: '02:00:00:00:00:bb', kind: 'bridge', addresses: ['10.0.0.10/24'] },
  };
  const { world, asker, said } = lab({ links });
  for (const dst of [BROADCAST_MAC, macOf(links.br0.mac)]) {
    const request = { dst, src: ASKER.mac, op: 1, sha: ASKER.mac, spa: ASKER.spa, tha: 0 };
    asker.send(arpFrame({ ...request, tpa: ipOf('10.0.0.10') }));
    world.clock.run(world.clock.now() + 10);
    assert.deepEqual(said(), ['10.0.0.10 02:00:00:00:00:bb']);
  }
});

test('the neighbour table lives: asked for, reached, stale, probed, given up', () => {
  const { world, host, asker, heard, table } = lab(ONE);
  let alive = true;
  asker.listen({
    hear: (bytes) => {
      const arp = newGlance();
      if (!alive || !glance(bytes, arp) || arp.op !== 1 || arp.tpa !== ASKER.spa) return;
      const reply = { op: 2, sha: ASKER.mac, spa: arp.tpa, tha: arp.sha, tpa: arp.spa };
      asker.send(arpFrame({ dst: arp.sha, src: ASKER.mac, ...reply }));
    },
  });
  const packets: number[] = [];
  asker.listen({ hear: (bytes) => bytes[12] === 8 && bytes[13] === 0 && packets.push(world.clock.now()) });
  host.talkTo(ASKER.spa, 'e0');
  world.clock.run(1);
  assert.deepEqual(table(), ['e0 10.0.0.1 reachable 02:00:00:00:00:01']);
  assert.deepEqual(
    heard.map(({ dst, spa, tpa }) => [dst, spa, tpa]),
    [[BROADCAST_MAC, ipOf('10.0.0.10'), ASKER.spa]],
  );
  world.clock.run(60_000);
  assert.deepEqual(table(), ['e0 10.0.0.1 stale 02:00:00:00:00:01']);
  alive = false;
  host.talkTo(ASKER.spa, 'e0');
  assert.deepEqual(table(), ['e0 10.0.0.1 delay 02:00:00:00:00:01']);
  heard.length = 0;
  world.clock.run(70_000);
  assert.deepEqual(table(), ['e0 10.0.0.1 failed 00:00:00:00:00:00']);
  assert.deepEqual(
    heard.map(({ dst, at }) => [dst, at]),
    [5004, 6008, 7012].map((after) => [ASKER.mac, 60_000 + after]),
  );
  assert.deepEqual(packets, [0, 60_000]);
});

test('entries of the snapshot are in the table from the start and age on', () => {
  const neighbours = [
    { link: 'e0', ip: '10.0.0.7', mac: '02:00:00:00:00:07', state: 'permanent' },
    { link: 'e0', ip: '10.0.0.8', mac: '02:00:00:00:00:08', state: 'reachable', age: 10_000 },
  ] as const;
  const { world, table } = lab({ ...ONE, neighbours });
  assert.deepEqual(table(), [
    'e0 10.0.0.7 permanent 02:00:00:00:00:07',
    'e0 10.0.0.8 reachable 02:00:00:00:00:08',
  ]);
  world.clock.run(40_000);
  assert.equal(table()[1], 'e0 10.0.0.8 stale 02:00:00:00:00:08');
});

test('whatever comes, a paper host takes it without a fault', () => {
  const { world, asker, segment } = lab(PROXY);
  for (const bytes of hostileFrames(world.dice, 3000)) asker.send(bytes);
  world.clock.run(10_000);
  const { carried, delivered } = segment.counters();
  assert.ok(carried > 2000 && delivered > 1000);
});

test('a cable for a link that is not there is a mistake', () => {
  assert.throws(() => lab(ONE, (lan) => ({ e7: lan })), /no link e7/);
});
