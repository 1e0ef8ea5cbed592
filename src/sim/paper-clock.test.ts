import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from '../ports/link.ts';
import { PaperClock } from './paper-clock.ts';

function linkNamed(name: string): Link {
  return {
    facts: { name, index: 1, mac: 2, mtu: 1500, addresses: [], speed: null },
    send: () => ({ sent: 0, firstAt: 0, lastAt: 0 }),
    drain: () => ({ kind: 'quiet' }),
    counters: () => ({ received: 0, dropped: 0 }),
    close: () => undefined,
  };
}

test('time stands still until somebody waits, then leaps to what was asked', async () => {
  const clock = new PaperClock();
  assert.equal(clock.now(), 0);
  await clock.wait(1500.25);
  assert.equal(clock.now(), 1500.25);
  await clock.wait(1000);
  assert.equal(clock.now(), 1500.25, 'a moment that is past does not turn time back');
});

test('several waiters wake by time, and each sees its own moment', async () => {
  const clock = new PaperClock();
  const said: string[] = [];
  const tick = async (name: string, period: number, times: number) => {
    for (let i = 1; i <= times; i++) {
      await clock.wait(i * period);
      said.push(`${name} ${clock.now()}`);
    }
  };
  await Promise.all([tick('a', 3, 3), tick('b', 2, 5), tick('c', 100, 1)]);
  assert.deepEqual(said, ['b 2', 'a 3', 'b 4', 'a 6', 'b 6', 'b 8', 'a 9', 'b 10', 'c 100']);
});

test('a task that works between two waits through many promises is not overtaken', async () => {
  const clock = new PaperClock();
  const seen: number[] = [];
  async function* deep(depth: number): AsyncGenerator<number> {
    if (depth > 0) yield* deep(depth - 1);
    else
      for (let i = 1; i <= 5; i++) {
        await clock.wait(i);
        for (let j = 0; j < 20; j++) yield i;
      }
  }
  const slow = (async () => {
    for await (const i of deep(4)) if (seen.at(-1) !== i) seen.push(i, clock.now());
  })();
  await Promise.all([slow, clock.wait(1000)]);
  assert.deepEqual(seen, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
});

test('a link with something to drain ends the wait of those who listen to it, and of nobody else', async () => {
  const clock = new PaperClock();
  const [heard, other] = [linkNamed('eth0'), linkNamed('eth1')];
  let hasFrame = false;
  clock.know(heard, () => hasFrame);
  clock.know(other, () => false);
  clock.at(40, () => {
    hasFrame = true;
    clock.stir();
  });
  const woken: Record<string, number> = {};
  const note = (name: string) => () => {
    woken[name] = clock.now();
  };
  await Promise.all([
    clock.wait(100, [other, heard]).then(note('listener')),
    clock.wait(100, [other]).then(note('elsewhere')),
    clock.wait(100).then(note('sleeper')),
  ]);
  assert.deepEqual(woken, { listener: 40, elsewhere: 100, sleeper: 100 });
  await clock.wait(500, [heard]);
  assert.equal(clock.now(), 100, 'what is still there ends a wait at once');
});

test('deeds happen in order and may ask for more; a waiter for ever is woken by what comes from outside', async () => {
  const clock = new PaperClock();
  const link = linkNamed('eth0');
  let hasFrame = false;
  clock.know(link, () => hasFrame);
  const said: number[] = [];
  clock.at(5, () => {
    said.push(clock.now());
    clock.at(3, () => said.push(clock.now()));
    clock.at(7, () => said.push(clock.now()));
  });
  let woken = false;
  const forever = clock.wait(Number.POSITIVE_INFINITY, [link]).then(() => {
    woken = true;
  });
  await clock.wait(20);
  await clock.wait(30);
  assert.deepEqual([...said, woken], [5, 5, 7, false]);
  clock.at(31, () => {
    hasFrame = true;
    clock.stir();
  });
  await forever;
  assert.equal(clock.now(), 31);
});

test('a link of another world is refused: waiting for it would never end', () => {
  const clock = new PaperClock();
  assert.throws(() => clock.wait(1, [linkNamed('eth9')]), /eth9 is not of this paper world/);
});

test('without promises: run lets everything up to a moment happen', () => {
  const clock = new PaperClock();
  const said: number[] = [];
  for (const at of [30, 10, 20]) clock.at(at, () => said.push(clock.now()));
  clock.run(25);
  assert.deepEqual([said, clock.now()], [[10, 20], 25]);
});

test('a fault in what happens reaches everybody who waits', async () => {
  const clock = new PaperClock();
  clock.at(5, () => {
    throw new Error('the script is wrong');
  });
  const both = await Promise.allSettled([clock.wait(10), clock.wait(20)]);
  assert.deepEqual(
    both.map((one) => one.status),
    ['rejected', 'rejected'],
  );
  await clock.wait(30);
  assert.equal(clock.now(), 30, 'and the clock goes on');
});
