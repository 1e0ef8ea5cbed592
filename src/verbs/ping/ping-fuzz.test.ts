import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { hostileFrames, truncations } from '../../sim/hostile.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld } from '../../sim/world.ts';
import type { HeardFrame, Link } from '../../ports/link.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { newGlance } from '../../wire/glance.ts';
import { advance } from './asker.ts';
import { hear } from './ear.ts';
import type { PingOptions } from './options.ts';
import { ping } from './ping.ts';
import { PingSession } from './session.ts';

const OWN = 0x020000000001;
const PEER = 0x020000000005;
const target = parseIpv4('10.77.0.5') ?? 0;

function wishesFor(facts: PingOptions['facts']): PingOptions {
  const asked = { facts, target, vlan: null, unicast: null, follow: false, source: null, force: false };
  return { ...asked, count: 3, interval: 20, deadline: null, examine: true, until: 'count' };
}

function world() {
  const paper = openWorld({ seed: 5 });
  const segment = paper.segment('s0');
  const host = paper.host({ name: 'eth0', mac: OWN, addresses: ['10.77.0.1/24'], segment });
  const facts = host.interfaces()[1] ?? assert.fail();
  return { paper, segment, host, facts };
}

test('no frame makes the ear of a ping throw, and only a whole reply to us answers', () => {
  const { facts } = world();
  const link: Link = {
    facts: { ...facts, speed: null },
    send: ({ count }) => ({ sent: count, firstAt: 1, lastAt: 1 }),
    drain: () => ({ kind: 'quiet' }),
    counters: () => ({ received: 0, dropped: 0 }),
    close: () => undefined,
  };
  const session = new PingSession(link, wishesFor(facts), {
    ours: new Map([[OWN, 'eth0']]),
    hints: () => [],
  });
  const dice = seededDice(99);
  const scratch = newGlance();
  let at = 2;
  const take = (bytes: Uint8Array): void => {
    const frame: HeardFrame = { bytes, wireLength: bytes.length, at: at++, outgoing: dice() < 0.1 };
    hear(session, frame, scratch);
  };
  const reply = new Uint8Array(42);
  writeArpFrame(reply, 0, { dst: OWN, src: PEER, op: 2, sha: PEER, spa: target, tha: OWN, tpa: 0 });
  for (const bytes of [...hostileFrames(dice, 20_000), reply]) take(bytes);
  assert.equal(session.replies, 0, 'nothing was asked yet');
  advance(session, 1);
  for (const bytes of truncations(reply))
    hear(session, { bytes, wireLength: 42, at: at++, outgoing: false }, scratch);
  assert.equal(session.replies, 1, 'the whole reply alone counts');
  for (const bytes of hostileFrames(dice, 20_000)) take(bytes);
  for (let step = 0; step < 100_000 && session.phase !== 'done'; step++) advance(session, (at += 5));
  assert.equal(session.phase, 'done', 'it ends whatever was heard');
});

test('a ping amid hostile frames hears its answers and ends as it would in peace', async () => {
  const { paper, segment, host, facts } = world();
  openResponder(paper, segment, { mac: PEER, answersFor: (ip) => ip === target });
  const nic = segment.plug({ mac: 0x020000000bad });
  let sent = 0;
  for (const bytes of hostileFrames(seededDice(6), 2000)) paper.at(sent++ / 10, () => nic.send(bytes));
  const run = ping({ host, clock: paper.clock }, wishesFor(facts));
  const heard = new Set<number>();
  let step = await run.next();
  for (; !step.done; step = await run.next()) {
    if (step.value.type === 'reply' && step.value.reply.mac === PEER) heard.add(step.value.reply.question);
  }
  assert.deepEqual([...heard], [1, 2, 3]);
  assert.deepEqual([step.value.asked, step.value.interrupted], [3, false]);
});
