import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import type { HostSnapshot, RuleSnapshot } from '../kernel/host.ts';
import { after } from './after.ts';
import { type ChangeKind, commandOf, type SystemChange } from './change.ts';
import { invert } from './invert.ts';

const before: HostSnapshot = {
  ...hostWith({
    links: {
      lo: { addresses: ['10.0.0.200/32'] },
      e0: { addresses: ['10.0.0.1/24'], conf: { arp_ignore: 3 } },
      'e0.10': { addresses: ['10.1.0.1/24'], kind: 'vlan', lower: 'e0', vlan: 10 },
    },
    all: { arp_ignore: 1 },
    routes: ['default via 10.0.0.254 dev e0', '10.0.0.0/24 dev e0 src 10.0.0.1 table 101'],
    rules: ['from 10.0.0.1 lookup 101 pref 500'],
    published: ['10.1.0.50 dev e0', '10.0.0.60 dev e0.10'],
    neighbours: [{ link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' }],
    forwarding: true,
  }),
  neigh: { default: { locktime: 100 }, links: { e0: { locktime: 200 }, 'e0.10': { locktime: 100 }, lo: {} } },
  table: { entries: null, thresh1: 128, thresh2: 512, thresh3: 1024, fulls: 0, gcInterval: 30 },
  plain: { icmp_echo_ignore_broadcasts: 0 },
};

const lo = {
  link: 'lo',
  local: '10.0.0.200',
  prefixLength: 32,
  peer: null,
  scope: 'global',
  label: null,
} as const;
const viaGateway = { table: 254, destination: '0.0.0.0/0', link: 'e0', via: '10.0.0.254', source: null };
const onLink = { table: 103, destination: '10.0.0.0/24', link: 'e0', via: null, source: '10.0.0.1' };

type Row = readonly [change: SystemChange, command: string, back: readonly string[]];

const TABLE: Readonly<Record<ChangeKind, readonly Row[]>> = {
  'set-conf': [
    [
      { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 2 },
      'sysctl -w net.ipv4.conf.all.arp_ignore=2',
      ['sysctl -w net.ipv4.conf.all.arp_ignore=1'],
    ],
    [
      { do: 'set-conf', link: 'e0.10', setting: 'arp_ignore', value: 1 },
      'sysctl -w net/ipv4/conf/e0.10/arp_ignore=1',
      ['sysctl -w net/ipv4/conf/e0.10/arp_ignore=0'],
    ],
    [
      { do: 'set-conf', link: 'e0', setting: 'arp_ignore', value: 3 },
      'sysctl -w net.ipv4.conf.e0.arp_ignore=3',
      [],
    ],
    [
      { do: 'set-conf', link: 'default', setting: 'forwarding', value: 0 },
      'sysctl -w net.ipv4.conf.default.forwarding=0',
      ['sysctl -w net.ipv4.conf.default.forwarding=1'],
    ],
  ],
  'set-neigh': [
    [
      { do: 'set-neigh', link: 'e0', setting: 'locktime', value: 100 },
      'sysctl -w net.ipv4.neigh.e0.locktime=100',
      ['sysctl -w net.ipv4.neigh.e0.locktime=200'],
    ],
    [
      { do: 'set-neigh', link: 'default', setting: 'locktime', value: 50 },
      'sysctl -w net.ipv4.neigh.default.locktime=50',
      ['sysctl -w net.ipv4.neigh.default.locktime=100'],
    ],
  ],
  'set-threshold': [
    [
      { do: 'set-threshold', setting: 'gc_thresh3', value: 4096 },
      'sysctl -w net.ipv4.neigh.default.gc_thresh3=4096',
      ['sysctl -w net.ipv4.neigh.default.gc_thresh3=1024'],
    ],
  ],
  'set-gc-interval': [
    [
      { do: 'set-gc-interval', setting: 'gc_interval', value: 60 },
      'sysctl -w net.ipv4.neigh.default.gc_interval=60',
      ['sysctl -w net.ipv4.neigh.default.gc_interval=30'],
    ],
  ],
  'add-address': [
    [{ do: 'add-address', ...lo }, 'ip address add 10.0.0.200/32 dev lo', []],
    [
      { do: 'add-address', ...lo, local: '10.0.0.201', scope: 'host', label: 'lo:1' },
      'ip address add 10.0.0.201/32 dev lo scope host label lo:1',
      ['ip address del 10.0.0.201/32 dev lo'],
    ],
  ],
  'remove-address': [
    [
      { do: 'remove-address', ...lo },
      'ip address del 10.0.0.200/32 dev lo',
      ['ip address add 10.0.0.200/32 dev lo'],
    ],
    [{ do: 'remove-address', ...lo, local: '10.0.0.7' }, 'ip address del 10.0.0.7/32 dev lo', []],
    [
      {
        do: 'remove-address',
        link: 'e0',
        local: '10.0.0.1',
        prefixLength: 24,
        peer: null,
        scope: 'global',
        label: null,
      },
      'ip address del 10.0.0.1/24 dev e0',
      [
        'ip address add 10.0.0.1/24 dev e0',
        'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 101',
        'ip route add default via 10.0.0.254 dev e0',
        'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0',
        'ip neigh add proxy 10.1.0.50 dev e0',
      ],
    ],
  ],
  'add-route': [
    [
      { do: 'add-route', ...onLink },
      'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 103',
      ['ip route del 10.0.0.0/24 dev e0 src 10.0.0.1 table 103'],
    ],
    [{ do: 'add-route', ...viaGateway }, 'ip route add default via 10.0.0.254 dev e0', []],
  ],
  'remove-route': [
    [
      { do: 'remove-route', ...viaGateway },
      'ip route del default via 10.0.0.254 dev e0',
      ['ip route add default via 10.0.0.254 dev e0'],
    ],
    [{ do: 'remove-route', ...onLink }, 'ip route del 10.0.0.0/24 dev e0 src 10.0.0.1 table 103', []],
  ],
  'add-rule': [
    [
      { do: 'add-rule', priority: 600, from: '10.0.0.1', table: 103 },
      'ip rule add from 10.0.0.1 lookup 103 priority 600',
      ['ip rule del from 10.0.0.1 lookup 103 priority 600'],
    ],
    [
      { do: 'add-rule', priority: 500, from: '10.0.0.1', table: 101 },
      'ip rule add from 10.0.0.1 lookup 101 priority 500',
      [],
    ],
  ],
  'remove-rule': [
    [
      { do: 'remove-rule', priority: 500, from: '10.0.0.1', table: 101 },
      'ip rule del from 10.0.0.1 lookup 101 priority 500',
      ['ip rule add from 10.0.0.1 lookup 101 priority 500'],
    ],
    [
      { do: 'remove-rule', priority: 1, from: '10.0.0.1', table: 101 },
      'ip rule del from 10.0.0.1 lookup 101 priority 1',
      [],
    ],
  ],
  publish: [
    [
      { do: 'publish', ip: '10.1.0.51', link: 'e0' },
      'ip neigh add proxy 10.1.0.51 dev e0',
      ['ip neigh del proxy 10.1.0.51 dev e0'],
    ],
    [{ do: 'publish', ip: '10.1.0.50', link: 'e0' }, 'ip neigh add proxy 10.1.0.50 dev e0', []],
  ],
  unpublish: [
    [
      { do: 'unpublish', ip: '10.1.0.50', link: 'e0' },
      'ip neigh del proxy 10.1.0.50 dev e0',
      ['ip neigh add proxy 10.1.0.50 dev e0'],
    ],
    [{ do: 'unpublish', ip: '10.1.0.50', link: null }, 'arp -d 10.1.0.50 pub', []],
  ],
  'set-neighbour': [
    [
      { do: 'set-neighbour', link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:99' },
      'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:99 nud permanent dev e0',
      ['ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0'],
    ],
    [
      { do: 'set-neighbour', link: 'e0', ip: '10.0.0.10', mac: '02:00:00:00:00:10' },
      'ip neigh replace 10.0.0.10 lladdr 02:00:00:00:00:10 nud permanent dev e0',
      ['ip neigh del 10.0.0.10 dev e0'],
    ],
  ],
  'remove-neighbour': [
    [
      { do: 'remove-neighbour', link: 'e0', ip: '10.0.0.9' },
      'ip neigh del 10.0.0.9 dev e0',
      ['ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0'],
    ],
  ],
  'set-mac': [
    [
      { do: 'set-mac', link: 'e0', mac: '02:00:00:00:09:09' },
      'ip link set e0 address 02:00:00:00:09:09',
      [
        'ip link set e0 address 02:00:00:00:01:00',
        'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0',
      ],
    ],
    [{ do: 'set-mac', link: 'e0', mac: '02:00:00:00:01:00' }, 'ip link set e0 address 02:00:00:00:01:00', []],
  ],
  'add-vlan': [
    [
      { do: 'add-vlan', link: 'e0.20', parent: 'e0', protocol: 0x8100, id: 20 },
      'ip link add link e0 name e0.20 type vlan id 20',
      ['ip link del e0.20'],
    ],
    [
      { do: 'add-vlan', link: 'e0.10', parent: 'e0', protocol: 0x88a8, id: 10 },
      'ip link add link e0 name e0.10 type vlan protocol 802.1ad id 10',
      [],
    ],
  ],
  'remove-link': [
    [
      { do: 'remove-link', link: 'e0.10' },
      'ip link del e0.10',
      [
        'ip link add link e0 name e0.10 type vlan id 10',
        'ip link set e0.10 address 02:00:00:00:01:01',
        'ip link set e0.10 up',
        'ip address add 10.1.0.1/24 dev e0.10',
        'ip neigh add proxy 10.0.0.60 dev e0.10',
      ],
    ],
  ],
  'set-up': [
    [
      { do: 'set-up', link: 'e0', up: false },
      'ip link set e0 down',
      [
        'ip link set e0 up',
        'ip route add 10.0.0.0/24 dev e0 src 10.0.0.1 table 101',
        'ip route add default via 10.0.0.254 dev e0',
        'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0',
        'ip neigh add proxy 10.1.0.50 dev e0',
        'ip neigh add proxy 10.0.0.60 dev e0.10',
      ],
    ],
    [{ do: 'set-up', link: 'e0', up: true }, 'ip link set e0 up', []],
  ],
  'set-sysctl': [
    [
      { do: 'set-sysctl', setting: 'icmp_echo_ignore_broadcasts', value: 1 },
      'sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=1',
      ['sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0'],
    ],
  ],
  'set-guard': [
    [
      {
        do: 'set-guard',
        guard: {
          links: ['e0'],
          mode: 'count',
          guarded: [{ ip: '10.0.0.254', macs: ['02:00:00:00:00:fe', '02:00:00:00:00:fd'], expires: 60 }],
        },
      },
      `nft 'add table arp arpist; delete table arp arpist; table arp arpist { ${[
        'set guarded { type ipv4_addr; flags timeout; elements = { 10.0.0.254 timeout 60s }; }',
        'set speakers { type ipv4_addr . ether_addr; elements = { 10.0.0.254 . 02:00:00:00:00:fe, 10.0.0.254 . 02:00:00:00:00:fd }; }',
        'set liars { type ipv4_addr . ether_addr; size 1024; flags dynamic,timeout; timeout 1d; counter; }',
        'chain lie { update @liars { arp saddr ip . arp saddr ether }; counter; }',
        'chain in { type filter hook input priority -500; iifname "e0" arp saddr ip @guarded arp saddr ip . arp saddr ether != @speakers goto lie comment "arpist: only those listed may speak for a guarded address"; }',
      ].join('; ')}; }'`,
      ["nft 'add table arp arpist; delete table arp arpist'"],
    ],
    [{ do: 'set-guard', guard: null }, "nft 'add table arp arpist; delete table arp arpist'", []],
  ],
};

/** What a host is, whatever the order in which it came to be. */
function essence(host: HostSnapshot): unknown {
  const sortedTexts = (items: readonly unknown[]): readonly string[] =>
    items.map((one) => JSON.stringify(one)).sort();
  return {
    links: host.links,
    plain: host.plain,
    conf: host.conf,
    neigh: host.neigh,
    table: host.table,
    rules: sortedTexts(host.rules.map(({ priority, from, table }) => [priority, from, table])),
    published: sortedTexts(host.published),
    neighbours: sortedTexts(host.neighbours.map(({ link, ip, mac, state }) => [link, ip, mac, state])),
    addresses: sortedTexts(
      host.addresses.map(({ link, local, prefixLength, scope }) => [link, local, prefixLength, scope]),
    ),
    routes: sortedTexts(
      host.routes.map(({ table, type, destination, nexthops }) => [table, type, destination, nexthops]),
    ),
  };
}

for (const rows of Object.values(TABLE))
  for (const [change, command, back] of rows)
    test(`${command}, and back`, () => {
      const inverse = invert(change, before);
      assert.equal(commandOf(change), command);
      assert.deepEqual(inverse.map(commandOf), back);
      if (inverse.length > 0)
        assert.deepEqual(essence(after(after(before, [change]), inverse)), essence(before));
    });

test('all/forwarding is copied to every link, and its inverse gives each link its own back', () => {
  const host = hostWith({ links: { e0: { conf: { forwarding: 1 } }, e1: {} } });
  const change: SystemChange = { do: 'set-conf', link: 'all', setting: 'forwarding', value: 1 };
  const changed = after(host, [change]);
  assert.equal(changed.conf.links['e1']?.forwarding, 1);
  assert.deepEqual(essence(after(changed, invert(change, host))), essence(host));
});

test('a name that a shell would take for more than a name is quoted', () => {
  const named = (link: string): string => commandOf({ do: 'remove-neighbour', link, ip: '10.0.0.9' });
  assert.equal(named('eth0.10@if3'), 'ip neigh del 10.0.0.9 dev eth0.10@if3');
  assert.equal(named('e0;reboot'), "ip neigh del 10.0.0.9 dev 'e0;reboot'");
  assert.equal(named("e0'$(x)"), String.raw`ip neigh del 10.0.0.9 dev 'e0'\''$(x)'`);
  const set: SystemChange = { do: 'set-conf', link: 'e0`x`', setting: 'arp_ignore', value: 1 };
  assert.equal(commandOf(set), "sysctl -w 'net.ipv4.conf.e0`x`.arp_ignore=1'");
});

test('a primary address takes its secondary ones along, and they come back with it', () => {
  const links = { e0: { addresses: ['10.0.0.1/24', '10.0.0.2/24', '10.1.0.1/24'] } };
  const host = hostWith({
    links,
    neighbours: before.neighbours.map((one) => ({ ...one, mac: one.mac ?? '' })),
  });
  const plan = { link: 'e0', prefixLength: 24, peer: null, scope: 'global', label: null } as const;
  const removal: SystemChange = { do: 'remove-address', local: '10.0.0.1', ...plan };
  const left = (of: HostSnapshot): readonly string[] =>
    of.addresses.filter(({ link }) => link === 'e0').map(({ local }) => local);
  assert.deepEqual(left(after(host, [removal])), ['10.1.0.1']);
  assert.deepEqual(invert(removal, host).map(commandOf), [
    'ip address add 10.0.0.1/24 dev e0',
    'ip address add 10.0.0.2/24 dev e0',
  ]);
  const promoting = hostWith({ links, all: { promote_secondaries: 1 } });
  const promoted = after(promoting, [removal]);
  assert.deepEqual(
    promoted.addresses.filter(({ link }) => link === 'e0').map(({ local, secondary }) => [local, secondary]),
    [
      ['10.1.0.1', false],
      ['10.0.0.2', false],
    ],
  );
  assert.ok(
    promoted.routes.some(({ destination, type }) => destination === '10.0.0.0/24' && type === 'unicast'),
  );
});

test('addresses stay in the order of their links, as the kernel tells them', () => {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } },
  });
  const more = { prefixLength: 24, peer: null, scope: 'global', label: null } as const;
  const grown = after(host, [{ do: 'add-address', link: 'e0', local: '10.0.0.3', ...more }]);
  const order = (of: HostSnapshot): readonly string[] =>
    of.addresses.filter(({ link }) => link !== 'lo').map(({ link, local }) => `${link} ${local}`);
  assert.deepEqual(order(grown), ['e0 10.0.0.1', 'e0 10.0.0.3', 'e1 10.0.0.2']);
  const without = after(grown, [{ do: 'remove-address', link: 'e0', local: '10.0.0.1', ...more }]);
  assert.deepEqual(order(without), ['e1 10.0.0.2']);
});

