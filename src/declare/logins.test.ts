import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../base/ipv4.ts';
import { hostWith } from '../kernel/build-host.ts';
import { declared } from './build-plan.ts';
import { type LoginFacts, sessionsOf } from './logins.ts';
import { planFor } from './plan.ts';

const NOBODY: LoginFacts = { inherited: [], connections: [] };
const at = (own: string, peer: string, more: Partial<LoginFacts['connections'][number]> = {}) => ({
  own,
  ownPort: 22,
  peer,
  program: null,
  ...more,
});

function told(facts: Partial<LoginFacts>): readonly string[] {
  const { four, six } = sessionsOf({ ...NOBODY, ...facts });
  return [
    ...four.map(
      ({ peer, own, yours }) => `${formatIpv4(peer)} to ${formatIpv4(own)}${yours ? ', yours' : ''}`,
    ),
    ...six.map(({ peer, link, yours }) => `${peer} on ${link}${yours ? ', yours' : ''}`),
  ];
}

test('A4: SSH_CONNECTION of any parent is a session of whoever runs this', () => {
  assert.deepEqual(told({ inherited: ['10.9.0.7 50000 10.0.0.2 22'] }), ['10.9.0.7 to 10.0.0.2, yours']);
  for (const words of ['', 'x', '10.9.0.7', '1 2 3 4']) assert.deepEqual(told({ inherited: [words] }), []);
});

test('A4: without it every connection to a program for logins, or to the port of ssh, counts', () => {
  const connections = [
    at('10.0.0.2', '10.9.0.7'),
    at('10.0.0.2', '10.9.0.8', { ownPort: 443 }),
    at('10.0.0.2', '10.9.0.9', { ownPort: 2222, program: 'sshd' }),
  ];
  assert.deepEqual(told({ connections }), ['10.9.0.7 to 10.0.0.2', '10.9.0.9 to 10.0.0.2']);
});

test('A4: the port one came by is one of ssh for others too, and one connection is one session', () => {
  const facts = {
    inherited: ['10.9.0.7 50000 10.0.0.2 2022'],
    connections: [
      at('10.0.0.2', '10.9.0.7', { ownPort: 2022 }),
      at('10.0.0.2', '10.9.0.8', { ownPort: 2022 }),
    ],
  };
  assert.deepEqual(told(facts), ['10.9.0.7 to 10.0.0.2, yours', '10.9.0.8 to 10.0.0.2']);
});

test('A4: IPv4 in the words of IPv6 is IPv4; the zone of a link-local address is its link', () => {
  assert.deepEqual(told({ inherited: ['::ffff:10.9.0.7 50000 ::ffff:10.0.0.2 22'] }), [
    '10.9.0.7 to 10.0.0.2, yours',
  ]);
  const inherited = ['fe80::1%eth0 50000 fe80::2%eth0 22', '2001:db8::1 50000 2001:db8::2 22'];
  assert.deepEqual(told({ inherited }), ['fe80::1%eth0 on eth0, yours', '2001:db8::1 on null, yours']);
  // The zone stands at whichever end is link-local.
  assert.deepEqual(told({ inherited: ['fe80::1%eth0 50000 2001:db8::2 22'] }), [
    'fe80::1%eth0 on eth0, yours',
  ]);
});

const HOST = hostWith({
  links: { eth0: { addresses: ['10.0.0.2/24'] }, eth1: { addresses: ['10.1.0.2/24'] } },
  routes: ['default via 10.0.0.254 dev eth0'],
});

function warned(value: unknown, facts: Partial<LoginFacts>): readonly string[] {
  const { warnings } = planFor(declared(value), HOST, sessionsOf({ ...NOBODY, ...facts }));
  return warnings.filter(({ kind }) => kind === 'session').map(({ sentence }) => sentence);
}

test('A4: the session of another login is not cut unsaid', () => {
  const away = { route: { to: '192.0.2.0/24', interface: 'eth1' } };
  const [told] = warned(away, { connections: [at('10.0.0.2', '192.0.2.5')] });
  assert.match(told ?? '', /^Packets of the session of a login, to 192\.0\.2\.5, would leave by eth1/);
});

test('A4: a session by IPv6 is not touched by what is done to IPv4, and a new MAC is told as not checked', () => {
  const six = { inherited: ['2001:db8::1 50000 2001:db8::2 22'] };
  assert.deepEqual(warned({ route: { to: 'default', via: '10.1.0.254' } }, six), []);
  const [told] = warned({ mac: { eth0: '02:00:00:00:00:77' } }, six);
  assert.match(told ?? '', /may cut the session you came by, from 2001:db8::1: of IPv6 it is not checked/);
  const local = { inherited: ['fe80::1%eth1 50000 fe80::2%eth1 22'] };
  assert.deepEqual(warned({ mac: { eth0: '02:00:00:00:00:77' } }, local), []);
});
