import assert from 'node:assert/strict';
import { test } from 'node:test';
import { station } from '../../test/cli/stations.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import type { Row } from './station.ts';
import { parseSort } from './sort.ts';

function row(address: string, vendor: string | null): Row {
  const event = station(address, '02:00:00:00:00:01');
  assert.equal(event.type, 'station');
  return { station: event.station, vendor, name: null, dup: 1 };
}

const ROWS = [
  row('10.0.0.4', 'zeta'),
  row('10.0.0.3', 'Beta'),
  row('10.0.0.2', null),
  row('10.0.0.1', 'beta'),
];

const sorted = (by: string): readonly string[] =>
  ROWS.toSorted(parseSort(by, '--sort')).map(({ station: { ip } }) => formatIpv4(ip).slice(-1));

test('texts without regard to case, equals by address, what is unknown last in both directions', () => {
  assert.deepEqual(sorted('vendor'), ['1', '3', '4', '2']);
  assert.deepEqual(sorted('-vendor'), ['4', '1', '3', '2']);
  assert.deepEqual(sorted('-ip'), ['4', '3', '2', '1']);
  assert.deepEqual(sorted('rtt'), ['1', '2', '3', '4']);
});
