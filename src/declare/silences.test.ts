import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith, type HostWish } from '../kernel/build-host.ts';
import { silences, turnsBetween } from '../doctor/silence.ts';
import { planned } from './build-plan.ts';

/** eth0 and eth1 on one segment, veth0 without an address, and eth9 in another network. */
const WISH: HostWish = {
  links: {
    eth0: { addresses: ['10.0.0.1/24'] },
    eth1: { addresses: ['10.0.0.2/24'] },
    veth0: {},
    eth9: { addresses: ['192.168.5.1/24'] },
  },
  routes: ['172.20.0.9/32 dev veth0'],
  forwarding: true,
};

const told = (value: unknown, wish: HostWish = WISH): readonly string[] =>
  planned(value, hostWith(wish)).silences.map(({ ip, on }) => `${ip}@${on}`);

test('K6: [vip] of a real server names what falls silent, on the links with a network, and nothing else does', () => {
  const lo = { lo: { addresses: ['10.0.0.200/32', '10.0.0.201/32'] }, ...WISH.links };
  const file = { vip: { role: 'real-server', addresses: ['10.0.0.200'] } };
  assert.deepEqual(told(file, { ...WISH, links: lo }), ['10.0.0.201@eth0']);
  const plan = planned(file, hostWith({ ...WISH, links: lo }));
  assert.deepEqual(
    plan.warnings.map(({ kind, sentence }) => [kind, sentence]),
    [['silence', '10.0.0.201 asked on eth0: now eth0, eth1 → after: nobody.']],
  );
});

test('K6: [vip] leaves links without an address alone, and those of other networks', () => {
  const plan = planned({ vip: { role: 'real-server', addresses: ['10.0.0.200'] } }, hostWith(WISH));
  const links = plan.steps.flatMap(({ change }) => (change.do === 'set-conf' ? [change.link] : []));
  assert.deepEqual([...new Set(links)], ['eth0', 'eth1']);
});

test('K6: an address of another network is told, and stands in no way as long as its own is answered', () => {
  const plan = planned({ flux: { interfaces: ['eth0', 'eth1'] } }, hostWith(WISH));
  assert.deepEqual(plan.silences, []);
  assert.deepEqual(
    plan.shifts.filter(({ on }) => on !== undefined),
    [{ ip: '192.168.5.1', on: 'eth0', before: ['eth0', 'eth1'], after: [], foreign: true }],
  );
});

test('K6: an address of another network whose machines were met on this wire is refused like any other', () => {
  const flux = { flux: { interfaces: ['eth0', 'eth1'] } };
  const met = (link: string, ip: string): HostWish => ({
    ...WISH,
    neighbours: [{ link, ip, mac: '02:00:00:00:05:77', state: 'stale' }],
  });
  assert.deepEqual(told(flux, met('eth0', '192.168.5.77')), ['192.168.5.1@eth0']);
  assert.deepEqual(told(flux, met('eth9', '192.168.5.77')), []);
  assert.deepEqual(told(flux, met('eth0', '10.0.0.77')), []);
  assert.deepEqual(told(flux, met('eth0', '192.168.6.77')), []);
});

test('K6: who asks from afar counts on the link of the default route, whoever near is answered', () => {
  const links = { eth0: { addresses: ['10.0.0.2/24'] }, ppp: { conf: { rp_filter: 2 } } };
  const routes = ['172.16.5.240/28 dev ppp', 'default via 10.0.0.206 dev ppp'];
  const was = hostWith({ links, routes });
  const is = hostWith({
    links,
    routes: [...routes, 'default via 10.0.0.254 dev eth0 table 102'],
    rules: [
      'from 10.0.0.2 lookup main priority 9002 suppress_prefixlength 0',
      'from 10.0.0.2 lookup 102 priority 10002',
    ],
  });
  assert.deepEqual(
    silences(turnsBetween(was, is)).map(({ ip, on }) => `${ip}@${on}`),
    ['10.0.0.2@ppp'],
  );
});

test('K6: an address without a network may be asked for anywhere', () => {
  const links = { lo: { addresses: ['10.77.7.7/32'] }, ...WISH.links };
  assert.deepEqual(told({ flux: { interfaces: ['eth0', 'eth1'] } }, { ...WISH, links }), ['10.77.7.7@eth0']);
});

test('K6: who is to answer by [[published]] agrees for others only as long as he does', () => {
  const published = ['10.0.0.60 dev eth1'];
  const moved = { published: [{ addresses: '10.0.0.60', interfaces: ['eth0'] }] };
  const wish = { ...WISH, published };
  // Routed out of eth0 itself, it is answered for on eth1 alone.
  assert.deepEqual(told(moved, { ...wish, all: { arp_ignore: 1 } }), ['10.0.0.60@eth0']);
  const behind = { ...wish, routes: ['172.20.0.9/32 dev veth0', '10.0.0.60/32 dev veth0'] };
  assert.deepEqual(told(moved, behind), []);
});

test('K6: links without an address are shown where nothing changes', () => {
  const { stays } = planned({ flux: { interfaces: ['eth0', 'eth1'] } }, hostWith(WISH));
  assert.deepEqual(
    stays.map(({ ip, on, after }) => [ip, on, after]),
    ['10.0.0.1', '10.0.0.2', '192.168.5.1'].map((ip) => [ip, 'veth0', ['veth0']]),
  );
});
