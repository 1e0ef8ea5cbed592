import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECTIONS, readDeclaration } from '../../src/declare/read.ts';
import { faultsOf, schemaNamed } from '../records/schema.ts';

interface Table {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly items?: Table;
}

const SCHEMA = schemaNamed('declaration.v1') as Table & ReturnType<typeof schemaNamed>;

/** Every key of every section at least once. */
const WHOLE: Readonly<Record<(typeof SECTIONS)[number], readonly unknown[]>> = {
  vip: [
    {
      role: 'real-server',
      addresses: ['10.0.0.200', '10.0.0.210-10.0.0.219', '10.0.0.220-229', '10.0.1.16/28'],
      arp_ignore: 3,
    },
    { role: 'balancer', addresses: '10.0.0.200', interface: 'eth0' },
  ],
  flux: [{ interfaces: ['eth0', 'eth1'], 'source-routing': false, gateway: '10.0.0.254' }],
  'vlan-router': [
    {
      parent: 'eth1',
      vlans: [5, '7-9'],
      address: '10.1.0.1/24',
      protocol: '802.1ad',
      name: 'vlan{id}',
      forwarding: false,
    },
    { parent: 'eth1', vlans: 5, addresses: ['10.1.0.1/24', '10.2.0.1/24'], pvlan: true, proxy_arp: true },
    { parent: 'eth1', vlans: '5-6', machines: ['203.0.113.10-19'], each: 5, 'public-side': 'eth0' },
  ],
  published: [
    { addresses: ['10.0.0.5', '10.0.0.7-9'], interfaces: 'eth0', to: 'veth0', 'source-routing': true },
  ],
  route: [
    {
      to: '10.0.0.0/8',
      via: '10.9.0.1',
      interface: 'eth0',
      source: '10.9.0.2',
      table: 'main',
      metric: 5,
      onlink: true,
    },
  ],
  address: [{ address: '10.0.0.1/24', interface: 'eth0', peer: '10.0.0.2', scope: 'link', label: 'eth0:1' }],
  neighbour: [{ ip: '10.0.0.9', mac: '02:00:00:00:00:09', interface: 'eth0' }],
  mac: [{ eth0: '02:00:00:00:00:01' }],
  timers: [{ interfaces: ['eth0'], locktime: '1s', ucast_solicit: 3 }],
  guard: [
    {
      interface: 'eth0',
      mode: 'count',
      expires: '30d',
      speaker: [{ address: 'gateway', macs: ['02:00:00:00:00:01'], vrrp: 10 }],
    },
    { interfaces: ['eth0'], speaker: [{ addresses: ['10.0.0.10-19'], macs: ['02:00:00:00:00:02'] }] },
  ],
};

const free: ReadonlySet<string> = new Set(['mac', 'timers']);

for (const section of SECTIONS)
  test(`[${section}]: what the schema describes is what is read`, () => {
    const table = SCHEMA.properties![section] as Table;
    const keys = (table.items ?? table).properties ?? {};
    const used = new Set<string>();
    for (const value of WHOLE[section]) {
      const file = { [section]: value };
      const read = readDeclaration(file, () => null);
      assert.ok(read.ok, JSON.stringify(read));
      for (const key of Object.keys(value as object)) used.add(key);
      if (!free.has(section)) assert.deepEqual(faultsOf(value, (table.items ?? table) as never), []);
    }
    if (!free.has(section))
      assert.deepEqual([...used].toSorted(compare), Object.keys(keys).toSorted(compare));
  });

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

test('the schema names every section, and only those', () => {
  assert.deepEqual(
    Object.keys(SCHEMA.properties ?? {}).toSorted(compare),
    ['host', ...SECTIONS].toSorted(compare),
  );
});
