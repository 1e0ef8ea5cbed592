import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { after } from '../change/after.ts';
import { commandOf, type SystemChange } from '../change/change.ts';
import { sourceRouting } from './remedies.ts';
import { sceneOf, sharedSegments } from './scene.ts';

const LINKS = {
  e0: { addresses: ['10.0.0.1/24'] },
  e1: { addresses: ['10.0.0.2/24'] },
  e2: { addresses: ['10.0.0.3/24'] },
};

function routing(host: HostSnapshot): readonly SystemChange[] {
  const scene = sceneOf(host);
  return sharedSegments(scene).flatMap((segment) => sourceRouting(scene, segment));
}

test('source routing is for all addresses of the segment but those that have their rule', () => {
  const host = hostWith({
    links: LINKS,
    rules: ['from 10.0.0.2 lookup 7'],
    routes: ['10.0.0.0/24 dev e1 table 7'],
  });
  assert.deepEqual(routing(host).map(commandOf), [
    'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 102 scope host',
    'ip rule add from 10.0.0.1 lookup 102 priority 10002',
    'ip route add 10.0.0.0/24 dev e2 src 10.0.0.3 table 104 scope host',
    'ip rule add from 10.0.0.3 lookup 104 priority 10004',
  ]);
});

test('it outlives every link going down and up, in any order', () => {
  const host = hostWith({ links: LINKS });
  const routed = after(host, routing(host));
  for (const link of ['e0', 'e2', 'e1', 'e0']) {
    const flapped = after(routed, [
      { do: 'set-up', link, up: false },
      { do: 'set-up', link, up: true },
    ]);
    assert.deepEqual(routing(flapped), []);
  }
});

test('K6: with a narrower mask the rest of the segment goes by the gateway; a mask of another address is known', () => {
  const routes = ['default via 10.0.0.254 dev e1'];
  const narrow = { e0: { addresses: ['10.0.0.1/25'] }, e1: LINKS.e1 };
  const told = (links: typeof narrow) => routing(hostWith({ links, routes })).map(commandOf);
  assert.ok(told(narrow).includes('ip route add 10.0.0.0/24 via 10.0.0.254 dev e0 table 102 onlink'));
  const both = { ...narrow, e0: { addresses: ['10.0.0.1/25', '10.0.0.3/24'] } };
  assert.ok(told(both).includes('ip route add 10.0.0.0/24 dev e0 table 102 scope host'));
});
