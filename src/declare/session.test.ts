import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith, type HostWish } from '../kernel/build-host.ts';
import { planFor } from './plan.ts';
import { readDeclaration } from './read.ts';
import { sessionsOf } from './logins.ts';
import { cutBy } from './session.ts';

const HOST: HostWish = {
  links: { e0: { addresses: ['10.0.0.2/24'] }, e1: { addresses: ['10.1.0.2/24'] }, e2: {} },
  routes: ['default via 10.0.0.254 dev e0'],
};

function warnings(value: unknown, from: string, wish: HostWish = HOST): readonly string[] {
  const read = readDeclaration(value, () => null);
  assert.ok(read.ok, JSON.stringify(read));
  const sessions = sessionsOf({ inherited: [`${from} 50000 10.0.0.2 22`], connections: [] });
  const told = planFor(read.value, hostWith(wish), sessions).warnings;
  return told.filter(({ kind }) => kind === 'session').map(({ sentence }) => sentence);
}

test('an address that moves to a link that is elsewhere cuts the session', () => {
  const value = { address: { address: '10.0.0.2/24', interface: 'e2' } };
  const [told] = warnings(value, '10.0.0.77', { ...HOST, links: { ...HOST.links, e2: { up: false } } });
  assert.equal(
    told,
    "This cuts the session you came by, from 10.0.0.77 over e0: 'ip address del 10.0.0.2/24 dev e0'.",
  );
});

test('a way back that is lost only while the plan goes on is told as that', () => {
  const value = { address: { address: '10.0.0.2/25', interface: 'e0' } };
  const told = warnings(value, '10.0.0.77');
  assert.deepEqual(told, [
    "'ip address del 10.0.0.2/24 dev e0' cuts the session you came by, from 10.0.0.77 over e0, until the steps behind it are done.",
  ]);
});

test('a new MAC makes the session wait; another interface may have one at will', () => {
  const [told] = warnings({ mac: { e0: '02:00:00:00:00:77' } }, '10.0.0.77');
  assert.match(
    told ?? '',
    /makes the session you came by, from 10\.0\.0\.77, wait until neighbours have learned/,
  );
  assert.deepEqual(warnings({ mac: { e1: '02:00:00:00:00:77' } }, '10.0.0.77'), []);
});

test('an address that is hidden on lo is no longer answered for where the session came in', () => {
  const value = { vip: { role: 'real-server', addresses: ['10.0.0.2'] } };
  const links = { ...HOST.links, e0: { addresses: ['10.0.0.2/24', '10.0.0.3/24'] } };
  const told = warnings(value, '10.0.0.77', { ...HOST, links });
  assert.ok(
    told.some((one) => one.startsWith('e0 would no longer answer for 10.0.0.2')),
    told.join('\n'),
  );
});

test('a plan that leaves the way alone says nothing, also for a session from far away', () => {
  const value = { flux: { interfaces: ['e0', 'e1'] }, route: { to: '10.7.0.0/16', via: '10.1.0.254' } };
  for (const from of ['10.0.0.77', '192.0.2.9']) assert.deepEqual(warnings(value, from), []);
});

test('a default route that moves to another interface concerns who came from far away, and nobody else', () => {
  const moved = { route: { to: 'default', via: '10.1.0.254' } };
  assert.deepEqual(warnings(moved, '10.0.0.77'), []);
  const [first, second] = warnings(moved, '192.0.2.9');
  assert.match(first ?? '', /to 192\.0\.2\.9, would leave by e1 instead of e0/);
  assert.match(second ?? '', /'ip route del default via 10\.0\.0\.254 dev e0' cuts the session .* until/);
});

test('A4: an address whose route leads the session another way is told, and a neighbour that gets another MAC', () => {
  const host = hostWith({
    ...HOST,
    neighbours: [{ link: 'e0', ip: '10.0.0.254', mac: '02:00:00:00:00:fe', state: 'reachable' }],
  });
  const sessions = sessionsOf({ inherited: ['192.0.2.9 50000 10.0.0.2 22'], connections: [] });
  const wide = { do: 'add-address', link: 'e1', local: '192.0.2.1', prefixLength: 24, peer: null } as const;
  assert.match(
    cutBy(host, [{ ...wide, scope: 'global', label: null }], sessions) ?? '',
    /to 192\.0\.2\.9, would leave by e1/,
  );
  const mac = (text: string, ip = '10.0.0.254') =>
    cutBy(host, [{ do: 'set-neighbour', link: 'e0', ip, mac: text }], sessions);
  assert.match(mac('02:00:00:00:00:aa') ?? '', /to another MAC than it goes to now/);
  assert.equal(mac('02:00:00:00:00:fe'), null);
  assert.equal(mac('02:00:00:00:00:aa', '10.0.0.7'), null);
});

test('a session from this machine itself never leaves it, and is not cut by what is done to links', () => {
  const value = { address: { address: '10.0.0.2/25', interface: 'e0' } };
  assert.deepEqual(warnings(value, '10.1.0.2'), []);
});

test('an entry that is not valid is none: with a static one packets are sent where they were not before', () => {
  const fe = '02:00:00:00:00:fe';
  const sessions = sessionsOf({ inherited: ['192.0.2.9 50000 10.0.0.2 22'], connections: [] });
  const told = (state: 'reachable' | 'failed', link: string) => {
    const links = { ...HOST.links, e1: { addresses: ['10.1.0.2/24'] } };
    const host = hostWith({
      ...HOST,
      links,
      neighbours: [{ link: 'e0', ip: '10.0.0.254', mac: fe, state }],
    });
    return cutBy(host, [{ do: 'set-neighbour', link, ip: '10.0.0.254', mac: fe }], sessions);
  };
  assert.equal(told('reachable', 'e0'), null);
  assert.match(told('failed', 'e0') ?? '', /to another MAC than it goes to now/);
  assert.equal(told('failed', 'e1'), null);
});

test('a session by IPv6 is cut by a link that goes down, not by one that comes up', () => {
  const host = hostWith({ ...HOST, links: { ...HOST.links, e2: { up: false } } });
  const six = { four: [], six: [{ peer: 'fe80::7', link: null, yours: true }] };
  assert.match(
    cutBy(host, [{ do: 'set-up', link: 'e0', up: false }], six) ?? '',
    /may cut the session you came by/,
  );
  assert.equal(cutBy(host, [{ do: 'set-up', link: 'e2', up: true }], six), null);
});

test('of several sessions your own is told first', () => {
  const away = readDeclaration({ route: { to: '192.0.2.0/24', interface: 'e1' } }, () => null);
  assert.ok(away.ok);
  const four = [false, true].map((yours, nth) => ({ peer: 0xc0000205 + nth, own: 0x0a000002, yours }));
  const { warnings: told } = planFor(away.value, hostWith(HOST), { four, six: [] });
  const [first] = told.filter(({ kind }) => kind === 'session');
  assert.match(first?.sentence ?? '', /^Packets of the session you came by/);
});
