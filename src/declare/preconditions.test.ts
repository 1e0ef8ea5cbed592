import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../change/change.ts';
import { hostWith } from '../kernel/build-host.ts';
import { holds, preconditionsOf, preconditionWords } from './preconditions.ts';

const HOST = hostWith({
  links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { up: false } },
});

/** What a change needs that is not so on the host. */
const missing = (change: SystemChange): readonly string[] =>
  preconditionsOf(change)
    .filter((needed) => !holds(needed, HOST))
    .map(preconditionWords);

test('a route needs its link up, and its source on this host', () => {
  const route = { do: 'add-route', table: 254, destination: '10.7.0.0/16', via: null } as const;
  assert.deepEqual(missing({ ...route, link: 'e0', source: '10.0.0.1' }), []);
  assert.deepEqual(missing({ ...route, link: 'e1', source: null }), ['e1 is up']);
  assert.deepEqual(missing({ ...route, link: 'e0', source: '10.0.0.9' }), [
    '10.0.0.9 is an address of this host',
  ]);
});

test('an address and a VLAN must not be there yet, what they stand on must be', () => {
  const address = { do: 'add-address', prefixLength: 24, peer: null, scope: 'global', label: null } as const;
  assert.deepEqual(missing({ ...address, link: 'e1', local: '10.0.0.1' }), []);
  assert.deepEqual(missing({ ...address, link: 'e0', local: '10.0.0.1' }), ['e0 does not have 10.0.0.1 yet']);
  const vlan = { do: 'add-vlan', parent: 'e0', protocol: 0x8100, id: 7 } as const;
  assert.deepEqual(missing({ ...vlan, link: 'e0.7' }), []);
  assert.deepEqual(missing({ ...vlan, link: 'e1' }), ['there is no e1 yet']);
  assert.deepEqual(missing({ ...vlan, link: 'e9.7', parent: 'e9' }), ['e9 is there']);
});

test('a static neighbour needs its link up; conf/all and conf/default need none', () => {
  const entry = { do: 'set-neighbour', ip: '10.0.0.7', mac: '02:00:00:00:00:07' } as const;
  assert.deepEqual(missing({ ...entry, link: 'e1' }), ['e1 is up']);
  for (const link of ['all', 'default', 'e1'])
    assert.deepEqual(missing({ do: 'set-conf', link, setting: 'arp_ignore', value: 1 }), []);
  assert.deepEqual(missing({ do: 'set-conf', link: 'e9', setting: 'arp_ignore', value: 1 }), ['e9 is there']);
});
