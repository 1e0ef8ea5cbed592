import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangeKind, SystemChange } from './change.ts';
import { readChange } from './read-change.ts';

const ADDRESS = {
  link: 'eth0',
  local: '10.0.0.1',
  prefixLength: 24,
  peer: null,
  scope: 'global',
  label: null,
};
const ROUTE = { table: 254, destination: '10.0.0.0/24', link: 'eth0', via: null, source: null };
const RULE = { priority: 500, from: '10.0.0.1', table: 101 };
const EACH: Readonly<Record<ChangeKind, object>> = {
  'set-conf': { link: 'all', setting: 'arp_ignore', value: 1 },
  'set-neigh': { link: 'eth0', setting: 'locktime', value: 100 },
  'set-threshold': { setting: 'gc_thresh1', value: 128 },
  'set-gc-interval': { setting: 'gc_interval', value: 30 },
  'add-address': ADDRESS,
  'remove-address': { ...ADDRESS, peer: '10.0.0.2', scope: 253, label: 'eth0:1' },
  'add-route': { ...ROUTE, metric: 5, protocol: 4, scope: 'link', onlink: true },
  'remove-route': { ...ROUTE, destination: '0.0.0.0/0', via: '10.0.0.254', source: '10.0.0.1' },
  'add-rule': { ...RULE, suppress: 0 },
  'remove-rule': { ...RULE, from: '10.88.0.0/16' },
  publish: { ip: '10.0.0.9', link: null },
  unpublish: { ip: '10.0.0.9', link: 'eth0' },
  'set-neighbour': { link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09' },
  'remove-neighbour': { link: 'eth0', ip: '10.0.0.9' },
  'set-mac': { link: 'eth0', mac: '02:00:00:00:00:09' },
  'add-vlan': { link: 'eth0.7', parent: 'eth0', protocol: 0x8100, id: 7 },
  'remove-link': { link: 'eth0.7' },
  'set-up': { link: 'eth0', up: false },
  'set-sysctl': { setting: 'icmp_echo_ignore_broadcasts', value: 1 },
  'set-guard': {
    guard: {
      links: ['eth0'],
      mode: 'drop',
      guarded: [{ ip: '10.0.0.1', macs: ['02:00:00:00:00:01'], expires: 60 }],
    },
  },
};
const CHANGES = Object.entries(EACH).map(([kind, rest]) => ({ do: kind, ...rest }) as SystemChange);

test('every kind comes back from the disk as it was', () => {
  for (const change of CHANGES)
    assert.deepEqual(readChange(JSON.parse(JSON.stringify(change))), change, change.do);
});

test('without one of its fields, or with a field of another type, it is none', () => {
  for (const change of CHANGES) {
    // What may be left out of an entry, a route or a rule.
    const optional = ['metric', 'protocol', 'scope', 'onlink', 'suppress'];
    for (const name of Object.keys(change)) {
      const { [name]: _, ...less } = change as Readonly<Record<string, unknown>>;
      const may = (change.do === 'add-route' || change.do === 'add-rule') && optional.includes(name);
      assert.equal(readChange(less) === null, !may, `${change.do} without ${name}`);
      assert.equal(readChange({ ...change, [name]: {} }), null, `${change.do} with another ${name}`);
    }
  }
});

test('an entry as older versions wrote it, with every field', () => {
  const old = {
    do: 'set-neighbour',
    how: 'replace',
    link: 'eth0',
    ip: '10.0.0.9',
    mac: null,
    state: 'none',
    flags: ['managed'],
    protocol: null,
  };
  assert.deepEqual(readChange(old), old);
  for (const wrong of [
    { how: 'perhaps' },
    { state: 'warm' },
    { flags: 'managed' },
    { protocol: '4' },
    { mac: '02' },
  ])
    assert.equal(readChange({ ...old, ...wrong }), null, JSON.stringify(wrong));
});

test('what no version ever wrote is none', () => {
  for (const record of [null, 7, 'set-up', [], {}, { do: 'toString' }, { do: 'set-tune', link: 'eth0' }])
    assert.equal(readChange(record), null, JSON.stringify(record));
});
