import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { after } from '../change/after.ts';
import { commandOf } from '../change/change.ts';
import { hostWith } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { faultsOn } from './fits.ts';
import { type Plan, planFor } from './plan.ts';
import { readDeclaration } from './read.ts';

const commands = ({ steps }: Plan): readonly string[] => steps.map(({ change }) => commandOf(change));
const reached = (host: HostSnapshot, { steps }: Plan): HostSnapshot =>
  after(
    host,
    steps.map(({ change }) => change),
  );

const nic = fc.record({
  first: fc.constantFrom('10.0.0', '10.1.0', '10.2.0'),
  host: fc.integer({ min: 1, max: 20 }),
  up: fc.boolean(),
  second: fc.boolean(),
});

const hosts = fc
  .record({
    nics: fc.array(nic, { minLength: 2, maxLength: 3 }),
    all: fc.record({
      arp_ignore: fc.constantFrom(0, 1, 3),
      arp_announce: fc.constantFrom(0, 2),
      rp_filter: fc.constantFrom(0, 1, 2),
      promote_secondaries: fc.constantFrom(0, 1),
    }),
    forwarding: fc.boolean(),
    vip: fc.constantFrom([], ['10.0.0.200/32'], ['10.0.0.200/24']),
    published: fc.subarray(['10.0.0.50', '10.0.0.50 dev e0', '10.0.0.51 dev e1']),
  })
  .map(({ nics, all, forwarding, vip, published }) => {
    const links = nics.map(({ first, host, second, up }, at) => {
      const addresses = [`${first}.${host + 20 * at}/24`, ...(second ? [`${first}.${100 + at}/24`] : [])];
      return [`e${at}`, { addresses, up: at === 0 || up }] as const;
    });
    const wish = {
      links: { lo: { addresses: vip }, ...Object.fromEntries(links) },
      all,
      forwarding,
      published,
    };
    return hostWith({
      ...wish,
      neighbours: [{ link: 'e0', ip: '10.0.0.99', mac: '02:00:00:00:00:99', state: 'permanent' }],
    });
  });

const files = fc.record(
  {
    vip: fc.record({
      role: fc.constant('real-server'),
      addresses: fc.constantFrom(['10.0.0.200'], ['10.0.0.200', '10.0.0.201']),
    }),
    flux: fc.record({ interfaces: fc.constant(['e0', 'e1']), 'source-routing': fc.boolean() }),
    'vlan-router': fc.record({
      parent: fc.constant('e1'),
      vlans: fc.constantFrom([5], ['5-7']),
      address: fc.constant('10.64.0.1/24'),
      'public-side': fc.constant('e0'),
      machines: fc.constant(['10.0.0.60-62']),
      each: fc.constant(3),
      pvlan: fc.boolean(),
    }),
    published: fc.record({
      addresses: fc.constant(['10.0.0.50-51']),
      interfaces: fc.constantFrom(['e0'], ['e0', 'e1']),
    }),
    address: fc.constantFrom(
      [{ address: '10.7.0.1/24', interface: 'e0' }],
      [{ address: '10.0.0.1/16', interface: 'e1' }],
    ),
    route: fc.constant([{ to: '10.99.0.0/16', interface: 'e0', metric: 7 }]),
    neighbour: fc.constant([{ ip: '10.0.0.99', mac: '02:00:00:00:00:98', interface: 'e0' }]),
    mac: fc.constant({ e0: '02:aa:00:00:00:01' }),
    timers: fc.constant({ locktime: '2s' }),
  },
  { requiredKeys: [] },
);

/** What a host is, whatever the order in which it came to be. */
function essence(host: HostSnapshot): unknown {
  const sorted = (items: readonly unknown[]): readonly string[] =>
    items.map((one) => JSON.stringify(one)).sort();
  const { links, conf, neigh, table, plain } = host;
  return {
    links,
    conf,
    neigh,
    table,
    plain,
    rules: sorted(host.rules.map(({ priority, from, table: of }) => [priority, from, of])),
    published: sorted(host.published.map(({ ip, link }) => [ip, link])),
    neighbours: sorted(host.neighbours.map(({ link, ip, mac }) => [link, ip, mac])),
    addresses: sorted(
      host.addresses.map(({ link, local, prefixLength, scope }) => [link, local, prefixLength, scope]),
    ),
    routes: sorted(
      host.routes.map(({ table: of, type, destination, metric, nexthops }) => [
        of,
        type,
        destination,
        metric,
        nexthops.map(({ link, via }) => [link, via]),
      ]),
    ),
  };
}

test('any declaration: its plan leads to a host that needs no plan, and the undo of each step leads back', () => {
  let judged = 0;
  fc.assert(
    fc.property(hosts, files, (host, file) => {
      const read = readDeclaration(file, () => null);
      if (!read.ok || faultsOn(read.value, host).length > 0) return;
      judged++;
      const plan = planFor(read.value, host);
      const there = reached(host, plan);
      assert.deepEqual(commands(planFor(read.value, there)), [], 'a second time');
      assert.deepEqual(planFor(read.value, there).shifts, []);
      const back = plan.steps.toReversed().flatMap(({ undo }) => undo);
      assert.deepEqual(essence(after(there, back)), essence(host));
    }),
    { numRuns: 600 },
  );
  assert.ok(judged > 300, `only ${judged} were judged`);
});