test('a secondary address goes alone, and the route of its subnet stays', () => {
  const host = hostWith({ links: { e0: { addresses: ['10.0.0.1/24', '10.0.0.2/24'] } } });
  const plan = {
    link: 'e0',
    local: '10.0.0.2',
    prefixLength: 24,
    peer: null,
    scope: 'global',
    label: null,
  } as const;
  const changed = after(host, [{ do: 'remove-address', ...plan }]);
  assert.ok(
    changed.routes.some(({ destination, type }) => destination === '10.0.0.0/24' && type === 'unicast'),
  );
  assert.ok(!changed.routes.some(({ destination }) => destination === '10.0.0.2/32'));
  assert.deepEqual(invert({ do: 'remove-address', ...plan }, host).map(commandOf), [
    'ip address add 10.0.0.2/24 dev e0',
  ]);
});

/** What an undo says of the gateway of a route that is deleted. */
function gatewayAgain(change: (host: HostSnapshot) => Partial<HostSnapshot>, table = 254): string {
  const base = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.1.0.1/24'] } },
    routes: [`9.9.9.0/24 via 10.0.0.9 dev e0 table ${table}`],
  });
  const route = { table, destination: '9.9.9.0/24', link: 'e0', via: '10.0.0.9', source: null };
  return invert({ do: 'remove-route', ...route }, { ...base, ...change(base) })
    .map(commandOf)
    .join('; ');
}

