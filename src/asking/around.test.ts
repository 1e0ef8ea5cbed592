import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { around } from './around.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);

function near(target: string, own: string, prefixLength: number): readonly string[] {
  const link = { name: 'eth0', index: 2, mac: 1, mtu: 1500, speed: null };
  return around({ ...link, addresses: [{ ip: ip(own), prefixLength }] }, ip(target)).map(formatIpv4);
}

test('the hosts of a small subnet, without the target, ourselves, the network and its broadcast', () => {
  assert.deepEqual(near('10.0.0.3', '10.0.0.1', 29), ['10.0.0.2', '10.0.0.4', '10.0.0.5', '10.0.0.6']);
  assert.deepEqual(near('10.0.0.1', '10.0.0.0', 31), []);
});

test('of a large subnet the /24 around the target: its edges may be hosts there', () => {
  const found = near('10.0.7.3', '10.0.0.1', 16);
  assert.equal(found.length, 255);
  assert.deepEqual([found[0], found.at(-1)], ['10.0.7.0', '10.0.7.255']);
});

test('a target that is in no subnet of ours has the /24 around it', () => {
  assert.equal(near('192.168.3.9', '10.0.0.1', 8).length, 255);
});
