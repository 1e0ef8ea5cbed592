import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nic } from '../../../test/cli/paper-table.ts';
import { UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { homeForMove, type MoveHome } from './home.ts';

const NICS = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/16')];

function homeOf(ip: string, named?: string, wanted: number | null = null): MoveHome {
  const address = parseIpv4(ip) ?? assert.fail(ip);
  return homeForMove({ address, wanted, where: ip }, named, { interfaces: NICS });
}

test('an address is at home where its subnet is, with the prefix of that, unless another is wished', () => {
  const { facts, prefixLength, isNear } = homeOf('10.1.9.9');
  assert.deepEqual([facts.name, prefixLength, isNear], ['eth1', 16, true]);
  assert.equal(homeOf('10.1.9.9', undefined, 32).prefixLength, 32);
});

test('on an interface that is named it may be in no subnet, and stands alone then', () => {
  const { facts, prefixLength, isNear } = homeOf('192.0.2.7', 'eth0');
  assert.deepEqual([facts.name, prefixLength, isNear], ['eth0', 32, false]);
});

test('one that is here already may stay where it is, and is not brought to another card', () => {
  assert.equal(homeOf('10.0.0.1', 'eth0').facts.name, 'eth0');
  assert.throws(
    () => homeOf('10.0.0.1', 'eth1'),
    (fault) => fault instanceof UsageFault && /on this machine already, on eth0/.test(fault.message),
  );
});
