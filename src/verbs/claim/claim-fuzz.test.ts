import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from '../../base/dice.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { HeardFrame, Link } from '../../ports/link.ts';
import { hostileFrames, truncations } from '../../sim/hostile.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld } from '../../sim/world.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { check } from './check.ts';
import { ClaimLink } from './claim-link.ts';
import type { CheckResult } from './events.ts';

const OWN = 0x020000000001;
const PEER = 0x020000000005;
const target = parseIpv4('10.77.0.5') ?? 0;

/** A link that hands out what is put into `waiting`. */
function fakeLink(waiting: HeardFrame[]): Link {
  return {
    facts: { name: 'eth0', index: 2, mac: OWN, mtu: 1500, addresses: [], speed: null },
    send: ({ count }) => ({ sent: count, firstAt: 1, lastAt: 1 }),
    drain(visit) {
      const some = waiting.splice(0);
      for (const frame of some) visit(frame);
      return some.length === 0 ? { kind: 'quiet' } : { kind: 'frames', frames: some.length };
    },
    counters: () => ({ received: 0, dropped: 0 }),
    close: () => undefined,
  };
}

function reply(): Uint8Array {
  const bytes = new Uint8Array(42);
  writeArpFrame(bytes, 0, { dst: OWN, src: PEER, op: 2, sha: PEER, spa: target, tha: OWN, tpa: 0 });
  return bytes;
}

test('R2: a claim is asked only by who may ask, and by a frame that is for it', () => {
  const waiting: HeardFrame[] = [];
  const asked: number[] = [];
  const claims = new ClaimLink(fakeLink(waiting), {
    vlan: null,
    announces: true,
    capture: false,
    own: new Set([parseIpv4('10.77.0.1')!]),
  });
  claims.onAsked = ({ spa }) => void asked.push(spa);
  claims.open({ ip: target, mac: OWN }, { at: 0, dice: () => 0.5, own: false, source: null });
  const askedBy = (spa: string, dst = 0xffffffffffff, sha = PEER): number => {
    const bytes = new Uint8Array(42);
    writeArpFrame(bytes, 0, { dst, src: sha, op: 1, sha, spa: parseIpv4(spa)!, tha: 0, tpa: target });
    waiting.push({ bytes, wireLength: 42, at: 1, outgoing: false });
    claims.turn(1);
    return asked.splice(0).length;
  };
  for (const spa of ['10.77.0.9', '0.0.0.0', '240.0.0.1', '8.8.8.8']) assert.equal(askedBy(spa), 1, spa);
  for (const dst of [OWN, 0x01005e000001]) assert.equal(askedBy('10.77.0.9', dst), 1);
  assert.equal(askedBy('10.77.0.9', 0x060504030201), 0, 'sent to another machine');
  for (const spa of ['127.0.0.1', '224.0.0.1', '255.255.255.255', '10.77.0.1', '10.77.0.5'])
    assert.equal(askedBy(spa), 0, spa);
  for (const sha of [0, 0xffffffffffff, 0x01005e000001]) assert.equal(askedBy('10.77.0.9', OWN, sha), 0);
});

test('no frame makes a claim throw, and of a reply cut at any place only the whole one contradicts', () => {
  const waiting: HeardFrame[] = [];
  const link = fakeLink(waiting);
  const dice = seededDice(99);
  const heard = (frames: Iterable<Uint8Array>): void => {
    let at = 0;
    for (const bytes of frames)
      waiting.push({ bytes, wireLength: bytes.length, at: at++, outgoing: dice() < 0.1 });
  };
  for (const vlan of [null, 7]) {
    const claims = new ClaimLink(link, { vlan, announces: true, capture: false });
    const wish = { ip: target, mac: OWN };
    const candidate = claims.open(wish, { at: 0, dice, own: false, source: null });
    for (let now = 0; now < 2000; now += 100) {
      heard(hostileFrames(dice, 1000));
      claims.turn(now);
    }
    const cut = truncations(reply());
    for (const bytes of cut) {
      waiting.push({ bytes, wireLength: 42, at: 1, outgoing: false });
      claims.turn(2000);
    }
    const whole = vlan === null;
    assert.equal(candidate.contenders.has(PEER), whole, 'a frame without the tag is another network’s');
  }
});

async function states(vlan: number | null) {
  const paper = openWorld({ seed: 5 });
  const segment = paper.segment('s0');
  const vlans = vlan === null ? [0] : [vlan];
  openResponder(paper, segment, { mac: PEER, vlans, answersFor: (ip) => ip === target });
  const host = paper.host({ name: 'eth0', mac: OWN, addresses: ['10.77.0.1/24'], segment });
  const nic = segment.plug({ mac: 0x020000000bad });
  let sent = 0;
  for (const bytes of hostileFrames(seededDice(6), 2000)) paper.at(sent++ / 10, () => void nic.send(bytes));
  const facts = host.interfaces()[1] ?? assert.fail();
  const targets = TargetSet.of([{ first: target, last: target + 1 }]);
  const run = check(
    { host, clock: paper.clock, dice: seededDice(3) },
    { interfaces: [{ facts, targets }], vlan },
  );
  const notes: string[] = [];
  let step = await run.next();
  for (; !step.done; step = await run.next()) if (step.value.type === 'note') notes.push(step.value.code);
  const found = step.value.results.toSorted((a, b) => a.ip - b.ip);
  return { found: found.map(({ state }: CheckResult) => state), notes };
}

test('a check amid hostile frames ends as it would in peace', async () => {
  const { found } = await states(null);
  assert.deepEqual(found, ['used', 'free']);
});

test('with a tag: the owner in that VLAN is found, and what cannot be seen is said', async () => {
  const { found, notes } = await states(7);
  assert.deepEqual([found, notes], [['used', 'free'], ['no-source']]);
});
