import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { type PaperTraits, paperIo } from '../../../test/cli/paper-io.ts';
import { rememberedStations } from '../../../test/cli/remembered.ts';
import { VENDORS } from '../../../test/cli/stations.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { exportOver } from './export.ts';
import { importOver } from './import.ts';
import { MemoryStore } from '../../store/memory.ts';
import type { MemoryDoor } from '../orders/door.ts';
import type { ForeignHands } from './sources.ts';

process.env['TZ'] = 'UTC';

const ARP_DAT = '0:1b:21:0:0:50\t10.77.0.50\t1700000000\tnas\teth0\nx\t10.77.0.51\t1\n';
const OLD_DAT = '0:1b:21:0:0:50\t10.77.0.50\t1600000000\told\n3c:5a:b4:0:0:50\t10.77.0.50\t1600000000\n';

const NO_FOREIGN: ForeignHands = { list: () => null, table: async () => null };

const store = new MemoryStore();
const memory: MemoryDoor = {
  service: async () =>
    ({ post: async (_: string, body: unknown) => (posted.push(body), { text: '' }) }) as never,
  read: async () => store,
  write: async () => store,
  vendors: VENDORS,
  user: () => 'vera',
  typed: null,
};
const posted: unknown[] = [];

async function imported(
  args: readonly string[],
  traits: PaperTraits = {},
  foreign: Partial<ForeignHands> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = paperIo(traits);
  const door = {
    memory: async () => memory,
    foreign: async () => ({ ...NO_FOREIGN, ...foreign }),
    vendors: async () => VENDORS,
  };
  const code = await importOver(door, args, io);
  return { code, out: io.out(), err: io.err() };
}

test('a folder of arpwatch: its databases become one list, a line that cannot be used is told, others are named', async () => {
  const files = {
    'var/arp.dat': ARP_DAT,
    'var/arp.dat-': OLD_DAT,
    'var/ethercodes.db': new Uint8Array([0xff, 0xfe, 0]),
    'var/empty.dat': '',
  };
  const list = (path: string) =>
    path === 'var' ? ['arp.dat', 'arp.dat-', 'empty.dat', 'ethercodes.db'] : null;
  const told = await imported(['var'], { files }, { list });
  assert.equal(
    told.out,
    '10.77.0.50\t00:1b:21:00:00:50\tnas\tclaimed last 2023-11-14\n10.77.0.50\t3c:5a:b4:00:00:50\tclaimed last 2020-09-13\n',
  );
  assert.equal(
    told.err,
    [
      'var/arp.dat: arp.dat, 1 entry',
      'var/arp.dat-: arp.dat, 2 entries',
      'var/empty.dat: empty, 0 entries',
      '1 file of other kinds: var/ethercodes.db',
      'in all 2 entries, 2 with address and MAC, 1 with a name, 0 approved there',
      "arpist: var/arp.dat:2: 'x' is no MAC address.",
      '',
    ].join('\n'),
  );
  assert.equal(told.code, 5);
});

test('twenty lines are shown, all of them for programs; a form that is named is taken for what it is', async () => {
  const text = Array.from({ length: 30 }, (_, at) => `10.77.0.${at + 1} host-${at}\n`).join('');
  const people = await imported(['-'], { files: { '-': text } });
  assert.equal(people.out.split('\n').length, 21);
  assert.match(people.err, /in all 30 entries, .*; the first 20 are shown/);
  const json = await imported(['hosts', '--json', '--where', 'ip>10.77.0.10', '--format', 'hosts'], {
    files: { hosts: text },
  });
  const records = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(records.length, 20);
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('listed.v1')), []);
  assert.match(json.err, /in all 20 entries, 0 with address and MAC, 20 with a name/);
});

test('databases of others are read by their tables', async () => {
  const files = { 'app.db': 'SQLite format 3\0…' };
  const netalertx = await imported(
    ['app.db'],
    { files },
    {
      table: async () => ({
        table: 'Devices',
        rows: [
          { devmac: '00:1b:21:00:00:50', devname: 'nas', devlastip: '10.77.0.50', devisnew: '0' },
          { devmac: 'Internet' },
        ],
      }),
    },
  );
  assert.equal(netalertx.out, '10.77.0.50\t00:1b:21:00:00:50\tnas\tapproved\n');
  const watchyourlan = await imported(
    ['app.db'],
    { files },
    {
      table: async () => ({
        table: 'now',
        rows: [
          {
            mac: '00:1b:21:00:00:50',
            name: 'nas',
            ip: '10.77.0.50',
            known: '1',
            date: '2026-11-01 08:00:00',
          },
        ],
      }),
    },
  );
  assert.equal(watchyourlan.out, '10.77.0.50\t00:1b:21:00:00:50\tnas\tapproved\tclaimed last 2026-11-01\n');
  await assert.rejects(imported(['app.db'], { files }), /no table Devices/);
});

test("arpwatch's configuration goes to stdout as one of arpist", async () => {
  const files = { arpwatch: 'ARGS="-p -z 10.0.0.0"\n', 'etc/eth1.iface': 'IFACE_ARGS="-Q"\n' };
  const list = (path: string) => (path === 'etc' ? ['eth1.iface'] : null);
  const told = await imported(['arpwatch', 'etc'], { files }, { list });
  assert.match(
    told.out,
    /^# What arpwatch was told.*\npromiscuous = false\nknown = \["\/var\/lib\/arpwatch\/eth1\.dat"\]\n\n\[\[watch\]\]\ninterface = "eth1"\n$/,
  );
  assert.match(told.err, /left out: addresses to pass over/);
  assert.equal(told.code, 0);
});

