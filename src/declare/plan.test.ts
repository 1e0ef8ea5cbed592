import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after } from '../change/after.ts';
import { hostWith, type HostWish } from '../kernel/build-host.ts';
import { reasonOf } from '../kernel/reasons.ts';
import { commands, planned, reached } from './build-plan.ts';
import { planFor } from './plan.ts';
import { readDeclaration } from './read.ts';

const NICS: HostWish = {
  links: {
    eth0: { addresses: ['192.168.18.10/24'] },
    eth3: { addresses: ['192.168.18.13/24'] },
    eth4: { addresses: ['192.168.18.14/24'] },
  },
  routes: ['default via 192.168.18.1 dev eth0'],
};

test('flux: three interfaces of one segment, each with its own way out and its own address to answer for', () => {
  const host = hostWith(NICS);
  const file = { flux: { interfaces: ['eth0', 'eth3', 'eth4'] } };
  const plan = planned(file, host);
  assert.deepEqual(commands(plan).slice(0, 5), [
    'ip route add 192.168.18.0/24 dev eth0 src 192.168.18.10 table 102 scope host',
    'ip rule add from 192.168.18.10 lookup 102 priority 8002 suppress_prefixlength 0',
    'ip rule add from 192.168.18.10 lookup main priority 9002 suppress_prefixlength 0',
    'ip route add default via 192.168.18.1 dev eth0 table 102 onlink',
    'ip rule add from 192.168.18.10 lookup 102 priority 10002',
  ]);
  assert.deepEqual(commands(plan).slice(-6), [
    'sysctl -w net.ipv4.conf.eth0.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth3.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth4.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth0.arp_announce=2',
    'sysctl -w net.ipv4.conf.eth3.arp_announce=2',
    'sysctl -w net.ipv4.conf.eth4.arp_announce=2',
  ]);
  const all = ['eth0', 'eth3', 'eth4'];
  assert.deepEqual(plan.shifts, [
    { ip: '192.168.18.10', before: all, after: ['eth0'] },
    { ip: '192.168.18.13', before: all, after: ['eth3'] },
    { ip: '192.168.18.14', before: all, after: ['eth4'] },
  ]);
  assert.deepEqual(plan.warnings, []);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('flux: strict rp_filter is loosened on these interfaces alone', () => {
  const plan = planned(
    { flux: { interfaces: ['eth0', 'eth3'] } },
    hostWith({ ...NICS, all: { rp_filter: 1 } }),
  );
  assert.deepEqual(
    commands(plan).filter((command) => command.includes('rp_filter')),
    ['sysctl -w net.ipv4.conf.eth0.rp_filter=2', 'sysctl -w net.ipv4.conf.eth3.rp_filter=2'],
  );
});

test('flux: strict rp_filter stays where no way out can go with its link', () => {
  const host = hostWith({ links: NICS.links!, all: { rp_filter: 1 } });
  const file = { flux: { interfaces: ['eth0', 'eth3'] } };
  assert.ok(!commands(planned(file, host)).some((command) => command.includes('rp_filter')));
  const scripted = hostWith({
    ...NICS,
    routes: ['192.168.18.0/24 dev eth3 table 103'],
    all: { rp_filter: 1 },
  });
  assert.ok(commands(planned(file, scripted)).some((command) => command.includes('rp_filter')));
});

test('flux: the ways out into the subnet outlive a link that goes down and up, the one by the gateway does not', () => {
  const file = { flux: { interfaces: ['eth0', 'eth3', 'eth4'] } };
  const host = hostWith(NICS);
  const flapped = after(reached(host, planned(file, host)), [
    { do: 'set-up', link: 'eth3', up: false },
    { do: 'set-up', link: 'eth3', up: true },
  ]);
  const plan = planned(file, flapped);
  assert.deepEqual(commands(plan), ['ip route add default via 192.168.18.1 dev eth3 table 103 onlink']);
  assert.deepEqual(plan.shifts, []);
  const first = after(reached(host, planned(file, host)), [
    { do: 'set-up', link: 'eth0', up: false },
    { do: 'set-up', link: 'eth0', up: true },
  ]);
  assert.deepEqual(commands(planned(file, first)), [
    'ip route add default via 192.168.18.1 dev eth0 table 102 onlink',
  ]);
});

test('vip: settings before addresses, all of them hidden on lo with labels, and nobody answers', () => {
  const host = {
    ...hostWith({ links: { eth2: { addresses: ['10.0.0.7/24'] } } }),
    plain: { icmp_echo_ignore_broadcasts: 0 },
  };
  const addresses = Array.from({ length: 13 }, (_, at) => `10.0.0.${200 + at}`);
  const file = { vip: { role: 'real-server', addresses } };
  const plan = planned(file, host);
  assert.deepEqual(commands(plan).slice(0, 4), [
    'sysctl -w net.ipv4.conf.eth2.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth2.arp_announce=2',
    'sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=1',
    'ip address add 10.0.0.200/32 dev lo scope host label lo:1',
  ]);
  assert.equal(plan.steps.length, 16);
  assert.equal(commands(plan).at(-1), 'ip address add 10.0.0.212/32 dev lo scope host label lo:13');
  assert.deepEqual([plan.shifts, plan.warnings], [[], []]);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('vip: an address that answers on an interface or has a network goes to lo as /32; what it took along comes back', () => {
  const host = hostWith({
    links: {
      lo: { addresses: ['10.0.0.201/24'] },
      eth2: { addresses: ['10.0.0.7/24', '10.0.0.200/24', '10.0.0.8/24'] },
    },
    all: { arp_ignore: 1, arp_announce: 2 },
  });
  const plan = planned({ vip: { role: 'real-server', addresses: ['10.0.0.200', '10.0.0.201'] } }, host);
  assert.deepEqual(commands(plan), [
    'ip address del 10.0.0.200/24 dev eth2',
    'ip address add 10.0.0.200/32 dev lo scope host label lo:1',
    'ip address del 10.0.0.201/24 dev lo',
    'ip address add 10.0.0.201/32 dev lo scope host label lo:2',
  ]);
  assert.deepEqual(
    plan.shifts.map(({ ip, before, after: then }) => [ip, before, then]),
    [['10.0.0.200', ['eth2'], []]],
  );
});

test('vip: a balancer holds it where clients ask, and no longer on lo', () => {
  const host = hostWith({
    links: { lo: { addresses: ['10.0.0.200/32'] }, eth0: { addresses: ['10.0.0.2/24'] } },
    all: { arp_ignore: 1 },
  });
  const plan = planned({ vip: { role: 'balancer', interface: 'eth0', addresses: ['10.0.0.200'] } }, host);
  assert.deepEqual(commands(plan), [
    'ip address del 10.0.0.200/32 dev lo',
    'ip address add 10.0.0.200/32 dev eth0 label eth0:1',
  ]);
  assert.deepEqual(plan.shifts, [{ ip: '10.0.0.200', before: [], after: ['eth0'] }]);
});

const TRUNK: HostWish = {
  links: { eth0: { addresses: ['203.0.113.1/24'] }, eth1: { up: false } },
  routes: ['default via 203.0.113.254 dev eth0'],
};

test('vlan-router: the trunk, the VLAN, the routes to its machines, and the proxy on both sides', () => {
  const host = hostWith(TRUNK);
  const file = {
    'vlan-router': [
      { parent: 'eth1', vlans: 1234, 'public-side': 'eth0', machines: ['203.0.113.10', '203.0.113.11'] },
    ],
  };
  const plan = planned(file, host);
  assert.deepEqual(commands(plan), [
    'ip link set eth1 up',
    'sysctl -w net.ipv4.conf.all.forwarding=1',
    'ip link add link eth1 name eth1.1234 type vlan id 1234',
    'ip link set eth1.1234 up',
    'ip route add 203.0.113.10/32 dev eth1.1234',
    'ip route add 203.0.113.11/32 dev eth1.1234',
    'sysctl -w net.ipv4.neigh.eth0.proxy_delay=0',
    'sysctl -w net.ipv4.conf.eth0.proxy_arp=1',
    'sysctl -w net/ipv4/neigh/eth1.1234/proxy_delay=0',
    'sysctl -w net/ipv4/conf/eth1.1234/proxy_arp=1',
  ]);
  assert.deepEqual(plan.shifts, [
    { ip: '203.0.113.10', before: [], after: ['eth0'] },
    { ip: '203.0.113.11', before: [], after: ['eth0'] },
  ]);
  assert.deepEqual(plan.warnings, []);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('vlan-router: where arp_ignore=1 is in conf/all, the machines find their gateway on their own link', () => {
  const file = {
    flux: { interfaces: ['eth0', 'eth2'] },
    'vlan-router': { parent: 'eth1', vlans: 5, 'public-side': 'eth0', machines: '203.0.113.10' },
  };
  const links = { ...TRUNK.links, eth2: { addresses: ['203.0.113.3/24'] } };
  const host = hostWith({ ...TRUNK, links, all: { arp_ignore: 1 } });
  const plan = planned(file, host);
  assert.equal(commands(plan).at(-1), 'ip address add 203.0.113.1/32 dev eth1.5');
  const gateway = plan.shifts.find(({ ip }) => ip === '203.0.113.1');
  assert.deepEqual(plan.warnings, []);
  assert.deepEqual(gateway, { ip: '203.0.113.1', before: ['eth0'], after: ['eth0', 'eth1.5'] });
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('vlan-router: 25 networks of 125 machines in one block are one plan, with nobody forgotten', () => {
  const host = hostWith({ links: { eth0: { addresses: ['100.64.0.1/10'] }, eth1: {} } });
  const file = {
    'vlan-router': {
      parent: 'eth1',
      vlans: '100-124',
      'public-side': 'eth0',
      machines: '100.64.16.0-100.64.28.52',
      each: 125,
    },
  };
  const plan = planned(file, host);
  assert.equal(plan.shifts.length, 3125);
  assert.ok(plan.shifts.every(({ after: then }) => then.join() === 'eth0'));
  assert.equal(plan.steps.filter(({ change }) => change.do === 'add-route').length, 3125);
  assert.equal(plan.steps.filter(({ change }) => change.do === 'add-vlan').length, 25);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('vlan-router: private networks need no proxy, and each further VLAN takes the next network', () => {
  const plan = planned(
    { 'vlan-router': [{ parent: 'eth1', vlans: ['7', '9-10'], address: '10.1.0.1/24' }] },
    hostWith(TRUNK),
  );
  const made = commands(plan);
  assert.deepEqual(
    made.filter((command) => command.startsWith('ip address')),
    [
      'ip address add 10.1.0.1/24 dev eth1.7',
      'ip address add 10.1.1.1/24 dev eth1.9',
      'ip address add 10.1.2.1/24 dev eth1.10',
    ],
  );
  assert.ok(!made.some((command) => command.includes('proxy')));
});

test('what a new MAC takes along is made again', () => {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'], mac: '02:00:00:00:00:01' } },
    neighbours: [{ link: 'e0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' }],
  });
  const plan = planned({ mac: { e0: '02:00:00:00:00:77' } }, host);
  assert.deepEqual(commands(plan), [
    'ip link set e0 address 02:00:00:00:00:77',
    'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0',
  ]);
});

test('routes, addresses, neighbours and timers as declared, and another way is replaced', () => {
  const host = hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.1.0.1/24'] } },
    routes: ['10.9.0.0/16 via 10.0.0.254 dev e0'],
  });
  const file = {
    route: [
      { to: '10.9.0.0/16', via: '10.1.0.254' },
      { to: 'default', via: '10.0.0.254', metric: 50 },
    ],
    address: [{ address: '10.1.0.1/16', interface: 'e1', scope: 'site', label: 'e1:x' }],
    neighbour: [{ ip: '10.0.0.9', mac: '02:00:00:00:00:09', interface: 'e0' }],
    timers: { interfaces: ['e0'], locktime: '0.5s', gc_stale_time: 90, ucast_solicit: 5, gc_thresh3: 4096 },
  };
  const plan = planned(file, { ...host, initial: true });
  assert.deepEqual(commands(plan), [
    'sysctl -w net.ipv4.neigh.e0.locktime=50',
    'sysctl -w net.ipv4.neigh.e0.gc_stale_time=90',
    'sysctl -w net.ipv4.neigh.e0.ucast_solicit=5',
    'sysctl -w net.ipv4.neigh.default.gc_thresh3=4096',
    'ip address del 10.1.0.1/24 dev e1',
    'ip address add 10.1.0.1/16 dev e1 scope site label e1:x',
    'ip route del 10.9.0.0/16 via 10.0.0.254 dev e0',
    'ip route add 10.9.0.0/16 via 10.1.0.254 dev e1',
    'ip route add default via 10.0.0.254 dev e0 metric 50',
    'ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 nud permanent dev e0',
  ]);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('every step knows the line that asked for it', () => {
  const value = {
    flux: { interfaces: ['eth0', 'eth3'] },
    neighbour: [{ ip: '192.168.18.9', mac: '02:00:00:00:00:09', interface: 'eth0' }],
  };
  const read = readDeclaration(value, ([section]) => (section === 'flux' ? 4 : 9));
  assert.ok(read.ok);
  const lines = planFor(read.value, hostWith(NICS)).steps.map(({ line }) => line);
  assert.deepEqual([...new Set(lines)], [4, 9]);
});

test('warned of a declared answer that something else on the host prevents', () => {
  const host = hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] } }, all: { arp_ignore: 8 } });
  const { warnings } = planned(
    { vip: { role: 'balancer', interface: 'e0', addresses: ['10.0.0.200'] } },
    host,
  );
  assert.deepEqual(warnings, [
    {
      kind: 'not-as-declared',
      sentence: `10.0.0.200: e0 would not answer for it. ${reasonOf('arp-ignore-8').sentence}`,
      line: null,
    },
  ]);
});
