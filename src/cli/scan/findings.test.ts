import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, station } from '../../../test/cli/stations.ts';
import type { ProxyRange, Station } from '../../inventory/station.ts';
import type { Row } from '../../records/station.ts';
import { findings, proxySentence } from './findings.ts';

function row(address: string, hardware: string, more: Partial<Station> & { vendor?: string } = {}): Row {
  const { vendor = null, ...traits } = more;
  const event = station(address, hardware, traits);
  return { station: event.type === 'station' ? event.station : assert.fail(), vendor, name: null, dup: 1 };
}

const PROVEN = { verdict: 'conflict', why: [{ code: 'different-answers', text: 'two hosts' }] } as const;

test('each address that is not simply ok gets one sentence, in the order of addresses', () => {
  const rows = [
    row('10.0.0.60', '00:00:00:00:00:06', { verdict: 'flux' }),
    row('10.0.0.60', '00:00:00:00:00:07', { verdict: 'flux' }),
    row('10.0.0.9', '00:00:00:00:00:01'),
    row('10.0.0.50', '00:00:00:00:00:03', { ...PROVEN, vendor: 'Two GmbH' }),
    row('10.0.0.50', '00:00:00:00:00:02', PROVEN),
    row('10.0.0.1', '00:00:00:00:00:09', { verdict: 'own-conflict' }),
    row('10.0.0.51', '00:00:00:00:00:02', { verdict: 'conflict' }),
    row('10.0.0.51', '00:00:00:00:00:08', { verdict: 'conflict' }),
    row('10.0.0.50', '00:00:00:00:00:04', { ...PROVEN, vlan: 20 }),
    row('10.0.0.50', '00:00:00:00:00:05', { ...PROVEN, vlan: 20 }),
    row('10.0.0.50', '00:00:00:00:00:06', { ...PROVEN, vlan: 20 }),
  ];
  assert.deepEqual(findings(rows, []), [
    '10.0.0.1: our own address is used by 00:00:00:00:00:09 too',
    '10.0.0.50: conflict, two hosts use it: 00:00:00:00:00:02, 00:00:00:00:00:03 (Two GmbH)',
    '10.0.0.50 (VLAN 20): conflict, several hosts use it: 00:00:00:00:00:04, 00:00:00:00:00:05, 00:00:00:00:00:06',
    '10.0.0.51: conflict, 2 MACs answer, and nothing shows them to be one host: 00:00:00:00:00:02, 00:00:00:00:00:08',
    '10.0.0.60: flux, one host answers with 2 MACs: 00:00:00:00:00:06, 00:00:00:00:00:07',
  ]);
});

test('K9: what a link answers itself is said to be that, whatever nobody asked', () => {
  const text = 'vx0 answers from a table';
  const why = [{ code: 'own-table', text }] as const;
  const rows = [row('10.0.0.9', '00:00:00:00:00:01', { verdict: 'undecided', why })];
  assert.deepEqual(findings(rows, []), [`10.0.0.9: undecided, ${text}: 00:00:00:00:00:01`]);
});

function proxy(first: string, last: string, more: Partial<ProxyRange> = {}): string {
  const range = {
    mac: mac('00:00:5e:00:53:fe'),
    interface: 'eth0',
    vlan: null,
    count: 9,
    owner: ip('10.0.0.254'),
  };
  return proxySentence({ ...range, first: ip(first), last: ip(last), ...more });
}

test('D8: a proxy is named with its MAC, and with a network only when all of it answered', () => {
  const who = '00:00:5e:00:53:fe (10.0.0.254)';
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['10.0.0.128', '10.0.0.159', 32, '10.0.0.128/27 (32 answers)'],
    ['10.0.0.201', '10.0.0.202', 2, '10.0.0.201-10.0.0.202 (2 answers)'],
    ['10.0.0.128', '10.0.0.159', 31, '10.0.0.128-10.0.0.159 (31 of 32 answer)'],
    ['10.0.0.129', '10.0.0.253', 125, '10.0.0.129-10.0.0.253 (125 answers)'],
    ['10.0.0.7', '10.0.0.7', 1, '10.0.0.7 (1 answer)'],
  ];
  for (const [first, last, count, words] of cases)
    assert.equal(proxy(first, last, { count }), `${who} proxies ${words}`);
  assert.equal(
    proxy('10.0.0.0', '10.0.1.255', { owner: null, vlan: 5, count: 512 }),
    '00:00:5e:00:53:fe proxies 10.0.0.0/23 on VLAN 5 (512 answers)',
  );
});

test('A1: what is the same of many addresses is said once, many MACs are counted, and the whole has an end', () => {
  const flux = (at: number): Row[] =>
    ['00:00:00:00:00:06', '00:00:00:00:00:07'].map((mac) =>
      row(`10.0.${at >> 8}.${at & 255}`, mac, { verdict: 'flux', macs: 2 }),
    );
  const many = Array.from({ length: 500 }, (_, at) => flux(at + 2)).flat();
  assert.deepEqual(findings(many, []), [
    '10.0.0.2-10.0.1.245 (500 addresses): flux, one host answers with 2 MACs: 00:00:00:00:00:06, 00:00:00:00:00:07',
  ]);
  const crowd = Array.from({ length: 64 }, (_, at) =>
    row('10.0.0.9', `02:bb:00:00:00:${at.toString(16).padStart(2, '0')}`, { verdict: 'conflict', macs: 300 }),
  );
  const [told = ''] = findings(crowd, []);
  assert.match(told, /^10\.0\.0\.9: conflict, 300 MACs answer, .*02:bb:00:00:00:07 and 292 more MACs$/);
  const different = Array.from({ length: 400 }, (_, at) =>
    row(
      `10.0.${at >> 8}.${at & 255}`,
      `02:bb:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
      { verdict: 'own-conflict' },
    ),
  );
  assert.equal(findings(different, []).length, 201);
});
