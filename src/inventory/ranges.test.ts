import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../base/ipv4.ts';
import { foldRanges, formatRange } from './ranges.ts';

const ip = (text: string): number => parseIpv4(text) ?? 0;

test('neighbours become one range, a gap opens a new one', () => {
  const folded = foldRanges([ip('10.0.0.3'), ip('10.0.0.1'), ip('10.0.0.2'), ip('10.0.0.9')], 1);
  assert.deepEqual(folded.map(formatRange), ['10.0.0.1-10.0.0.3', '10.0.0.9']);
});

test('a gap is bridged when it is small, but never over an address that answered for itself', () => {
  const addresses = [ip('10.0.0.1'), ip('10.0.0.3'), ip('10.0.0.5')];
  assert.deepEqual(foldRanges(addresses, 2).map(formatRange), ['10.0.0.1-10.0.0.5']);
  assert.deepEqual(foldRanges(addresses, 2, (at) => at === ip('10.0.0.4')).map(formatRange), [
    '10.0.0.1-10.0.0.3',
    '10.0.0.5',
  ]);
});

test('a whole network is printed as one', () => {
  assert.equal(formatRange({ first: ip('10.77.0.128'), last: ip('10.77.0.255') }), '10.77.0.128/25');
  assert.equal(formatRange({ first: ip('0.0.0.0'), last: ip('255.255.255.255') }), '0.0.0.0/0');
});
