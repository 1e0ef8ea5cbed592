import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchSeverity } from '../inventory/watch-event.ts';
import {
  MANY_AT_ONCE,
  Delivery,
  FOR_LOGS,
  FOR_PEOPLE,
  GATHER,
  GIVE_UP,
  MOST_AN_HOUR,
  MOST_CRITICAL,
} from './delivery.ts';
import { atLeast, graver } from '../inventory/severity.ts';
import type { Message } from '../ports/telling.ts';

function message(
  episode: number | null,
  severity: WatchSeverity = 'warning',
  more: Partial<Message> = {},
): Message {
  return {
    id: `e-${episode}`,
    episode,
    state: 'open',
    kind: 'conflict',
    severity,
    at: 0,
    title: `conflict ${episode}`,
    text: 'Two hosts.',
    link: null,
    record: {},
    ...more,
  };
}

const FAILED = { sent: false, why: 'refused', again: true } as const;
const HOUR = 3_600_000;

function delivery(): Delivery {
  return new Delivery('mail', () => 0);
}

/** What goes out until nothing more is ready, each at once. */
function drained(queue: Delivery, now: number): readonly (string | number | null)[] {
  const out: (string | number | null)[] = [];
  for (let one = queue.take(now); one; one = queue.take(now)) {
    out.push(one.episode ?? one.title);
    queue.done({ sent: true }, now);
  }
  return out;
}

test('critical first, then in their order; one on its way at a time', () => {
  const queue = delivery();
  for (const [at, severity] of (['info', 'critical', 'warning', 'critical'] as const).entries())
    queue.offer(message(at, severity), 0);
  assert.equal(queue.take(0)!.episode, 1);
  assert.equal(queue.take(0), null);
  assert.equal(queue.wakeAt(0), null);
  queue.done({ sent: true }, 1);
  assert.deepEqual(drained(queue, 1), [3, 0, 2]);
  assert.equal(queue.wakeAt(1), null);
  assert.equal(queue.facts.sent, 4);
});

test('ten wait singly, an eleventh makes all of them a digest, told a minute after the first', () => {
  const queue = delivery();
  for (let at = 0; at < MANY_AT_ONCE; at++) queue.offer(message(at, 'warning', { at: 1000 + at }), 1000 + at);
  assert.equal(queue.facts.waiting, MANY_AT_ONCE);
  queue.offer(message(MANY_AT_ONCE, 'info', { kind: 'new-station', at: 5000 }), 1000 + MANY_AT_ONCE);
  assert.equal(queue.facts.waiting, 1);
  queue.offer(message(99, 'warning', { at: 3000 }), 3000);
  assert.equal(queue.wakeAt(3000), 1000 + GATHER);
  assert.equal(queue.take(1000 + GATHER - 1), null);
  const digest = queue.take(1000 + GATHER)!;
  assert.equal(digest.title, '12 messages: 11 conflict, 1 new-station');
  assert.equal(digest.severity, 'warning');
  assert.match(digest.text, /^12 messages at once: 11 conflict, 1 new-station\.\n {2}conflict 0\n/);
  assert.deepEqual(digest.record, {
    count: 12,
    kinds: { conflict: 11, 'new-station': 1 },
    from: new Date(1000).toISOString(),
    until: new Date(5000).toISOString(),
  });
});

test('ten thousand new stations and a spoof in the middle: the spoof is next, the rest is one digest of bounded size', () => {
  const queue = delivery();
  queue.offer(message(0, 'info'), 0);
  assert.equal(queue.take(0)!.episode, 0);
  for (let at = 1; at < 10_000; at++) {
    queue.offer(message(at, 'info', { kind: 'new-station' }), at / 2);
    if (at === 5000) queue.offer(message(777_777, 'critical', { kind: 'spoof' }), at / 2);
  }
  queue.done({ sent: true }, 5000);
  assert.deepEqual(drained(queue, 5000), [777_777]);
  const digest = queue.take(GATHER + 1)!;
  assert.equal(digest.title, '9999 messages: 9999 new-station');
  assert.equal(digest.text.split('\n').length, 22);
  assert.match(digest.text, /and 9979 more$/);
  queue.done({ sent: true }, GATHER + 1);
  assert.equal(queue.wakeAt(GATHER + 1), null);
});

