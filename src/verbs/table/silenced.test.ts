import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { silencedBy } from './silenced.ts';

test('an address that is published on two links and taken from one is still answered for on the other', () => {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.1.0.1/24'] }, e2: {} },
    forwarding: true,
    routes: ['10.9.0.50 dev e2', '10.9.0.0/24 dev e0', '10.9.0.0/24 dev e1 metric 5'],
    published: ['10.9.0.50 dev e0', '10.9.0.50 dev e1'],
  });
  const told = silencedBy(host, [{ do: 'unpublish', ip: '10.9.0.50', link: 'e0' }]);
  assert.deepEqual([...new Set(told.map(({ ip, on }) => `${ip}@${on}`))], ['10.9.0.50@e0']);
});

test('of what a vxlan answers only an up one tells', () => {
  const vxlan = (up: boolean): HostSnapshot => {
    const host = hostWith({
      links: { vx0: { up } },
      neighbours: [{ link: 'vx0', ip: '10.0.0.7', mac: '02:00:00:00:00:07', state: 'permanent' }],
    });
    return { ...host, links: host.links.map((link) => ({ ...link, vxlanProxy: link.name === 'vx0' })) };
  };
  const removed = [{ do: 'remove-neighbour', ip: '10.0.0.7', link: 'vx0' }] as const;
  assert.deepEqual(
    silencedBy(vxlan(true), removed).map(({ ip, on }) => `${ip}@${on}`),
    ['10.0.0.7@vx0'],
  );
  assert.deepEqual(silencedBy(vxlan(false), removed), []);
});
