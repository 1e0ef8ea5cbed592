import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { ip, mac } from '../../../test/cli/stations.ts';
import { meantByFiles } from './meant-files.ts';

const FILES = {
  'known.toml':
    'known = [{ address = "10.0.0.1", mac = "00:1b:21:00:00:01", vlan = 20, note = "gw", expires = 2030-01-01 }]',
  ethers: '00:1b:21:00:00:02 10.0.0.2\n',
  'arp.dat': '0:1b:21:0:0:3\t10.0.0.3\t5\n0:1b:21:0:0:33\t10.0.0.3\t9\tpc\n',
  'dnsmasq.leases': '1798749000 00:1b:21:00:00:50 10.0.0.50 nas *\nbad line\n',
  empty: '',
  odd: 'hello',
};

test('baselines of every form and leases are what is expected; of an arp.dat the MACs before are kept for its words', async () => {
  const io = paperIo({ files: FILES });
  const known = ['known.toml', 'ethers', 'arp.dat'];
  const { pairs, leases, had } = await meantByFiles({ known, leases: ['dnsmasq.leases', 'empty'] }, io);
  assert.deepEqual(pairs, [
    {
      ip: ip('10.0.0.1'),
      mac: mac('00:1b:21:00:00:01'),
      vlan: 20,
      note: 'gw',
      expires: Date.UTC(2030, 0, 2),
    },
    { ip: ip('10.0.0.2'), mac: mac('00:1b:21:00:00:02'), vlan: null, note: '', expires: null },
    { ip: ip('10.0.0.3'), mac: mac('00:1b:21:00:00:33'), vlan: null, note: 'pc', expires: null },
  ]);
  assert.deepEqual(leases, [
    { ip: ip('10.0.0.50'), mac: mac('00:1b:21:00:00:50'), name: 'nas', until: 1_798_749_000_000 },
  ]);
  assert.deepEqual(
    had.map((one) => [one.mac, one.seconds]),
    [
      [mac('00:1b:21:00:00:03'), 5],
      [mac('00:1b:21:00:00:33'), 9],
    ],
  );
  assert.equal(io.err(), 'arpist: dnsmasq.leases:2: a lease has five words, and here are 2.\n');
});

test('a bad line of a baseline, and what is no lease file, are refused', async () => {
  const io = paperIo({ files: { ...FILES, 'known.toml': 'known = [{ address = "x" }]' } });
  await assert.rejects(meantByFiles({ known: ['known.toml'], leases: [] }, io), /should be an address/);
  await assert.rejects(meantByFiles({ known: [], leases: ['odd'] }, io), /odd is no lease file/);
  await assert.rejects(meantByFiles({ known: ['-'], leases: ['-'] }, io), /but once/);
});
