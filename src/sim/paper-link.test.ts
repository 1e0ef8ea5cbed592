import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import type { HeardFrame, Link } from '../ports/link.ts';
import { arpFrame, whoHas } from './who-has.ts';
import { openWorld } from './world.ts';

const OWN = 0x02_00_00_00_00_01;
const PEER = 0x02_00_00_00_00_02;
const START = 1_000_000;

function pair(options: { ringBytes?: number; outgoing?: boolean; speed?: number; queue?: number } = {}) {
  const world = openWorld({ seed: 1, start: START });
  const segment = world.segment('lan', { delay: 0.5 });
  const { speed = null, queue = 1000, ...linkOptions } = options;
  const host = world.host({ name: 'eth0', mac: OWN, addresses: ['10.77.0.1/24'], segment, speed, queue });
  const eth0 = host.interfaces()[1]!;
  const link = host.openLink(eth0, linkOptions);
  const peer = segment.plug({ mac: PEER });
  const say = (target: number) => peer.send(whoHas(target, { mac: PEER, spa: 0 }));
  return { world, host, eth0, link, peer, say };
}

const nothing = (): void => assert.fail('nothing was to be heard');

function drainAll(link: Link) {
  const frames: { target: number; at: number; outgoing: boolean }[] = [];
  const drained = link.drain(({ bytes, at, outgoing }) =>
    frames.push({ target: bytes.at(-1)!, at, outgoing }),
  );
  return { drained, frames };
}

test('waits end when a frame is there, and its stamp is of the link, not of the clock', async () => {
  const { world, link, say } = pair();
  assert.deepEqual(link.drain(nothing), { kind: 'quiet' });
  world.at(10, () => say(1));
  await world.clock.wait(100, [link]);
  assert.equal(world.clock.now(), 10.5);
  assert.deepEqual(drainAll(link), {
    drained: { kind: 'frames', frames: 1 },
    frames: [{ target: 1, at: START + 10.5, outgoing: false }],
  });
  await world.clock.wait(100, [link]);
  assert.equal(world.clock.now(), 100);
});

test('what is kept beyond the visit is spoilt', () => {
  const { world, link, say } = pair();
  say(1);
  say(2);
  world.clock.run(1);
  const kept: HeardFrame[] = [];
  link.drain((frame) => kept.push(frame));
  assert.deepEqual(
    kept.map((frame) => [...new Set(frame.bytes)]),
    [[0xdb], [0xdb]],
  );
});

test('a visitor that throws loses only the frame it was given', () => {
  const { world, link, say } = pair();
  for (const target of [1, 2, 3]) say(target);
  world.clock.run(1);
  assert.throws(
    () =>
      link.drain(() => {
        throw new Error('visitor');
      }),
    /visitor/,
  );
  assert.deepEqual(
    drainAll(link).frames.map((frame) => frame.target),
    [2, 3],
  );
});

test('the batch may be used again at once, and each frame leaves in order', () => {
  const { world, link, peer } = pair();
  const heard: number[] = [];
  peer.listen({ hear: (bytes) => heard.push(bytes.at(-1)!) });
  const batch = new Uint8Array(3 * 42);
  [1, 2, 3].forEach((target, i) => batch.set(whoHas(target, { mac: OWN, spa: 0 }), i * 42));
  assert.deepEqual(link.send({ bytes: batch, size: 42, count: 3 }), {
    sent: 3,
    firstAt: START,
    lastAt: START,
  });
  batch.fill(0);
  world.clock.run(1);
  assert.deepEqual(heard, [1, 2, 3]);
});

test('a full queue takes what fits; after a wait the rest goes', async () => {
  const { world, link } = pair({ speed: 10, queue: 4 });
  const batch = new Uint8Array(10 * 42);
  for (let i = 0; i < 10; i++) batch.set(whoHas(i, { mac: OWN, spa: 0 }), i * 42);
  const first = link.send({ bytes: batch, size: 42, count: 10 });
  assert.equal(first.sent, 4);
  assert.equal(first.down, undefined);
  assert.ok(first.firstAt < first.lastAt);
  assert.equal(link.send({ bytes: batch, size: 42, count: 1 }).sent, 0);
  await world.clock.wait(1);
  const rest = link.send({ bytes: batch.subarray(4 * 42), size: 42, count: 4 });
  assert.equal(rest.sent, 4);
});

test('our own frames are heard only when asked for, from every link of the interface', async () => {
  const { world, host, eth0, link } = pair({ outgoing: true });
  const other = host.openLink(eth0);
  link.send({ bytes: whoHas(1, { mac: OWN, spa: 0 }), size: 42, count: 1 });
  other.send({ bytes: whoHas(2, { mac: OWN, spa: 0 }), size: 42, count: 1 });
  await world.clock.wait(1, [link]);
  assert.deepEqual(drainAll(link).frames, [
    { target: 1, at: START, outgoing: true },
    { target: 2, at: START, outgoing: true },
  ]);
  assert.deepEqual(other.drain(nothing), { kind: 'quiet' });
});