test('a route whose gateway nothing leads to any more comes again as one that is on the link', () => {
  const plain = 'ip route add 9.9.9.0/24 via 10.0.0.9 dev e0';
  const without = ({ routes }: HostSnapshot) => ({
    routes: routes.filter(({ destination }) => destination !== '10.0.0.0/24'),
  });
  const elsewhere = ({ routes }: HostSnapshot) => ({
    routes: routes.map((route) => (route.destination === '10.0.0.0/24' ? { ...route, table: 100 } : route)),
  });
  assert.equal(
    gatewayAgain(() => ({})),
    plain,
  );
  const unspoken = ({ routes }: HostSnapshot) => ({
    routes: routes.map((route) =>
      route.destination === '10.0.0.0/24'
        ? { ...route, nexthops: [...route.nexthops, ...route.nexthops] }
        : route,
    ),
  });
  assert.equal(gatewayAgain(unspoken), `${plain} onlink`);
  assert.equal(gatewayAgain(without), `${plain} onlink`);
  assert.equal(gatewayAgain(elsewhere), `${plain} onlink`);
  assert.equal(gatewayAgain(elsewhere, 100), `${plain} table 100`);
  assert.equal(gatewayAgain(elsewhere, 101), `${plain} table 101 onlink`);
  assert.equal(
    gatewayAgain(() => ({}), 101),
    `${plain} table 101`,
  );
});

