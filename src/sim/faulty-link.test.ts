import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../base/dice.ts';
import type { Link } from '../ports/link.ts';
import { type Faults, openFaulty } from './faulty-link.ts';
import { whoHas } from './who-has.ts';
import { openWorld } from './world.ts';

function faultyPair(faults: Omit<Faults, 'dice'>, seed = 3) {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan', { delay: 0 });
  const host = world.host({ name: 'eth0', mac: 1, addresses: ['10.0.0.1/24'], segment });
  const inner = host.openLink(host.interfaces()[1]!);
  const { link, clock } = openFaulty(
    { link: inner, clock: world.clock },
    { dice: seededDice(seed), ...faults },
  );
  const peer = segment.plug({ mac: 2 });
  const heard: number[] = [];
  peer.listen({ hear: (bytes) => heard.push(bytes.at(-1)!) });
  const say = (count: number): void => {
    for (let i = 0; i < count; i++) world.at(i, () => peer.send(whoHas(i & 255, { mac: 2, spa: 0 })));
  };
  return { world, host, link, clock, say, heard };
}

/** Waits and drains like a verb until the clock says `until`. */
async function listen({ link, clock }: ReturnType<typeof faultyPair>, until: number) {
  const frames: { bytes: Uint8Array; wireLength: number }[] = [];
  while (clock.now() < until) {
    await clock.wait(until, [link]);
    const before = frames.length;
    const drained = link.drain(({ bytes, wireLength }) => frames.push({ bytes: bytes.slice(), wireLength }));
    assert.deepEqual(drained.kind === 'frames' ? drained.frames : 0, frames.length - before);
  }
  return frames;
}

const lastBytes = (frames: readonly { bytes: Uint8Array }[]) => frames.map(({ bytes }) => bytes.at(-1));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i & 255);

test('without faults it is the link itself', async () => {
  const pair = faultyPair({});
  pair.say(100);
  assert.deepEqual(lastBytes(await listen(pair, 200)), upTo(100));
  assert.deepEqual(pair.link.counters(), { received: 100, dropped: 0 });
  assert.equal(pair.link.facts.name, 'eth0');
});

test('loss and duplicates are as asked for, in order', async () => {
  const pair = faultyPair({ loss: 0.3, duplicates: 0.2 });
  pair.say(10_000);
  const frames = await listen(pair, 11_000);
  assert.ok(Math.abs(frames.length / 10_000 - 0.7 * 1.2) < 0.02, `${frames.length}`);
});

test('what is held back comes later, and all of it comes', async () => {
  const pair = faultyPair({ reordered: 0.3, heldFor: 4 });
  pair.say(200);
  const order = lastBytes(await listen(pair, 1000));
  assert.notDeepEqual(order, upTo(200));
  assert.deepEqual(
    order.toSorted((one, other) => one! - other!),
    upTo(200),
  );
});

test('a frame held back ends the wait when it comes free, also when nothing else comes', async () => {
  const pair = faultyPair({ reordered: 1, heldFor: 50 });
  pair.say(1);
  const frames = await listen(pair, 49.999_999);
  assert.deepEqual(lastBytes(frames), [0]);
});

test('cut frames tell their whole length, garbled ones keep theirs', async () => {
  const pair = faultyPair({ truncated: 0.5, garbled: 0.5 });
  pair.say(1000);
  const frames = await listen(pair, 2000);
  assert.equal(frames.length, 1000);
  assert.ok(frames.every(({ wireLength }) => wireLength === 42));
  const sizes = new Set(frames.map(({ bytes }) => bytes.length));
  assert.equal(sizes.size, 43, 'every length from 0 to 42');
  const whole = frames.filter(({ bytes }) => bytes.length === 42);
  const clean = whole.filter(({ bytes }) => bytes[12] === 8 && bytes[13] === 6 && bytes[21] === 1);
  assert.ok(clean.length > whole.length / 3 && clean.length < whole.length);
});

test('sending: frames told as sent vanish, and a full queue takes a part, in order', () => {
  const batch = new Uint8Array(200 * 42);
  for (let i = 0; i < 200; i++) batch.set(whoHas(i, { mac: 1, spa: 0 }), i * 42);
  const lossy = faultyPair({ sendLoss: 0.5 });
  assert.equal(lossy.link.send({ bytes: batch, size: 42, count: 200 }).sent, 200);
  lossy.world.clock.run(1);
  assert.ok(lossy.heard.length > 70 && lossy.heard.length < 130, `${lossy.heard.length}`);
  assert.deepEqual(
    lossy.heard,
    lossy.heard.toSorted((one, other) => one - other),
  );

  const slow = faultyPair({ fullQueue: 0.7, sendLoss: 0.000_001 });
  let sent = 0;
  for (let tries = 0; sent < 200; tries++) {
    assert.ok(tries < 200);
    sent += slow.link.send({ bytes: batch.subarray(sent * 42), size: 42, count: 200 - sent }).sent;
  }
  slow.world.clock.run(1);
  assert.deepEqual(slow.heard, upTo(200));
});

test('down, what was held is handed out first; then it is down for sends and drains', async () => {
  const pair = faultyPair({ reordered: 1, heldFor: 1000 });
  pair.say(3);
  pair.world.at(10, () => pair.host.takeDown('eth0'));
  const { link } = pair;
  assert.equal((await listen(pair, 9)).length, 0);
  await pair.clock.wait(11);
  let frames = 0;
  assert.deepEqual(
    link.drain(() => frames++),
    { kind: 'frames', frames: 3 },
  );
  assert.equal(link.drain(() => assert.fail('a frame after the end')).kind, 'down');
  assert.equal(link.send({ bytes: new Uint8Array(42), size: 42, count: 1 }).down?.code, 'ENETDOWN');
});

test('the same seed does the same harm; one fault more leaves the luck of the others', async () => {
  const order = async (faults: Omit<Faults, 'dice'>, seed: number) => {
    const pair = faultyPair(faults, seed);
    pair.say(300);
    return lastBytes(await listen(pair, 1000));
  };
  const faults = { loss: 0.2, reordered: 0.2, duplicates: 0.1 };
  assert.deepEqual(await order(faults, 4), await order(faults, 4));
  assert.notDeepEqual(await order(faults, 4), await order(faults, 5));
});

test('several faulty links can be waited for together', async () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan', { delay: 0 });
  const host = world.host(
    { name: 'eth0', mac: 1, addresses: [], segment },
    { name: 'eth1', mac: 2, addresses: [], segment },
  );
  const links: Link[] = [];
  let { clock }: { clock: Parameters<typeof openFaulty>[0]['clock'] } = world;
  for (const facts of host.interfaces().slice(1)) {
    const faulty = openFaulty({ link: host.openLink(facts), clock }, { dice: seededDice(1) });
    links.push(faulty.link);
    clock = faulty.clock;
  }
  world.at(5, () => segment.plug({ mac: 3 }).send(whoHas(1, { mac: 3, spa: 0 })));
  await clock.wait(100, links);
  assert.equal(clock.now(), 5);
});
