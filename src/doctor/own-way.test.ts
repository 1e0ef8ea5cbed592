import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { parsePrefix } from '../base/prefix.ts';
import { hostWith } from '../kernel/build-host.ts';
import { hostsAside } from './own-way.ts';

test('a host route counts as aside when it leads to a link that is none of the segment', () => {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, v0: {}, v1: {} },
    routes: ['10.0.0.50 dev v0', '10.0.0.51 dev e0', '10.0.1.52 dev v1', '10.0.0.64/28 dev v1'],
  });
  const found = hostsAside(host, parsePrefix('10.0.0.0/24')!, ['e0']);
  assert.deepEqual(found.map(formatIpv4), ['10.0.0.50']);
});