test('the main table leads to no gateway where no rule leads all to it, another one does', () => {
  const plain = 'ip route add 9.9.9.0/24 via 10.0.0.9 dev e0';
  const ruled = (more: Partial<RuleSnapshot> | null) => (host: HostSnapshot) => ({
    rules: host.rules.flatMap((rule) => (rule.table !== 254 ? rule : more ? { ...rule, ...more } : [])),
  });
  assert.equal(gatewayAgain(ruled({})), plain);
  assert.equal(gatewayAgain(ruled(null)), `${plain} onlink`);
  assert.equal(gatewayAgain(ruled(null), 101), `${plain} table 101 onlink`);
  for (const more of [
    { from: '10.0.0.1' },
    { to: '9.9.9.9' },
    { iif: 'e1' },
    { oif: 'e1' },
    { mark: { value: 7, mask: 255 } },
    { not: true },
    { neverForArp: true },
    { tos: 8 },
    { action: 'unreachable' },
  ] as const)
    assert.equal(gatewayAgain(ruled(more)), `${plain} onlink`, JSON.stringify(more));
  const before =
    (more: Partial<RuleSnapshot>) =>
    ({ rules }: HostSnapshot) => ({
      rules: [
        rules[0]!,
        { ...rules.find(({ table }) => table === 254)!, table: 101, ...more },
        ...rules.slice(1),
      ],
    });
  for (const more of [
    {},
    { to: '10.0.0.0/24' },
    { oif: 'e0' },
    { not: true, from: '10.0.0.1' },
    { mark: { value: 0, mask: 1 } },
  ])
    assert.equal(gatewayAgain(before(more)), `${plain} onlink`, JSON.stringify(more));
  for (const more of [
    { from: '10.0.0.1' },
    { iif: 'e0' },
    { mark: { value: 7, mask: 255 } },
    { tos: 8 },
    { neverForArp: true },
  ])
    assert.equal(gatewayAgain(before(more)), plain, JSON.stringify(more));
});
