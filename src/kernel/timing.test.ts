// Times of the neighbour table. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latest } from './neighbour.ts';
import { timingOf } from './timing.ts';
import { versionOf } from './versions.ts';

const KERNEL = versionOf('6.18.44');

test('#timers-late: before 5.14 retrans_time is never shorter than half a second', () => {
  assert.equal(timingOf({ retrans_time_ms: 100 }, versionOf('5.4.0')).retransmit, 500);
  assert.equal(timingOf({ retrans_time_ms: 1 }, KERNEL).retransmit, 10);
  assert.equal(timingOf({ mcast_resolicit: 2 }, versionOf('4.0')).multicastResolicit, 0);
  assert.equal(timingOf({}, versionOf('4.0')).queueBytes, 65_536);
});

test('#timers-late: by a tick and at most an eighth', () => {
  assert.deepEqual(
    [100, 1000, 5000, 60_000].map((span) => latest(span) - span),
    [8, 36, 260, 2052],
  );
});
