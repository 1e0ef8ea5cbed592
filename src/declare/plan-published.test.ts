import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after } from '../change/after.ts';
import { type HostWish, hostWith } from '../kernel/build-host.ts';
import { commands, planned, reached } from './build-plan.ts';

const NICS: HostWish = {
  links: {
    eth0: { addresses: ['192.168.18.10/24'] },
    eth3: { addresses: ['192.168.18.13/24'] },
    eth4: { addresses: ['192.168.18.14/24'] },
  },
  routes: ['default via 192.168.18.1 dev eth0'],
};

test('published: on the chosen interfaces and on no other, with its own way back', () => {
  const host = hostWith({
    ...NICS,
    links: { ...NICS.links, ct1: {} },
    routes: ['default via 192.168.18.1 dev eth0', '192.168.18.101 dev ct1'],
    forwarding: true,
    published: [
      '192.168.18.101 dev eth0',
      '192.168.18.101 dev eth3',
      '192.168.18.101 dev eth4',
      '192.168.18.102',
    ],
  });
  const file = { published: [{ addresses: '192.168.18.101-102', interfaces: ['eth3'], to: 'ct1' }] };
  const plan = planned(file, host);
  assert.deepEqual(commands(plan), [
    'ip route add 192.168.18.102/32 dev ct1',
    'ip route add 192.168.18.0/24 dev eth3 table 103 scope host',
    'ip rule add from 192.168.18.101 lookup 103 priority 8003 suppress_prefixlength 0',
    'ip rule add from 192.168.18.101 lookup main priority 9003 suppress_prefixlength 0',
    'ip route add default via 192.168.18.1 dev eth3 table 103 onlink',
    'ip rule add from 192.168.18.101 lookup 103 priority 10003',
    'ip rule add from 192.168.18.102 lookup 103 priority 8004 suppress_prefixlength 0',
    'ip rule add from 192.168.18.102 lookup main priority 9004 suppress_prefixlength 0',
    'ip rule add from 192.168.18.102 lookup 103 priority 10004',
    'ip neigh del proxy 192.168.18.101 dev eth0',
    'ip neigh del proxy 192.168.18.101 dev eth4',
    'arp -d 192.168.18.102 pub',
    'ip neigh add proxy 192.168.18.102 dev eth3',
  ]);
  assert.deepEqual(
    plan.shifts.map(({ ip, after: then }) => [ip, then]),
    [
      ['192.168.18.101', ['eth3']],
      ['192.168.18.102', ['eth3']],
      // Asked on ct1, where it lives.
      ['192.168.18.102', []],
    ],
  );
  assert.deepEqual(plan.silences, []);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});

test('published: few rules for a range, none for what has one, and the same again changes nothing', () => {
  const host = hostWith({
    links: { ...NICS.links, ct1: {} },
    routes: ['default via 192.168.18.1 dev eth0', '192.168.18.0/24 dev eth3 table 103'],
    rules: ['from 192.168.18.102 lookup 103'],
    forwarding: true,
  });
  const file = { published: [{ addresses: '192.168.18.100-111', interfaces: ['eth3'], to: 'ct1' }] };
  const plan = planned(file, host);
  assert.deepEqual(
    commands(plan).filter((command) => command.includes('table') || command.includes('lookup')),
    [
      'ip rule add from 192.168.18.102 lookup 103 priority 8003 suppress_prefixlength 0',
      'ip rule add from 192.168.18.102 lookup main priority 9003 suppress_prefixlength 0',
      'ip route add default via 192.168.18.1 dev eth3 table 103 onlink',
      'ip rule add from 192.168.18.100/31 lookup 103 priority 8004 suppress_prefixlength 0',
      'ip rule add from 192.168.18.100/31 lookup main priority 9004 suppress_prefixlength 0',
      'ip rule add from 192.168.18.100/31 lookup 103 priority 10003',
      'ip rule add from 192.168.18.103 lookup 103 priority 8005 suppress_prefixlength 0',
      'ip rule add from 192.168.18.103 lookup main priority 9005 suppress_prefixlength 0',
      'ip rule add from 192.168.18.103 lookup 103 priority 10004',
      'ip rule add from 192.168.18.104/29 lookup 103 priority 8006 suppress_prefixlength 0',
      'ip rule add from 192.168.18.104/29 lookup main priority 9006 suppress_prefixlength 0',
      'ip rule add from 192.168.18.104/29 lookup 103 priority 10005',
    ],
  );
  assert.deepEqual(plan.warnings, []);
  const mended = reached(host, plan);
  assert.deepEqual(planned(file, mended).steps, []);
  const flapped = after(mended, [
    { do: 'set-up', link: 'eth3', up: false },
    { do: 'set-up', link: 'eth3', up: true },
  ]);
  const again = commands(planned(file, flapped)).filter((command) => !command.includes('proxy'));
  assert.deepEqual(again, [
    'ip route add 192.168.18.0/24 dev eth3 table 103 scope host',
    'ip route add default via 192.168.18.1 dev eth3 table 103 onlink',
  ]);
});

test('published on the first of several interfaces: it stays there when another becomes the first', () => {
  const host = hostWith({ ...NICS, forwarding: true });
  const file = { published: [{ addresses: '192.168.18.101', interfaces: ['eth0'] }] };
  const plan = planned(file, host);
  assert.ok(commands(plan).includes('ip rule add from 192.168.18.101 lookup 102 priority 10002'));
  assert.equal(
    plan.steps[0]?.why,
    'packets from 192.168.18.101 into 192.168.18.0/24 leave by eth0, whatever comes first among the routes.',
  );
  const alone = hostWith({ links: { eth0: NICS.links!['eth0']!, ct1: {} }, forwarding: true });
  assert.deepEqual(commands(planned(file, alone)), ['ip neigh add proxy 192.168.18.101 dev eth0']);
});

test('K6: published: the host routes between the named links and where the addresses live, and is no router elsewhere', () => {
  const host = hostWith({ ...NICS, links: { ...NICS.links, ct1: {} }, routes: ['192.168.18.101 dev ct1'] });
  const file = {
    published: [{ addresses: '192.168.18.101', interfaces: ['eth3'], 'source-routing': false }],
  };
  const plan = planned(file, host);
  assert.deepEqual(commands(plan), [
    'sysctl -w net.ipv4.conf.eth3.forwarding=1',
    'sysctl -w net.ipv4.conf.ct1.forwarding=1',
    'ip neigh add proxy 192.168.18.101 dev eth3',
  ]);
  assert.deepEqual(plan.shifts, [{ ip: '192.168.18.101', before: [], after: ['eth3'] }]);
  assert.deepEqual(planned(file, reached(host, plan)).steps, []);
});
