import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip } from '../../../test/cli/stations.ts';
import { UsageFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { nearestPlace, placesFor } from './places.ts';

function nic(name: string, index: number, ...networks: readonly string[]): InterfaceFacts {
  const addresses = networks.map((text) => {
    const [address = '', length] = text.split('/');
    return { ip: ip(address), prefixLength: Number(length) };
  });
  const plain = { mac: index, mtu: 1500, hardware: 1, up: true, carrier: true, arp: true };
  return { name, index, ...plain, loopback: false, kind: null, master: 0, addresses };
}

type Wishes = Parameters<typeof placesFor>[1];

function places(all: readonly InterfaceFacts[], ranges: readonly string[], more: Partial<Wishes> = {}) {
  const wishes: Wishes = {
    routing: undefined,
    named: [],
    ranges: ranges.map((text) => {
      const [first = '', last = first] = text.split('-');
      return { first: ip(first), last: ip(last) };
    }),
    excluded: [],
    local: false,
    ...more,
  };
  return placesFor(all, wishes);
}

const asked = (...wishes: Parameters<typeof places>): readonly string[] =>
  places(...wishes).interfaces.map(
    ({ facts, targets }) =>
      `${facts.name} ${targets.ranges.map(({ first, last }) => `${formatIpv4(first)}-${formatIpv4(last)}`).join(' ')}`,
  );

const ETH0 = nic('eth0', 2, '10.0.0.1/24');

test('the first and the last address of a subnet are none of a host: refused by themselves, left out of more', () => {
  assert.throws(
    () => places([ETH0], ['10.0.0.0']),
    /10\.0\.0\.0 is the network address of 10\.0\.0\.0\/24 \(eth0\)/,
  );
  assert.throws(() => places([ETH0], ['10.0.0.5', '10.0.0.255']), /10\.0\.0\.255 is the broadcast address/);
  assert.deepEqual(asked([ETH0], ['10.0.0.0-10.0.0.255']), ['eth0 10.0.0.1-10.0.0.254']);
  assert.deepEqual(
    asked([ETH0], ['10.0.0.0-10.0.0.5'], { excluded: [{ first: ip('10.0.0.2'), last: ip('10.0.0.3') }] }),
    ['eth0 10.0.0.1-10.0.0.1 10.0.0.4-10.0.0.5'],
  );
  const small = nic('eth1', 3, '10.1.0.1/31');
  assert.deepEqual(asked([small], ['10.1.0.0-10.1.0.1']), ['eth1 10.1.0.0-10.1.0.1'], 'RFC 3021');
  const four = nic('eth1', 3, '10.1.0.1/30');
  assert.deepEqual(asked([four], ['10.1.0.0-10.1.0.3']), ['eth1 10.1.0.1-10.1.0.2']);
});

test('of a named interface the others do not matter; with a tag nobody knows the subnets', () => {
  const other = nic('eth1', 3, '10.0.0.129/25');
  assert.throws(() => places([ETH0, other], ['10.0.0.128']), /network address of 10\.0\.0\.128\/25 \(eth1\)/);
  assert.deepEqual(asked([ETH0, other], ['10.0.0.128'], { named: ['eth0'] }), ['eth0 10.0.0.128-10.0.0.128']);
  assert.deepEqual(asked([ETH0], ['10.0.0.255'], { named: ['eth0'], tagged: true }), [
    'eth0 10.0.0.255-10.0.0.255',
  ]);
});

test('an address of ours is asked for where it is, and not out of another interface of ours', () => {
  const twin = nic('eth1', 3, '10.0.0.2/24');
  assert.deepEqual(asked([ETH0, twin], ['10.0.0.1-10.0.0.3']), [
    'eth0 10.0.0.1-10.0.0.1 10.0.0.3-10.0.0.3',
    'eth1 10.0.0.2-10.0.0.3',
  ]);
  assert.deepEqual(asked([ETH0, twin], ['10.0.0.2']), ['eth1 10.0.0.2-10.0.0.2']);
  const both = [nic('eth0', 2, '10.0.0.2/24'), nic('eth1', 3, '10.0.0.2/24')];
  assert.deepEqual(asked(both, ['10.0.0.2']), ['eth0 10.0.0.2-10.0.0.2', 'eth1 10.0.0.2-10.0.0.2']);
  assert.deepEqual(
    asked([ETH0, twin], ['10.0.0.1-10.0.0.3'], { named: ['eth0', 'eth1'] }),
    ['eth0 10.0.0.1-10.0.0.3', 'eth1 10.0.0.1-10.0.0.3'],
    'who names them means it',
  );
});

test('one address is claimed on the narrowest subnet it is in, and where else it could be is told', () => {
  const wide = nic('eth0', 2, '10.0.0.1/8');
  const narrow = nic('eth1', 3, '10.0.0.2/24');
  const near = (all: readonly InterfaceFacts[], range: string, direct?: string) => {
    const { interfaces, reach } = places(all, [range]);
    if (direct !== undefined) reach.directLink = () => direct;
    const { facts, more } = nearestPlace('it', interfaces, reach);
    return [facts.name, ...more];
  };
  assert.deepEqual(near([ETH0], '10.0.0.9'), ['eth0']);
  assert.deepEqual(near([wide, narrow], '10.0.0.9'), [
    'eth1',
    '10.0.0.9 is claimed on eth1; it is in a subnet of eth0 too (-I)',
  ]);
  assert.equal(
    near([wide, narrow], '10.0.0.9', 'eth0')[0],
    'eth0',
    'where this host itself would ask for it',
  );
  assert.throws(() => near([ETH0], '10.0.0.9-10.0.0.10'), UsageFault);
});
