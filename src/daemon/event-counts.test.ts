import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchEvent } from '../inventory/watch-event.ts';
import { GUESTS, IP, OFFICE, told } from '../../test/contracts/store.ts';
import { EventCounts, MOST_HOLDERS, MOST_NETWORKS } from './event-counts.ts';

function counted(...events: readonly WatchEvent[]): EventCounts {
  const counts = new EventCounts();
  for (const event of events) counts.take(event);
  return counts;
}

test('an episode counts once, and is open until it ends', () => {
  const { events, open } = counted(
    told('conflict-1', { severity: 'warning' }),
    told('conflict-1', { state: 'update', severity: 'critical', lasted: 5 }),
    told('conflict-2', { network: GUESTS }),
    told('conflict-2', { network: GUESTS, state: 'close', lasted: 9 }),
    told('scan-1', { kind: 'scan', state: 'close', severity: 'info' }),
  ).counters;
  assert.deepEqual(events, [
    { network: 'eth0', kind: 'conflict', count: 1 },
    { network: 'eth0.20', kind: 'conflict', count: 1 },
    { network: 'eth0', kind: 'scan', count: 1 },
  ]);
  assert.deepEqual(open, [{ network: 'eth0', kind: 'conflict', severity: 'critical', count: 1 }]);
});

test('who goes on from before this run is open, and no new one', () => {
  const { events, open } = counted(told('conflict-1', { state: 'update', lasted: 5 })).counters;
  assert.deepEqual([events, open.length], [[], 1]);
});

test('a gateway that goes to another machine is counted, an address of anybody is not', () => {
  const moved = { kind: 'failover', state: 'close' } as const;
  const { holders } = counted(
    told('failover-1', { ...moved, gateway: true }),
    told('failover-2', { ...moved, gateway: true }),
    told('failover-3', { ...moved, ip: IP + 1 }),
    told('scan-1', { ...moved, kind: 'scan', gateway: true, ip: IP + 2 }),
  ).counters;
  assert.deepEqual(holders, [{ network: 'eth0', address: IP, count: 2 }]);
});

test('networks and holders that somebody makes up have a bound', () => {
  const counts = counted(
    ...Array.from({ length: MOST_NETWORKS + 50 }, (_, vlan) =>
      told(`failover-${vlan}`, {
        kind: 'failover',
        state: 'close',
        gateway: true,
        ip: IP + vlan,
        network: { ...OFFICE, vlan },
      }),
    ),
  ).counters;
  assert.equal(counts.events.length, MOST_NETWORKS + 1);
  assert.deepEqual(counts.events.at(-1), { network: 'other', kind: 'failover', count: 50 });
  assert.equal(counts.holders.length, MOST_HOLDERS);
});
