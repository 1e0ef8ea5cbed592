import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from '../../ports/link.ts';
import { Pacer } from '../../asking/pacer.ts';
import { Outbox } from './outbox.ts';

const OWN = 0x020000000001;

test('A6: what waits to be sent, and what is waited for at our own ear, is bounded', () => {
  let takes = 0;
  const link: Link = {
    facts: { name: 'eth0', index: 2, mac: OWN, mtu: 1500, addresses: [], speed: null },
    send: ({ count }) => ({ sent: Math.min(takes, count), firstAt: 0, lastAt: 0 }),
    drain: () => ({ kind: 'quiet' }),
    counters: () => ({ received: 0, dropped: 0 }),
    close: () => undefined,
  };
  const outbox = new Outbox(OWN, null, new Pacer(Number.POSITIVE_INFINITY));
  let taken = 0;
  for (let nth = 0; nth < 5000; nth++) if (outbox.answer(1, { mac: 2, ip: nth })) taken++;
  assert.equal(taken, 1024);
  assert.equal(outbox.size, 1024);
  takes = 256;
  outbox.flush(link, 1);
  assert.equal(outbox.size, 0);
  for (let nth = 0; nth < 10_000; nth++) {
    outbox.answer(1, { mac: 2, ip: 10_000 + nth });
    outbox.flush(link, 2);
  }
  const mine = (nth: number): boolean => outbox.isOurs({ op: 2, spa: 1, tpa: nth });
  assert.equal(mine(0), false, 'the oldest are forgotten');
  assert.equal(mine(10_000 + 9999), true);
});