test('what cannot be imported, in one sentence each', async () => {
  await assert.rejects(imported([]), UsageFault);
  await assert.rejects(imported(['missing']), SystemFault);
  await assert.rejects(imported(['x'], { files: { x: 'hello world\n' } }), /nothing that can be imported/);
  await assert.rejects(imported(['x'], { files: { x: new Uint8Array([0, 0xff, 0xfe]) } }), UsageFault);
  await assert.rejects(
    imported(['x', '--format', 'nonsense'], { files: { x: '' } }),
    /no form that can be imported/,
  );
  await assert.rejects(
    imported(['x'], { files: { x: 'known = [{ adress = "10.0.0.1" }]' } }),
    /no key 'adress'/,
  );
  const list = () => Array.from({ length: 1001 }, (_, at) => String(at));
  await assert.rejects(imported(['x'], {}, { list }), /more than 1000 files/);
  assert.equal((await imported(['x'], { files: { x: '# nothing\n' } })).code, 1);
});

async function exported(args: readonly string[], count = 3) {
  const io = paperIo();
  const code = await exportOver(() => rememberedStations(count), args, io);
  return { code, out: io.out(), err: io.err() };
}

test('what an export writes is imported as the same addresses and MACs, whatever the form', async () => {
  const HOLD = [
    '10.77.0.50 3c:5a:b4:00:00:50',
    '10.77.0.51 00:1b:21:00:00:01',
    '10.77.0.52 00:1b:21:00:00:02',
    '10.77.64.50 00:1b:21:00:00:01',
  ];
  const ALL = ['10.77.0.50 00:1b:21:00:00:00', ...HOLD];
  for (const [form, pairs] of [
    ['arp.dat', ALL],
    ['ethers', HOLD],
    ['dnsmasq', HOLD],
    // One MAC has one address: where it was heard last.
    ['kea', [HOLD[0]!, HOLD[2]!, HOLD[3]!]],
    ['csv', HOLD],
    ['jsonl', HOLD],
    ['ansible', HOLD],
    ['file_sd', HOLD],
    ['baseline', HOLD],
  ] as const) {
    const { out, code, err } = await exported([form]);
    assert.equal(code, 0);
    assert.equal(err, `${pairs.length} stations of ${form === 'arp.dat' ? 5 : 4}\n`, form);
    const back = await imported(['x', '--json', '-x'], { files: { x: out } });
    assert.deepEqual([back.code, back.err], [0, ''], form);
    const read = back.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ip: string; mac: string });
    assert.deepEqual(
      read.map(({ ip, mac }) => `${ip} ${mac}`),
      pairs,
      form,
    );
  }
  assert.equal((await exported(['hosts'])).out, '');
  assert.match((await exported(['jsonl', '--all'])).err, /^5 stations of 5/);
  assert.match((await exported(['baseline'])).out, /mac = "00:1b:21:00:00:01", vlan = 20 }/);
});

test('an export chooses, and says when nothing fits or no such form is there', async () => {
  assert.equal(
    (await exported(['ethers', '--where', 'vlan=20', '-x'])).out,
    '00:1b:21:00:00:01 10.77.64.50\n',
  );
  const none = await exported(['ethers', '--where', 'ip=10.1.0.0/24']);
  assert.deepEqual([none.code, none.out, none.err], [1, '', 'arpist: no station that is remembered fits\n']);
  await assert.rejects(exported(['xml']), /no form of an export/);
});

test('with a yes alone something is written: approvals, and notes that say it was claimed', async () => {
  const rows = [
    { ip: '10.77.0.50', mac: '00:1b:21:00:00:50', name: 'nas', approved: true, first: '2024-05-01' },
    { ip: '10.77.0.51', mac: '00:1b:21:00:00:51', note: 'tv' },
    { ip: '10.77.0.52', mac: '00:1b:21:00:00:52' },
    { ip: '10.77.0.53', name: 'vip' },
  ];
  const files = { x: rows.map((row) => JSON.stringify(row)).join('\n') };
  await imported(['x'], { files });
  await imported(['x', '--yes', '--dry-run'], { files });
  assert.deepEqual(posted, []);
  const told = await imported(['x', '--yes'], { files });
  assert.match(told.err, /3 of 3 approvals and notes taken in\n$/);
  assert.equal(told.code, 0);
  assert.deepEqual(posted.splice(0), [
    {
      order: 'approve',
      approval: {
        ip: '10.77.0.50',
        mac: '00:1b:21:00:00:50',
        note: 'nas; claimed since 2024-05-01, not heard',
        expires: null,
      },
    },
    { order: 'note', note: { whom: { mac: '00:1b:21:00:00:51' }, text: 'tv' } },
    { order: 'note', note: { whom: { ip: '10.77.0.53' }, text: 'vip' } },
  ]);
  await imported(['x', '--yes', '--approve', '--where', 'ip=10.77.0.52'], { files });
  assert.equal(posted.length, 1);
});
