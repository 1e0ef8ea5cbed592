import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { HeardFrame, Link, LinkFacts } from '../../ports/link.ts';
import { hostileFrames, truncations } from '../../sim/hostile.ts';
import { openWorld } from '../../sim/world.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { advance, scan } from './scan.ts';
import { hear } from './ear.ts';
import { Lane } from './lane.ts';

const first = parseIpv4('10.77.0.0') ?? 0;
const targets = TargetSet.of([{ first, last: first + 255 }]);
const facts: LinkFacts = {
  name: 'eth0',
  index: 2,
  mac: 0x020000000001,
  mtu: 1500,
  addresses: [{ ip: first + 1, prefixLength: 24 }],
  speed: null,
};

function laneOver(link: Partial<Link>): Lane {
  const whole: Link = {
    facts,
    send: ({ count }) => ({ sent: count, firstAt: 0, lastAt: 0 }),
    drain: () => ({ kind: 'quiet' }),
    counters: () => ({ received: 0, dropped: 0 }),
    close: () => undefined,
    ...link,
  };
  const wishes = {
    rate: Number.POSITIVE_INFINITY,
    tries: undefined,
    patience: undefined,
    capture: true,
    start: 0,
    ours: new Map([[facts.mac, 'eth0']]),
  };
  return new Lane(whole, [{ link: facts, vlan: null, targets, offset: 0 }], wishes);
}

test('no frame makes the ear of a scan throw, and none without a question becomes a station', () => {
  const dice = seededDice(99);
  const lane = laneOver({});
  let at = 1;
  const take = (bytes: Uint8Array): void => {
    const frame: HeardFrame = { bytes, wireLength: bytes.length, at: at++, outgoing: dice() < 0.1 };
    hear(lane, frame);
  };
  for (const bytes of hostileFrames(dice, 40_000)) take(bytes);
  const reply = new Uint8Array(42);
  const mac = 0x020000000005;
  writeArpFrame(reply, 0, {
    dst: facts.mac,
    src: mac,
    op: 2,
    sha: mac,
    spa: first + 5,
    tha: facts.mac,
    tpa: 0,
  });
  for (const bytes of truncations(reply)) take(bytes);
  assert.equal(lane.heardAddresses, 0, 'nothing was asked yet');
  lane.events.length = 0;
  while (lane.phase === 'asking') advance(lane, at++);
  for (const bytes of truncations(reply)) take(bytes);
  assert.equal(lane.book(lane.walk.fields[0]!).find(first + 5, mac)?.zero, 1, 'the whole reply alone counts');
  for (const bytes of hostileFrames(dice, 40_000)) take(bytes);
  for (let step = 0; step < 100_000 && lane.phase !== 'done'; step++) advance(lane, (at += 5));
  assert.equal(lane.phase, 'done', 'it ends whatever was heard');
});

test('a scan amid hostile frames asks and ends as it would in peace', async () => {
  const world = openWorld({ seed: 5 });
  const segment = world.segment('s0');
  const dice = seededDice(6);
  const nic = segment.plug({ mac: 0x020000000bad });
  let sent = 0;
  for (const bytes of hostileFrames(dice, 5000)) {
    world.at(sent++ / 10, () => nic.send(bytes));
  }
  const host = world.host({ name: 'eth0', mac: facts.mac, addresses: ['10.77.0.1/24'], segment });
  const [, eth0] = host.interfaces();
  const wishes = { interfaces: [{ facts: eth0!, targets, vlans: [] }], rate: 1000 };
  const run = scan({ host, clock: world.clock, dice }, wishes);
  let step = await run.next();
  while (!step.done) step = await run.next();
  assert.equal(step.value.asked, 256);
  assert.equal(step.value.interrupted, false);
});
