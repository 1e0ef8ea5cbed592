import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { after } from './after.ts';
import { mergeStates } from './merge-states.ts';
import { stateOf } from './snapshot-state.ts';
import { intersects, NOTHING_TOUCHED, touchedBy } from './touched.ts';

const plain = hostWith({
  links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: { addresses: ['10.0.0.2/24'] } },
});
/** A VLAN on eth1, and one on that. */
const HOST = {
  ...plain,
  links: [
    ...plain.links,
    ...['eth1.7', 'eth1.7.9'].map((name, at) => ({
      ...plain.links.at(-1)!,
      index: 20 + at,
      name,
      kind: 'vlan',
      lower: at === 0 ? 'eth1' : 'eth1.7',
    })),
  ],
};

test('a setting touches itself, all/forwarding that of every link', () => {
  const one = touchedBy([{ do: 'set-conf', link: 'eth0', setting: 'arp_ignore', value: 1 }], HOST);
  assert.deepEqual(one, { ...NOTHING_TOUCHED, conf: ['eth0 arp_ignore'] });
  const all = touchedBy([{ do: 'set-conf', link: 'all', setting: 'forwarding', value: 1 }], HOST);
  assert.ok(
    ['all', 'default', 'eth0', 'eth1', 'lo'].every((link) => all.conf.includes(`${link} forwarding`)),
  );
});

test('what stands on a link goes down with it, and its addresses are sources of routes elsewhere', () => {
  const down = touchedBy([{ do: 'set-up', link: 'eth1', up: false }], HOST);
  assert.deepEqual([down.links, down.sources], [['eth1', 'eth1.7', 'eth1.7.9'], ['10.0.0.2']]);
  assert.deepEqual(touchedBy([{ do: 'set-up', link: 'eth1.7', up: false }], HOST).links, [
    'eth1.7',
    'eth1.7.9',
  ]);
});

test('two touch the same, or do not', () => {
  const eth0 = touchedBy([{ do: 'publish', link: 'eth0', ip: '10.0.0.9' }], HOST);
  const eth1 = touchedBy([{ do: 'publish', link: 'eth1', ip: '10.0.0.9' }], HOST);
  const rule = touchedBy([{ do: 'add-rule', priority: 1, from: '10.0.0.1', table: 9 }], HOST);
  const everywhere = touchedBy([{ do: 'publish', link: null, ip: '10.0.0.9' }], HOST);
  assert.ok(intersects(eth0, eth0) && intersects(rule, rule) && intersects(everywhere, everywhere));
  assert.ok(!intersects(eth0, eth1) && !intersects(eth0, rule) && !intersects(rule, everywhere));
});

test('an address touches the routes of others to its network: what comes behind them must not take them along when it goes', () => {
  const lone = { ...HOST, links: [...HOST.links, { ...HOST.links[1]!, index: 30, name: 'eth2' }] };
  const address = {
    link: 'eth2',
    local: '10.0.0.3',
    prefixLength: 24,
    peer: null,
    scope: 'global',
    label: null,
  } as const;
  const touched = touchedBy([{ do: 'add-address', ...address }], lone);
  assert.deepEqual(touched.destinations, ['10.0.0.0/24', '10.0.0.255/32']);
  // What leads nowhere is on no link, and goes along all the same.
  const thrown = { ...HOST.routes[0]!, destination: '10.9.0.0/24', type: 'throw', nexthops: [] } as const;
  const nowhere = { ...lone, routes: [...lone.routes, thrown] };
  assert.deepEqual(touchedBy([{ do: 'add-address', ...address, local: '10.9.0.3' }], nowhere).destinations, [
    '10.9.0.0/24',
  ]);
  const far = touchedBy([{ do: 'add-address', ...address, local: '10.9.0.3' }], lone);
  assert.equal(far.destinations, undefined);
  const before = stateOf(lone, touched);
  const then = stateOf(after(lone, [{ do: 'add-address', ...address }]), touched);
  const kept = mergeStates(before, then, then)
    .items.route.map(({ key }) => key)
    .toSorted();
  assert.deepEqual(kept, before.items.route.map(({ key }) => key).toSorted());
  assert.ok(kept.length >= 2);
});
