import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../base/ipv4.ts';
import { spokenFor } from './spoken-for.ts';

test('gateways, peers and broadcast addresses, each once', () => {
  const hop = { link: 'eth0', weight: 1, dead: false, linkdown: false };
  const route = {
    nexthops: [
      { ...hop, via: '10.0.0.1' },
      { ...hop, via: null },
    ],
  };
  const addresses = [
    { peer: '10.9.0.2', broadcast: '10.0.0.255' },
    { peer: null, broadcast: null },
  ];
  const found = spokenFor({ routes: [route, route], addresses });
  assert.deepEqual(found.map(formatIpv4), ['10.0.0.1', '10.9.0.2', '10.0.0.255']);
});