test('a link hears ARP and RARP, tagged and in SNAP too, and nothing else', () => {
  const { world, link, peer } = pair();
  const arp = { dst: 0xffffffffffff, src: PEER, op: 1, sha: PEER, spa: 0, tha: 0 };
  const tag = { tpid: 0x88a8, tci: 5 };
  peer.send(arpFrame({ ...arp, tpa: 1, tags: [tag, { tpid: 0x8100, tci: 6 }] }));
  peer.send(arpFrame({ ...arp, tpa: 2, etherType: 0x8035 }));
  peer.send(arpFrame({ ...arp, tpa: 3, etherType: 0x0800 }));
  peer.send(arpFrame({ ...arp, tpa: 4, tags: [tag, tag, tag, tag] }));
  const plain = arpFrame({ ...arp, tpa: 5 });
  const snap = new Uint8Array(50);
  snap.set(plain.subarray(0, 12));
  snap.set([0, 36, 0xaa, 0xaa, 3, 0, 0, 0, 8, 6], 12);
  snap.set(plain.subarray(14), 22);
  peer.send(snap);
  world.clock.run(1);
  assert.deepEqual(
    drainAll(link).frames.map((frame) => frame.target),
    [1, 2, 5],
  );
});

test('a full ring drops and counts what it dropped', () => {
  const { world, link, say } = pair({ ringBytes: 10 * (42 + 96) });
  for (let i = 0; i < 25; i++) say(i);
  world.clock.run(1);
  assert.deepEqual(link.counters(), { received: 10, dropped: 15 });
  assert.equal(drainAll(link).frames.length, 10);
  say(99);
  world.clock.run(2);
  assert.deepEqual(drainAll(link).frames.length, 1, 'drained, it has room again');
});

test('down: what was heard before is handed out first, then it says so for ever, also to sends and waits', async () => {
  const { world, host, eth0, link, say } = pair();
  world.at(1, () => say(7));
  world.at(2, () => host.takeDown('eth0'));
  await world.clock.wait(3);
  assert.equal(drainAll(link).frames.length, 1);
  const why = { code: 'ENETDOWN', sentence: 'The interface eth0 went down' };
  await world.clock.wait(50, [link]);
  assert.equal(world.clock.now(), 3, 'that it is down ends a wait');
  assert.deepEqual(link.drain(nothing), { kind: 'down', why });
  assert.deepEqual(link.send({ bytes: new Uint8Array(42), size: 42, count: 1 }), {
    sent: 0,
    firstAt: START + 3,
    lastAt: START + 3,
    down: why,
  });
  await world.clock.wait(4, [link]);
  assert.equal(world.clock.now(), 4, 'once told, it ends no wait any more');
  assert.deepEqual(link.drain(nothing), { kind: 'down', why }, 'but it says so whenever asked');
  assert.equal(host.interfaces()[1]?.up, false);
  assert.throws(
    () => host.openLink(eth0),
    (fault) => fault instanceof SystemFault && fault.kind === 'interface' && fault.code === 'ENETDOWN',
  );
  host.nic('eth0').bringUp();
  say(8);
  world.clock.run(5);
  assert.equal(link.drain(nothing).kind, 'down', 'an old handle stays dead');
  const again = host.openLink(eth0);
  say(9);
  world.clock.run(6);
  assert.equal(drainAll(again).frames.length, 1);
});

test('a closed link is deaf, and closing twice is no harm', () => {
  const { world, link, say } = pair();
  say(1);
  world.clock.run(1);
  link.close();
  link.close();
  assert.equal(link.drain(nothing).kind, 'down');
  assert.equal(link.send({ bytes: new Uint8Array(42), size: 42, count: 1 }).down?.code, 'ECLOSED');
});

test('a machine tells its interfaces and refuses what it does not have', () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan');
  const host = world.host(
    { name: 'eth0', mac: OWN, addresses: ['10.77.0.1/24', '10.78.0.1/16'], segment, speed: 1000 },
    { name: 'eth1', mac: OWN + 1, addresses: [], segment, up: false },
    { name: 'tun0', mac: 0, addresses: ['10.8.0.1/32'], hardware: 65534, arp: false, kind: 'tun' },
  );
  const facts = host.interfaces();
  assert.deepEqual(
    facts.map(({ name, index, up, carrier, loopback }) => [name, index, up, carrier, loopback]),
    [
      ['lo', 1, true, true, true],
      ['eth0', 2, true, true, false],
      ['eth1', 3, false, false, false],
      ['tun0', 4, true, false, false],
    ],
  );
  const { speed, addresses } = host.openLink(facts[1]!).facts;
  assert.deepEqual(addresses, [
    { ip: 0x0a4d0001, prefixLength: 24 },
    { ip: 0x0a4e0001, prefixLength: 16 },
  ]);
  assert.equal(speed, 1000);
  const kindOf = (deed: () => unknown) => {
    try {
      deed();
    } catch (fault) {
      return fault instanceof SystemFault ? `${fault.kind} ${fault.code}` : String(fault);
    }
    return 'opened';
  };
  assert.equal(
    kindOf(() => host.openLink(facts[2]!)),
    'interface ENETDOWN',
  );
  assert.equal(
    kindOf(() => host.openLink({ ...facts[1]!, name: 'eth9', index: 9 })),
    'interface ENODEV',
  );
  host.nic('eth0').setCarrier(false);
  assert.equal(host.interfaces()[1]?.carrier, false);
  for (const deaf of [facts[0]!, facts[3]!])
    assert.equal(
      kindOf(() => host.openLink(deaf)),
      'interface ',
    );
  host.dropRights();
  assert.equal(
    kindOf(() => host.openLink(facts[1]!)),
    'rights EPERM',
  );
});

test('a batch that cannot be one is a mistake of the caller', () => {
  const { link } = pair();
  for (const [length, size, count] of [
    [42, 42, 2],
    [13, 13, 1],
    [1600, 1537, 1],
  ] as const)
    assert.throws(() => link.send({ bytes: new Uint8Array(length), size, count }), RangeError);
});
