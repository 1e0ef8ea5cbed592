import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, seededDice } from '../../src/base/dice.ts';
import { firstOf, lastOf, parsePrefix } from '../../src/base/prefix.ts';
import { TargetSet } from '../../src/base/target-set.ts';
import { hostileFrames, truncations } from '../../src/sim/hostile.ts';
import { type CapturedFrame, openReplay } from '../../src/sim/replay.ts';
import { wildOffice } from '../../src/sim/scenarios.ts';
import { whoHas } from '../../src/sim/who-has.ts';
import { openWorld } from '../../src/sim/world.ts';
import { read } from '../../src/verbs/read/read.ts';
import { summarise } from '../../src/verbs/read/summarise.ts';
import { scan } from '../../src/verbs/scan/scan.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';
import type { Write, WrittenFrame } from '../../src/wire/capture-frame.ts';
import { openPcapWriter } from '../../src/wire/pcap-writer.ts';
import { openPcapngWriter } from '../../src/wire/pcapng-writer.ts';

function written(
  frames: Iterable<Uint8Array>,
  open: (write: Write) => (frame: WrittenFrame) => void,
): Uint8Array {
  const parts: Uint8Array[] = [];
  const write = open((bytes) => parts.push(bytes.slice()));
  let seconds = 0;
  for (const bytes of frames) write({ bytes, seconds: seconds++, nanoseconds: 0 });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The bytes in pieces of any size, as a pipe brings them. */
async function* piecesOf(bytes: Uint8Array, seed: number): AsyncGenerator<Uint8Array> {
  const dice = seededDice(seed);
  for (let at = 0; at < bytes.length; ) {
    const size = between(dice, 1, 3000);
    yield bytes.slice(at, at + size);
    at += size;
  }
}

async function endOf<T, R>(
  run: AsyncGenerator<T, R>,
  take: (event: T) => void = () => undefined,
): Promise<R> {
  for (;;) {
    const step = await run.next();
    if (step.done) return step.value;
    take(step.value);
  }
}

const HOSTILE = [
  ...hostileFrames(seededDice(11), 4000),
  ...truncations(whoHas(0x0a000005, { mac: 0x020000000001, spa: 0 })),
];

for (const [name, open] of [
  ['pcap', (write: Write) => openPcapWriter(write)],
  [
    'pcapng',
    (write: Write) => {
      const writer = openPcapngWriter(write);
      writer.addInterface('eth0');
      return (frame: WrittenFrame) => writer.frame(frame);
    },
  ],
] as const)
  test(`${name}: hostile frames are read to the last, and told alike one by one and in sum`, async () => {
    const capture = written(HOSTILE, open);
    const kinds = new Map<string, number>();
    const one = await endOf(read(piecesOf(capture, 1)), ({ frame }) => {
      kinds.set(frame.kind, (kinds.get(frame.kind) ?? 0) + 1);
      assert.equal(frame.error !== null, frame.kind === 'malformed' || frame.kind === 'unreadable');
    });
    assert.deepEqual([one.frames, one.broken, one.fault], [HOSTILE.length, null, null]);
    assert.ok(one.malformed > 500 && one.arp > one.malformed + 1000);
    const sum = await endOf(summarise(piecesOf(capture, 2)));
    assert.deepEqual([sum.frames, sum.arp, sum.malformed], [one.frames, one.arp, one.malformed]);
    for (const [kind, count] of Object.entries(sum.kinds)) assert.equal(count, kinds.get(kind) ?? 0, kind);
  });

test('what a scan heard and sent, saved and played again, is the same on a link', async () => {
  const { world, host, network } = wildOffice();
  const prefix = parsePrefix(network)!;
  const targets = TargetSet.of([{ first: firstOf(prefix), last: lastOf(prefix) }]);
  const [, facts] = host.interfaces();
  const wishes = { interfaces: [{ facts: facts!, targets, vlans: [] }], rate: 1000, capture: true };
  const seen: { bytes: Uint8Array; at: number }[] = [];
  await endOf(scan({ host, clock: world.clock, dice: seededDice(3) }, wishes), (event) => {
    if (event.type === 'frame') seen.push({ bytes: event.bytes, at: event.at });
  });
  seen.sort((one, other) => one.at - other.at);
  assert.ok(seen.length > 500);

  const parts: Uint8Array[] = [];
  const writer = openPcapngWriter((bytes) => parts.push(bytes.slice()));
  writer.addInterface('eth0');
  for (const { bytes, at } of seen) {
    const seconds = Math.floor(at / 1000);
    writer.frame({ bytes, seconds, nanoseconds: Math.round((at - seconds * 1000) * 1e6) });
  }
  const frames: CapturedFrame[] = [];
  const reader = openCaptureReader(({ bytes, from, to, seconds, nanoseconds }) => {
    frames.push({ bytes: bytes.slice(from, to), at: seconds * 1000 + nanoseconds / 1e6 });
  });
  for (const part of parts) reader.push(part);
  assert.equal(reader.end().broken, null);

  const paper = openWorld({ seed: 1 });
  const link = openReplay(paper.clock, { frames });
  const played: { bytes: Uint8Array; at: number }[] = [];
  for (let isOver = false; !isOver; ) {
    await paper.clock.wait(Number.POSITIVE_INFINITY, [link]);
    isOver = link.drain(({ bytes, at }) => played.push({ bytes: bytes.slice(), at })).kind === 'down';
  }
  assert.deepEqual(played, seen);
  assert.ok(Math.abs(paper.clock.now() - (seen.at(-1)!.at - seen[0]!.at)) < 0.001);
});
