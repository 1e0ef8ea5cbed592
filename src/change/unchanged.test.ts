import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { isUnchanged } from './unchanged.ts';

const HOST = hostWith({
  links: { eth0: { addresses: ['10.0.0.1/24'] } },
  neighbours: [{ link: 'eth0', ip: '10.0.0.2', mac: '02:00:00:00:00:02', state: 'reachable' }],
});

test('time that went by and packets that were counted change nothing', () => {
  const later: HostSnapshot = {
    ...HOST,
    takenAt: (HOST.takenAt ?? 0) + 1000,
    neighbours: HOST.neighbours.map((entry) => ({
      ...entry,
      ages: { used: 9, confirmed: 9, updated: 9 },
      probes: 2,
    })),
    table: { ...HOST.table, entries: 99, fulls: 7 },
  };
  assert.ok(isUnchanged(HOST, later));
  assert.ok(isUnchanged(HOST, HOST));
});

test('whatever else differs is a change', () => {
  const changed: readonly HostSnapshot[] = [
    { ...HOST, links: HOST.links.map((link) => ({ ...link, carrier: !link.carrier })) },
    { ...HOST, addresses: HOST.addresses.toReversed() },
    { ...HOST, routes: HOST.routes.slice(1) },
    { ...HOST, neighbours: HOST.neighbours.map((entry) => ({ ...entry, state: 'permanent' })) },
    { ...HOST, neighbours: [] },
    { ...HOST, published: [{ ip: '10.0.0.9', link: null, permanent: true }] },
    { ...HOST, conf: { ...HOST.conf, all: { ...HOST.conf.all, arp_ignore: 1 } } },
    { ...HOST, neigh: { ...HOST.neigh, links: {} } },
    { ...HOST, table: { ...HOST.table, thresh3: 5 } },
    { ...HOST, netfilter: 'unknown' },
    { ...HOST, unread: ['x'] },
  ];
  for (const now of changed) assert.ok(!isUnchanged(HOST, now), JSON.stringify(now).slice(0, 200));
});
