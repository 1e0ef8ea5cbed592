import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReplay } from './replay.ts';
import { whoHas } from './who-has.ts';
import { openWorld } from './world.ts';

const CAPTURED = 1_500_000_000_000;
const frame = (target: number) => whoHas(target, { mac: 2, spa: 0 });

test('frames come with their distances and their own stamps, then the link is down', async () => {
  const world = openWorld({ seed: 1 });
  await world.clock.wait(1000);
  const frames = [0, 2, 2, 70].map((after, i) => ({ at: CAPTURED + after, bytes: frame(i) }));
  const link = openReplay(world.clock, { frames });
  const heard: { clock: number; at: number; target: number | undefined; wireLength: number }[] = [];
  for (;;) {
    await world.clock.wait(Number.POSITIVE_INFINITY, [link]);
    const drained = link.drain(({ at, bytes, wireLength }) =>
      heard.push({ clock: world.clock.now(), at, target: bytes.at(-1), wireLength }),
    );
    if (drained.kind === 'down') {
      assert.equal(drained.why.code, 'EOF');
      break;
    }
  }
  assert.deepEqual(
    heard,
    [0, 2, 2, 70].map((after, i) => ({
      clock: 1000 + after,
      at: CAPTURED + after,
      target: i,
      wireLength: 42,
    })),
  );
  assert.deepEqual(link.counters(), { received: 4, dropped: 0 });
});

test('a capture is read one frame ahead, other protocols are passed over, cut frames tell their length', () => {
  const world = openWorld({ seed: 1 });
  let read = 0;
  function* endless() {
    for (;;) {
      const other = read % 2 === 1;
      const bytes = other ? new Uint8Array(60) : frame(read).subarray(0, 40);
      yield { at: CAPTURED + 1000 * read++, bytes, wireLength: 60 };
    }
  }
  const link = openReplay(world.clock, { frames: endless(), facts: { name: 'old', mac: 9 } });
  assert.equal(link.facts.mac, 9);
  world.clock.run(10_000);
  const lengths: number[][] = [];
  link.drain(({ bytes, wireLength }) => lengths.push([bytes.length, wireLength]));
  assert.deepEqual(
    lengths,
    Array.from({ length: 6 }, () => [40, 60]),
  );
  assert.ok(read <= 14, `${read}`);
  link.close();
  world.clock.run(20_000);
  assert.equal(link.drain(() => assert.fail('closed')).kind, 'down');
});

test('a capture cannot be asked, and says so; an empty one is at its end at once', () => {
  const world = openWorld({ seed: 1 });
  const link = openReplay(world.clock, { frames: [] });
  assert.equal(link.drain(() => assert.fail('empty')).kind, 'down');
  const sent = link.send({ bytes: frame(1), size: 42, count: 1 });
  assert.deepEqual([sent.sent, sent.down?.code], [0, 'EROFS']);
});
