import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { after } from './after.ts';
import { canonical } from './canonical.ts';
import type { SystemChange } from './change.ts';
import { differencesOf } from './merge-states.ts';
import { putBack } from './put-back.ts';
import { stateOf } from './snapshot-state.ts';
import { touchedBy } from './touched.ts';

const HOST = hostWith({
  links: {
    e0: { addresses: ['10.0.0.1/24'] },
    'e0.10': { addresses: ['10.1.0.1/24'], kind: 'vlan', lower: 'e0', vlan: 10, conf: { arp_ignore: 3 } },
  },
  neighbours: [{ link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'reachable' }],
});
const VLAN = { do: 'add-vlan', link: 'e0.20', parent: 'e0', protocol: 0x8100, id: 20 } as const;

function thereAndBack(changes: readonly SystemChange[], meanwhile: readonly SystemChange[] = []) {
  const goal = stateOf(HOST, touchedBy(changes, HOST));
  const host = putBack(after(after(HOST, changes), meanwhile), goal);
  return { host, left: differencesOf(goal, stateOf(host, goal.touched)) };
}

test('a VLAN that was made goes, with what was put on it', () => {
  const { host, left } = thereAndBack([
    VLAN,
    { do: 'set-up', link: 'e0.20', up: true },
    { do: 'set-conf', link: 'e0.20', setting: 'arp_ignore', value: 1 },
    { do: 'publish', link: 'e0.20', ip: '10.2.0.9' },
  ]);
  assert.deepEqual([canonical(host), left], [canonical(HOST), []]);
});

test('a VLAN that was taken away is made again, with its settings and addresses', () => {
  const { host, left } = thereAndBack([{ do: 'remove-link', link: 'e0.10' }]);
  assert.deepEqual([canonical(host), left], [canonical(HOST), []]);
});

test('any other link that is gone cannot be made again, and nothing is brought back on it', () => {
  const bare = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.3.0.1/24'] } },
  });
  const change = { do: 'publish', link: 'e1', ip: '10.3.0.9' } as const;
  const goal = stateOf(bare, touchedBy([change], bare));
  const host = putBack(after(bare, [{ do: 'remove-link', link: 'e1' }]), goal);
  assert.deepEqual(
    host.links.map(({ name }) => name),
    ['lo', 'e0'],
  );
  assert.equal(
    host.addresses.some(({ link }) => link === 'e1'),
    false,
  );
  assert.ok(differencesOf(goal, stateOf(host, goal.touched)).includes('e1 is gone'));
});

test('a static entry that was set goes, and what was learned stays', () => {
  const changes = [{ do: 'set-neighbour', link: 'e0', ip: '10.0.0.7', mac: '02:00:00:00:00:07' }] as const;
  const { host } = thereAndBack(changes);
  assert.deepEqual(
    host.neighbours.map(({ ip, state }) => [ip, state]),
    [['10.0.0.9', 'reachable']],
  );
});
