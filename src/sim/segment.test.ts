import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arpFrame, whoHas } from './who-has.ts';
import type { NicTraits } from './nic.ts';
import type { SegmentTraits } from './segment.ts';
import { openWorld } from './world.ts';

const ASKER = { mac: 0x02_00_00_00_00_01, spa: 0x0a4d0001 };

/** A sender and some listeners, who note the target of each frame and when it came. */
function cable(traits: SegmentTraits, ...listeners: readonly Partial<NicTraits>[]) {
  const world = openWorld({ seed: 7 });
  const segment = world.segment('lan', traits);
  const sender = segment.plug({ mac: ASKER.mac });
  const nics = listeners.map((own, at) => segment.plug({ mac: 0x02_00_00_00_00_10 + at, ...own }));
  const heard = nics.map((nic) => {
    const frames: { target: number; at: number }[] = [];
    nic.listen({ hear: (bytes, at) => frames.push({ target: bytes.at(-1)!, at }) });
    return frames;
  });
  const ask = (count: number): void => {
    for (let i = 0; i < count; i++) world.at(i, () => sender.send(whoHas(0x0a4d0000 + (i & 0xff), ASKER)));
    world.clock.run(count + 1000);
  };
  return { world, segment, sender, nics, heard, ask };
}

const targets = (frames: readonly { target: number }[]) => frames.map((frame) => frame.target);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('a broadcast reaches everybody but its sender, once, in order, after the delay', () => {
  const { heard, ask, sender, segment } = cable({ delay: 0.25 }, {}, {}, {});
  sender.listen({ hear: () => assert.fail('the sender hears no echo') });
  ask(100);
  for (const frames of heard)
    assert.deepEqual(
      frames,
      upTo(100).map((i) => ({ target: i, at: i + 0.25 })),
    );
  assert.deepEqual(segment.counters(), {
    carried: 100,
    delivered: 300,
    lost: 0,
    duplicated: 0,
    refused: 0,
  });
});

test('unicast reaches the NICs with that MAC, further MACs and the promiscuous; the others hear nothing', () => {
  const shared = 0x00_00_5e_00_01_05;
  const lan = cable({}, {}, { alsoMacs: [shared] }, { alsoMacs: [shared] }, { promiscuous: true });
  const reply = { src: ASKER.mac, op: 2, sha: ASKER.mac, spa: 1, tha: 0 };
  lan.sender.send(arpFrame({ ...reply, dst: shared, tpa: 1 }));
  lan.sender.send(arpFrame({ ...reply, dst: lan.nics[0]!.mac, tpa: 2 }));
  lan.sender.send(arpFrame({ ...reply, dst: 0x02_00_00_00_00_99, tpa: 3 }));
  lan.sender.send(arpFrame({ ...reply, dst: 0x01_00_5e_00_00_12, tpa: 4 }));
  lan.world.clock.run(1);
  assert.deepEqual(lan.heard.map(targets), [
    [2, 4],
    [1, 4],
    [1, 4],
    [1, 2, 3, 4],
  ]);
});

test('the loss is what was asked for, of the segment and of one NIC', () => {
  const { heard, ask, segment } = cable({ loss: 0.1 }, {}, { loss: 0.5 });
  ask(20_000);
  assert.ok(Math.abs(heard[0]!.length / 20_000 - 0.9) < 0.01, `${heard[0]!.length} of 20000`);
  assert.ok(Math.abs(heard[1]!.length / 20_000 - 0.45) < 0.01, `${heard[1]!.length} of 20000`);
  const { lost, delivered } = segment.counters();
  assert.equal(lost + delivered, 40_000);
});

test('the share of duplicates is what was asked for, and nothing else is changed', () => {
  const { heard, ask } = cable({ duplicates: 0.25 }, {});
  ask(10_000);
  const frames = heard[0]!;
  assert.ok(Math.abs(frames.length / 10_000 - 1.25) < 0.015, `${frames.length}`);
  const once = frames.filter((frame, i) => i === 0 || frame.at !== frames[i - 1]!.at);
  assert.deepEqual(
    targets(once),
    upTo(10_000).map((i) => i & 0xff),
  );
});

