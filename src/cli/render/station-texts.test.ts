import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import type { Row } from '../../records/station.ts';
import { whyOnce } from './station-texts.ts';

function row(address: string, hardware: string, ...texts: readonly string[]): Row {
  const why = texts.map((text) => ({ code: 'several-macs', text }) as const);
  const where = {
    interface: 'eth0',
    vlan: null,
    rttMs: 1,
    tries: 1,
    late: false,
    macs: 1,
    verdict: 'flux',
  } as const;
  return {
    station: { ip: ip(address), mac: mac(hardware), ...where, why },
    vendor: null,
    name: null,
    dup: 1,
  };
}

test('D28: --why does not say the same of each MAC of an address again', () => {
  const whyOf = whyOnce();
  const told = [
    row('10.0.0.1', '02:00:00:00:00:01', 'two MACs', 'one host'),
    row('10.0.0.1', '02:00:00:00:00:02', 'two MACs', 'one host'),
    row('10.0.0.1', '02:00:00:00:00:03', 'two MACs', 'another'),
    row('10.0.0.2', '02:00:00:00:00:02', 'two MACs'),
    row('10.0.0.2', '02:00:00:00:00:04'),
  ].map(whyOf);
  assert.deepEqual(told, [
    'two MACs; one host',
    'as for 02:00:00:00:00:01',
    'another; as for 02:00:00:00:00:01',
    'two MACs',
    '',
  ]);
});
