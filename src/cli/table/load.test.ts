import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableChange } from '../../change/change.ts';
import type { Outcome } from '../../ports/neighbours.ts';
import { BEFORE, runTable } from '../../../test/cli/paper-table-run.ts';

const ETHERS = [
  '# what arp -f read',
  '2:0:0:0:1:7 10.0.0.7 # the printer',
  '10.1.0.8\t0200.0000.0108 temp',
  '',
  '02:00:00:00:01:03 10.0.0.3',
  '10.0.0.62 02:00:00:00:00:01 pub',
].join('\r\n');

test('load makes what the file says, and takes back everything on undo', async () => {
  const ran = await runTable('load ethers', undefined, { ethers: ETHERS });
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(
    ran.left,
    [
      ...BEFORE,
      '10.0.0.62 - published eth0',
      '10.0.0.7 02:00:00:00:01:07 permanent eth0',
      '10.1.0.8 02:00:00:00:01:08 stale eth1',
    ].toSorted(),
  );
});

test('one bad line among ten thousand changes nothing, and is named', async () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `02:00:00:01:${at >> 8}:${at & 255} 10.0.0.7`);
  lines[4999] = 'zz:zz 10.0.0.9';
  const ran = await runTable('load ethers', undefined, { ethers: lines.join('\n') });
  assert.equal(ran.code, 2);
  assert.deepEqual([ran.changes, ran.journal], [[], []]);
  const small = {
    ethers: '02:00:00:00:01:07 10.0.0.7\n02:00:00:00:01:0z 10.0.0.8\n02:00:00:00:01:09 10.0.0.9\n',
  };
  const told = await runTable('load ethers', undefined, small);
  assert.equal(
    told.err,
    "arpist: ethers:2: neither '02:00:00:00:01:0z' nor '10.0.0.8' is a MAC address.\n1 bad line; nothing was changed\n",
  );
});

test('every kind of bad line is told with its number', async () => {
  const ethers = [
    '02:00:00:00:01:07',
    '02:00:00:00:01:07 10.0.0.300',
    '02:00:00:00:01:07 pi',
    '01:00:5e:00:00:07 10.0.0.7',
    '02:00:00:00:01:07 224.0.0.7',
    '02:00:00:00:01:07 10.9.0.7',
    '02:00:00:00:01:07 10.0.0.7 forever',
    '02:00:00:00:01:08 10.0.0.8',
    '02:00:00:00:01:09 10.0.0.8',
  ].join('\n');
  const { code, err } = await runTable('load ethers', undefined, { ethers });
  assert.equal(code, 2);
  for (const [at, why] of [
    /stands alone/,
    /no IPv4 address/,
    /--resolve/,
    /multicast bit/,
    /multicast address/,
    /no interface/,
    /'forever'/,
    /^$/,
    /another MAC in line 8/,
  ].entries()) {
    const line = err.split('\n').find((one) => one.startsWith(`arpist: ethers:${at + 1}: `)) ?? '';
    assert.match(line, why);
  }
});

test('--resolve takes the address that is in our network', async () => {
  const ran = await runTable('load ethers --resolve', undefined, { ethers: '02:00:00:00:01:07 pi' });
  assert.ok(ran.left.includes('10.0.0.7 02:00:00:00:01:07 permanent eth0'));
  const unknown = await runTable('load ethers --resolve', undefined, { ethers: '02:00:00:00:01:07 nobody' });
  assert.deepEqual([unknown.code, /'nobody' is not known/.test(unknown.err)], [2, true]);
});

test('what the kernel refuses in the middle takes everything back, old entries too', async () => {
  const full = (change: TableChange): Outcome | undefined =>
    change.ip === '10.0.0.9' ? { code: 'ENOBUFS', words: null } : undefined;
  const ethers = '02:00:00:00:01:99 10.0.0.3\n02:00:00:00:01:09 10.0.0.9\n02:00:00:00:01:07 10.0.0.7\n';
  const ran = await runTable('load ethers', full, { ethers });
  assert.equal(ran.code, 3);
  assert.deepEqual(ran.left, BEFORE);
  assert.match(ran.err, /ethers:2: 10\.0\.0\.9 on eth0: the neighbour table of the machine is full/);
  assert.match(ran.err, /3 changes: 2 taken back, 1 refused/);
  assert.equal(ran.journal.length, 4);
});

test('save writes what load reads', async () => {
  const text = '02:00:00:00:01:02 10.0.0.2\n02:00:00:00:01:03 10.0.0.3\n02:00:00:00:01:05 10.1.0.5\n';
  const ran = await runTable('save -');
  assert.deepEqual([ran.code, ran.out, ran.err], [0, text, '3 entries saved\n']);
  assert.deepEqual((await runTable('save ethers 10.0.0.0/24 --where permanent')).saved, [
    'ethers: 02:00:00:00:01:03 10.0.0.3\n',
  ]);
  assert.deepEqual(
    [(await runTable('save ethers 10.9.9.9')).code, (await runTable('load e', undefined, { e: '#' })).code],
    [1, 1],
  );
});
