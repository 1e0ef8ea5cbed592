import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nic } from '../../../test/cli/paper-table.ts';
import { TargetSet } from '../../base/target-set.ts';
import { ipOf, linkAddress } from '../../sim/addresses.ts';
import { proversFor } from './provers.ts';

const FACTS = nic('eth0', 2, '10.0.0.1/24');

const CASES: readonly (readonly [own: string, gateway: string, address: string, proves: boolean])[] = [
  ['10.0.0.1/24', '10.0.0.254', '10.0.0.50', true],
  ['10.0.0.1/24', '10.0.0.254', '10.0.1.50', false],
  ['10.0.0.1/24 10.0.1.1/24', '10.0.0.254', '10.0.1.50', false],
  ['10.0.0.1/24 10.0.0.2/16', '10.0.0.254', '10.0.1.50', true],
  // The gateway is reached by a route of its own, as at many clouds.
  ['192.0.2.5/32', '172.31.1.1', '192.0.2.5', true],
  ['192.0.2.5/32', '172.31.1.1', '198.51.100.9', true],
  ['192.0.2.5/32 10.0.0.1/24', '172.31.1.1', '192.0.2.5', true],
  ['192.0.2.5/32 10.0.0.1/24', '172.31.1.1', '10.0.0.50', false],
  ['10.0.0.1/31', '10.0.0.0', '10.0.0.1', true],
];
for (const [own, gateway, address, proves] of CASES)
  test(`D5: on ${own} the gateway ${gateway} ${proves ? 'proves' : 'cannot prove'} ${address}`, () => {
    const facts = {
      ...FACTS,
      addresses: own.split(' ').map(linkAddress),
    };
    const addresses = TargetSet.of([{ first: ipOf(address), last: ipOf(address) }]);
    const { gateways } = proversFor(addresses, { facts, vlan: null }, [{ link: 'eth0', ip: ipOf(gateway) }]);
    assert.deepEqual(gateways, proves ? [ipOf(gateway)] : []);
  });

test('D5: many addresses are not put into the table of the gateway without being asked to', () => {
  const facts = { ...FACTS, addresses: [linkAddress('10.0.0.1/16')] };
  const gateways = [{ link: 'eth0', ip: ipOf('10.0.255.254') }];
  const first = ipOf('10.0.1.0');
  const of = (size: number) =>
    proversFor(TargetSet.of([{ first, last: first + size - 1 }]), { facts, vlan: null }, gateways);
  assert.equal(of(256).gateways.length, 1);
  assert.match(of(257).why ?? '', /^257 addresses would each take a place .* \(--via gateway proves it\)$/);
});