test('of one episode only the latest waits', () => {
  const queue = delivery();
  queue.offer(message(1), 0);
  queue.offer(message(2), 0);
  queue.offer(message(1, 'warning', { state: 'close' }), 1);
  const first = queue.take(1)!;
  assert.deepEqual([first.episode, first.state], [1, 'close']);
  queue.done({ sent: true }, 1);
  assert.deepEqual(drained(queue, 1), [2]);
});

test('what fails is tried again: after 1, 2, 4 … seconds, a quarter of an hour at most, a day long', () => {
  const queue = delivery();
  queue.offer(message(1, 'critical'), 0);
  const waits: number[] = [];
  let now = 0;
  for (let turn = 0; turn < 12; turn++) {
    assert.equal(queue.take(now)!.episode, 1);
    queue.done(FAILED, now);
    const next = queue.wakeAt(now)!;
    assert.equal(queue.take(next - 1), null);
    waits.push((next - now) / 1000);
    now = next;
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  assert.equal(queue.facts.lastError, 'refused');
  assert.ok(queue.take(GIVE_UP));
  queue.done(FAILED, GIVE_UP - 1);
  assert.equal(queue.facts.dropped, 0);
  assert.ok(queue.take(GIVE_UP + 900_000));
  queue.done(FAILED, GIVE_UP + 900_000);
  assert.deepEqual([queue.facts.dropped, queue.facts.waiting, queue.facts.failed], [1, 0, 14]);
});

test('the first wait is the first again after a message went through', () => {
  const queue = delivery();
  for (const at of [1, 2]) queue.offer(message(at), 0);
  queue.take(0);
  queue.done(FAILED, 0);
  queue.take(1000);
  queue.done({ sent: true }, 1000);
  queue.take(1000);
  queue.done(FAILED, 1000);
  assert.equal(queue.wakeAt(1000), 2000);
});

test('the other side may ask for a longer wait, and may say that it never will', () => {
  const queue = delivery();
  queue.offer(message(1), 0);
  queue.take(0);
  queue.done({ ...FAILED, after: 30_000 }, 0);
  assert.equal(queue.wakeAt(0), 30_000);
  queue.take(30_000);
  queue.done({ sent: false, why: 'gone', again: false }, 30_000);
  assert.deepEqual(queue.facts, { waiting: 0, sent: 0, failed: 2, dropped: 1, lastError: 'gone' });
});

test('jitter makes a wait up to a quarter longer', () => {
  const queue = new Delivery('x', () => 1);
  queue.offer(message(1), 0);
  queue.take(0);
  queue.done(FAILED, 0);
  assert.equal(queue.wakeAt(0), 1250);
});

test('more than twenty single messages an hour become a digest, critical ones never', () => {
  const queue = delivery();
  for (let at = 0; at < MOST_AN_HOUR; at++) {
    queue.offer(message(at), at);
    assert.deepEqual(drained(queue, at), [at]);
  }
  queue.offer(message(100), 500);
  assert.deepEqual(drained(queue, 500), []);
  queue.offer(message(101, 'critical'), 501);
  assert.deepEqual(drained(queue, 501), [101]);
  assert.equal(queue.wakeAt(501), HOUR);
  assert.deepEqual(drained(queue, HOUR - 1), []);
  assert.deepEqual(drained(queue, HOUR), [100]);
});

test('critical ones have a bound, too: the oldest become a digest', () => {
  const queue = delivery();
  for (let at = 0; at < MOST_CRITICAL + 5; at++) queue.offer(message(at, 'critical'), 0);
  assert.equal(queue.facts.waiting, MOST_CRITICAL + 1);
  assert.equal(queue.take(0)!.episode, 5);
});

test('severities have an order', () => {
  assert.ok(atLeast('critical', 'warning') && atLeast('warning', 'warning') && !atLeast('info', 'warning'));
  assert.equal(graver('info', 'critical'), 'critical');
  assert.equal(graver('warning', 'info'), 'warning');
});

test('quiet hours: what may wait is one message in the morning, what is excepted comes at once', () => {
  const morning = 8 * HOUR;
  const quiet = (now: number) => (now < morning ? ({ until: morning, except: 'critical' } as const) : null);
  const queue = new Delivery('mail', () => 0, { ...FOR_PEOPLE, quiet });
  queue.offer(message(1), 0);
  queue.offer(message(2, 'critical'), 1);
  queue.offer(message(3, 'info'), 2);
  assert.deepEqual(drained(queue, 3), [2]);
  assert.equal(queue.wakeAt(3), morning);
  assert.deepEqual(drained(queue, morning - 1), []);
  assert.deepEqual(drained(queue, morning), ['2 messages: 2 conflict']);
  const dumb = new Delivery('mail', () => 0, {
    ...FOR_PEOPLE,
    quiet: (now) => (now < morning ? { until: morning, except: null } : null),
  });
  dumb.offer(message(2, 'critical'), 1);
  assert.deepEqual([drained(dumb, 1), drained(dumb, morning)], [[], [2]]);
});

test('what waits when the quiet begins waits until it ends', () => {
  const quiet = (now: number) => (now >= 10 && now < HOUR ? { until: HOUR, except: null } : null);
  const queue = new Delivery('mail', () => 0, { ...FOR_PEOPLE, quiet });
  for (const at of [1, 2]) queue.offer(message(at), 0);
  queue.offer(message(3, 'critical'), 0);
  assert.equal(queue.take(0)!.episode, 3);
  queue.done(FAILED, 1);
  assert.equal(queue.wakeAt(1001), HOUR);
  assert.deepEqual(drained(queue, HOUR - 1), []);
  assert.deepEqual(drained(queue, HOUR), [3, 1, 2]);
});

test('a target that wants digests gets one a while, and critical ones at once', () => {
  const queue = new Delivery('mail', () => 0, { ...FOR_PEOPLE, digest: HOUR });
  for (const at of [1, 2, 3]) queue.offer(message(at), at);
  queue.offer(message(4, 'critical'), 4);
  assert.deepEqual(drained(queue, 5), [4]);
  assert.equal(queue.wakeAt(5), 1 + HOUR);
  assert.deepEqual(drained(queue, 1 + HOUR), ['3 messages: 3 conflict']);
});

test('a critical message does not wait for what failed before, but for what the server asked for', () => {
  const queue = delivery();
  queue.offer(message(1), 0);
  for (const at of [0, 1000, 3000, 7000]) {
    assert.ok(queue.take(at));
    queue.done(FAILED, at);
  }
  assert.equal(queue.wakeAt(7001), 15_000);
  queue.offer(message(2, 'critical'), 7001);
  assert.equal(queue.wakeAt(7001), 8000);
  assert.equal(queue.take(8000)!.episode, 2);
  queue.done({ ...FAILED, after: 60_000 }, 8000);
  queue.offer(message(3, 'critical'), 8001);
  assert.equal(queue.wakeAt(8001), 60_000);
});

test('an episode that went on while its message failed is told once, as it stands', () => {
  const queue = delivery();
  queue.offer(message(1), 0);
  queue.take(0);
  queue.offer(message(1, 'warning', { state: 'close' }), 1);
  queue.done(FAILED, 2);
  assert.equal(queue.facts.waiting, 1);
  assert.equal(queue.take(1002)!.state, 'close');
});

test('a log gets every line', () => {
  const queue = new Delivery('log', () => 0, FOR_LOGS);
  for (let at = 0; at < 4000; at++) queue.offer(message(at, 'info'), 0);
  assert.equal(drained(queue, 0).length, 4000);
});
