import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../test/cli/stations.ts';
import {
  ansibleText,
  dnsmasqText,
  fileSdText,
  hostNameOf,
  hostsText,
  keaText,
  type ListedStation,
} from './listed.ts';

function station(address: string, hardware: string, more: Partial<ListedStation> = {}): ListedStation {
  return {
    ip: ip(address),
    mac: mac(hardware),
    vendor: null,
    name: null,
    note: null,
    approved: false,
    interface: 'eth0',
    vlan: null,
    first: 0,
    last: 0,
    ...more,
  };
}

test('a name goes along where it is a host name', () => {
  for (const [name, full, short] of [
    ['NAS', 'nas', 'nas'],
    ['nas.example.org.', 'nas.example.org', 'nas'],
    ['nas, the old', null, null],
    ['-nas', null, null],
    ['10.0.0.1', null, null],
    [`${'a'.repeat(64)}.lan`, null, null],
    ['', null, null],
    [null, null, null],
    ['a\nb', null, null],
  ] as const) {
    assert.equal(hostNameOf(name), full, String(name));
    assert.equal(hostNameOf(name, true), short, String(name));
  }
});

const THREE = [
  station('10.0.0.9', '00:1b:21:00:00:09', { name: 'nas', last: 5 }),
  station('10.0.0.9', '00:1b:21:00:00:0a', { name: 'nas.lan', last: 9 }),
  station('10.0.0.10', '00:1b:21:00:00:0a', { name: 'nas.lan', last: 7, note: 'x {{ y }}', vlan: 20 }),
];

test('an address has the MAC that was heard last, a name stands once, and a MAC has one reservation', () => {
  assert.equal(hostsText(THREE), '10.0.0.9\tnas.lan\n');
  assert.equal(
    dnsmasqText(THREE),
    'dhcp-host=00:1b:21:00:00:0a,10.0.0.9,nas\ndhcp-host=00:1b:21:00:00:0a,10.0.0.10\n',
  );
  assert.deepEqual(JSON.parse(keaText(THREE)), [
    { 'hw-address': '00:1b:21:00:00:0a', 'ip-address': '10.0.0.9', hostname: 'nas.lan' },
  ]);
  assert.deepEqual(JSON.parse(ansibleText(THREE)), {
    _meta: {
      hostvars: {
        'nas.lan': { ansible_host: '10.0.0.9', arpist_mac: '00:1b:21:00:00:0a', arpist_name: 'nas.lan' },
        '10.0.0.10': {
          ansible_host: '10.0.0.10',
          arpist_mac: '00:1b:21:00:00:0a',
          arpist_name: 'nas.lan',
          arpist_note: 'x { { y }}',
        },
      },
    },
    all: { children: ['arpist_eth0', 'arpist_eth0_vlan20'] },
    arpist_eth0: { hosts: ['nas.lan'] },
    arpist_eth0_vlan20: { hosts: ['10.0.0.10'] },
  });
  assert.deepEqual(
    (JSON.parse(fileSdText(THREE)) as { targets: unknown }[]).map(({ targets }) => targets),
    [['10.0.0.9'], ['10.0.0.10']],
  );
  for (const text of [keaText([]), fileSdText([])]) assert.deepEqual(JSON.parse(text), []);
});