test('jitter spreads but never reorders; reordering does when it is asked for', () => {
  const shaken = cable({ delay: 1, jitter: 5 }, {});
  shaken.ask(2000);
  assert.deepEqual(
    targets(shaken.heard[0]!),
    upTo(2000).map((i) => i & 0xff),
  );
  const delays = shaken.heard[0]!.map(({ at }, i) => at - i);
  assert.ok(Math.min(...delays) >= 1 && Math.max(...delays) < 6 && Math.max(...delays) > 4.5);

  const mixed = cable({ reordered: 0.2, heldFor: 5 }, {});
  mixed.ask(200);
  const order = targets(mixed.heard[0]!);
  assert.notDeepEqual(order, upTo(200));
  assert.deepEqual(
    [...order].sort((one, other) => one - other),
    upTo(200),
    'and none is lost',
  );
});

test('a switch gives an access port its VLAN without tags, and carries only its VLANs', () => {
  const lan = cable({ vlans: [0, 10] }, {}, { accessVlan: 10 }, { accessVlan: 20 });
  const tagged = (vid: number, target: number) =>
    arpFrame({
      dst: 0xffffffffffff,
      src: ASKER.mac,
      tags: [{ tpid: 0x8100, tci: 0x6000 | vid }],
      op: 1,
      sha: ASKER.mac,
      spa: 0,
      tha: 0,
      tpa: target,
    });
  const sizes: number[] = [];
  lan.nics[1]!.listen({ hear: (bytes) => sizes.push(bytes.length) });
  lan.sender.send(whoHas(1, ASKER));
  lan.sender.send(tagged(10, 2));
  lan.sender.send(tagged(20, 3));
  lan.world.clock.run(1);
  assert.deepEqual(lan.heard.map(targets), [[1, 2], [2], []]);
  assert.deepEqual(sizes, [42]);
  assert.equal(lan.segment.counters().refused, 1);

  const back: Uint8Array[] = [];
  lan.sender.listen({ hear: (bytes) => back.push(bytes) });
  lan.nics[1]!.send(whoHas(4, { mac: lan.nics[1]!.mac, spa: 0 }));
  lan.world.clock.run(2);
  assert.deepEqual([back.length, [...back[0]!.subarray(12, 16)]], [1, [0x81, 0x00, 0, 10]]);
});

test('down, nothing comes, goes, or is still under way; without a cable the same, silently', () => {
  const lan = cable({ delay: 1 }, {});
  const why = { code: 'ENETDOWN', sentence: 'down' };
  assert.equal(lan.sender.send(whoHas(1, ASKER)), 0);
  lan.world.clock.run(0.5);
  lan.sender.takeDown(why);
  assert.equal(lan.sender.send(whoHas(2, ASKER)), undefined);
  lan.world.clock.run(2);
  assert.deepEqual(targets(lan.heard[0]!), []);
  lan.sender.bringUp();
  lan.sender.setCarrier(false);
  assert.equal(lan.sender.send(whoHas(3, ASKER)), 2);
  lan.world.clock.run(4);
  lan.sender.setCarrier(true);
  lan.sender.send(whoHas(4, ASKER));
  lan.world.clock.run(6);
  assert.deepEqual(targets(lan.heard[0]!), [4]);
});

test('a NIC with a speed spaces its frames and holds no more than its queue', () => {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan', { delay: 0 });
  const sender = segment.plug({ mac: ASKER.mac, speed: 100, queue: 10 });
  const came: number[] = [];
  segment.plug({ mac: 2 }).listen({ hear: (_, at) => came.push(at) });
  const left = Array.from({ length: 20 }, () => sender.send(whoHas(1, ASKER)));
  const taken = left.filter((at) => at !== undefined);
  // 60 bytes and 24 around them are 672 bits: 6.72 µs at 100 Mbit/s.
  assert.equal(taken.length, 10);
  taken.forEach((at, i) => assert.ok(Math.abs(at - 0.00672 * (i + 1)) < 1e-9));
  world.clock.run(1);
  assert.deepEqual(came, taken);
});

test('the same seed gives the same fate to each frame, another seed another', () => {
  const fate = (seed: number) => {
    const world = openWorld({ seed });
    const segment = world.segment('lan', { loss: 0.2, jitter: 3, duplicates: 0.1, reordered: 0.1 });
    const sender = segment.plug({ mac: 1 });
    const heard: string[] = [];
    for (const mac of [2, 3])
      segment.plug({ mac }).listen({ hear: (bytes, at) => heard.push(`${mac} ${bytes.at(-1)} ${at}`) });
    for (let i = 0; i < 200; i++) world.at(i, () => sender.send(whoHas(i, ASKER)));
    world.clock.run(1000);
    return heard;
  };
  assert.deepEqual(fate(5), fate(5));
  assert.notDeepEqual(fate(5), fate(6));
});
