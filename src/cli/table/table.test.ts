import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SystemFault } from '../../base/fault.ts';
import { failed } from '../../base/result.ts';
import { hasPrefix, parseMacPrefix } from '../../base/mac.ts';
import { jsonText } from '../../base/printable.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { type PaperTraits, paperIo } from '../../../test/cli/paper-io.ts';
import {
  entry,
  nic,
  noFiles,
  noWire,
  paperJournal,
  paperTable,
  publishedEntry,
} from '../../../test/cli/paper-table.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { NeighbourJson, neighbourRecord } from '../../records/neighbour.ts';
import { tableOver } from './table.ts';

const PI = parseMacPrefix('b8:27:eb') ?? { bits: 24, value: 0 };

const ENTRIES: readonly NeighbourEntry[] = [
  entry('10.0.0.20', 'b8:27:eb:00:00:14'),
  entry('10.0.0.3', '02:00:00:00:00:03', { state: 'permanent', flags: ['router'], protocol: 4 }),
  entry('10.0.0.9', null, { state: 'incomplete', probes: 2, flags: ['managed'] }),
  entry('224.0.0.1', '01:00:5e:00:00:01', { state: 'noarp' }),
  entry('10.1.0.7', '02:00:00:00:00:07', { link: 'eth1', state: 'stale', flags: ['extern_learn'] }),
  publishedEntry('10.0.0.60', 'eth0'),
  publishedEntry('10.0.0.61', null),
];

const NICS = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')];

async function table(
  args: readonly string[],
  traits: PaperTraits = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = paperIo(traits);
  const hands = {
    table: paperTable(ENTRIES, NICS),
    journal: paperJournal(),
    lookUp: () => Promise.resolve(failed('is no name here')),
    wire: noWire,
    watch: noWire,
    lasting: noFiles,
    vendors: { vendorOf: (mac: number) => (hasPrefix(mac, PI) ? 'Raspberry Pi Foundation' : null) },
  };
  const code = await tableOver(() => Promise.resolve(hands), args, io);
  return { code, out: io.out(), err: io.err() };
}

async function addresses(...args: readonly string[]): Promise<readonly string[]> {
  const { out } = await table(['-x', '-F', '${ip}', ...args]);
  return out.split('\n').filter(Boolean);
}

test('lines for pipes: everything in columns that are always there, sorted by address', async () => {
  const { code, out, err } = await table([]);
  assert.equal(code, 0);
  assert.deepEqual(out.split('\n'), [
    '10.0.0.3\t02:00:00:00:00:03\t(locally administered)\tpermanent\teth0\tpermanent,router\t2/3/60\t0',
    '10.0.0.9\t-\t-\tincomplete\teth0\tmanaged\t2/3/60\t2',
    '10.0.0.20\tb8:27:eb:00:00:14\tRaspberry Pi Foundation\treachable\teth0\t-\t2/3/60\t0',
    '10.0.0.60\t-\t-\tpublished\teth0\tpublished\t-\t0',
    '10.0.0.61\t-\t-\tpublished\t*\tpublished\t-\t0',
    '10.1.0.7\t02:00:00:00:00:07\t(locally administered)\tstale\teth1\textern-learned\t2/3/60\t0',
    '224.0.0.1\t01:00:5e:00:00:01\t(unknown)\tnoarp\teth0\tnoarp,multicast\t2/3/60\t0',
    '',
  ]);
  assert.equal(err, '7 entries: 2 published, 1 reachable, 1 permanent, 1 incomplete, 1 noarp, 1 stale\n');
});

test('a terminal gets a table that fits it', async () => {
  const { out } = await table(['-x', 'b8:27:eb', '10.0.0.60-61'], { tty: true, columns: 100 });
  assert.deepEqual(out.split('\n'), [
    '10.0.0.20  b8:27:eb:00:00:14  Raspberry Pi Foundation  reachable  eth0    2 s        3 s   60 s',
    '10.0.0.60                                              published  eth0',
    '10.0.0.61                                              published  *',
    '',
  ]);
  const narrow = await table([], { tty: true, columns: 80 });
  for (const line of narrow.out.split('\n')) assert.ok(line.length < 80, line);
  assert.match(narrow.out, /^ADDRESS +MAC +VENDOR/);
});

test('the forms of arp, BSD and ip show what these tools show, in the order of the kernel', async () => {
  const arp = await table(['-x', '--format', 'arp']);
  assert.deepEqual(arp.out.split('\n').slice(0, 4), [
    'Address                  HWtype  HWaddress           Flags Mask            Iface',
    '10.0.0.20                ether   b8:27:eb:00:00:14   C                     eth0',
    '10.0.0.3                 ether   02:00:00:00:00:03   CM                    eth0',
    '10.0.0.9                         (incomplete)                              eth0',
  ]);
  const bsd = await table(['-x', '--format', 'bsd', '-I', 'eth0']);
  assert.deepEqual(bsd.out.split('\n'), [
    '? (10.0.0.20) at b8:27:eb:00:00:14 [ether] on eth0',
    '? (10.0.0.3) at 02:00:00:00:00:03 [ether] PERM on eth0',
    '? (10.0.0.9) at <incomplete> on eth0',
    '? (10.0.0.60) at <from_interface> PERM PUB on eth0',
    '? (10.0.0.61) at <from_interface> PERM PUB on *',
    '',
  ]);
  const ip = await table(['-x', '--format', 'ip', '--sort', '-ip']);
  assert.deepEqual(ip.out.split('\n'), [
    '10.1.0.7 dev eth1 lladdr 02:00:00:00:00:07 extern_learn STALE ',
    '10.0.0.61 proxy ',
    '10.0.0.60 dev eth0 proxy ',
    '10.0.0.20 dev eth0 lladdr b8:27:eb:00:00:14 REACHABLE ',
    '10.0.0.9 dev eth0 managed INCOMPLETE ',
    '10.0.0.3 dev eth0 lladdr 02:00:00:00:00:03 router PERMANENT proto static ',
    '',
  ]);
});

test('JSON Lines keep to the schema, and CSV has the same fields', async () => {
  const schema = schemaNamed('neighbour.v1');
  const { out } = await table(['--json']);
  const records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(records.length, ENTRIES.length);
  for (const record of records) assert.deepEqual(faultsOf(record, schema), []);
  const csv = await table(['--csv', '10.0.0.3']);
  assert.equal(
    csv.out,
    'ip,mac,vendor,localMac,interface,state,published,permanent,flags,confirmedMs,usedMs,updatedMs,probes,protocol\r\n' +
      '10.0.0.3,02:00:00:00:00:03,,true,eth0,permanent,false,true,permanent router,2000,3000,60000,0,4\r\n',
  );
});

test('found by address, MAC, prefix, vendor, interface and any field', async () => {
  assert.deepEqual(await addresses('b8:27:eb'), ['10.0.0.20']);
  assert.deepEqual(await addresses('raspberry'), ['10.0.0.20']);
  assert.deepEqual(await addresses('0200.0000.0007', '10.0.0.0/28'), ['10.0.0.3', '10.0.0.9', '10.1.0.7']);
  assert.deepEqual(await addresses('-I', 'eth1'), ['10.0.0.61', '10.1.0.7']);
  assert.deepEqual(await addresses('--where', 'published'), ['10.0.0.60', '10.0.0.61']);
  assert.deepEqual(await addresses('--where', 'permanent or managed'), ['10.0.0.3', '10.0.0.9']);
  assert.deepEqual(await addresses('--where', 'used>=3 and multicast=no', '--where', 'router'), ['10.0.0.3']);
  assert.deepEqual(await addresses('--where', 'learned', '--where', 'vendor~pi'), []);
  assert.deepEqual((await addresses('--sort', '-probes,-ip'))[0], '10.0.0.9');
});

test('nothing that fits is exit code 1, and said', async () => {
  assert.deepEqual(await table(['10.9.9.9']), { code: 1, out: '', err: '0 entries\n' });
});

test('an interface that is not there is a fault, not an empty table', async () => {
  await assert.rejects(table(['-I', 'eth7']), (fault) => {
    assert.ok(fault instanceof SystemFault);
    assert.equal(fault.kind, 'interface');
    assert.match(fault.message, /eth7/);
    return true;
  });
});

test('timers in words and units, with the default beside', async () => {
  const lines = await table(['timers', 'gc_', 'locktime']);
  assert.equal(lines.code, 0);
  assert.deepEqual(
    lines.out.split('\n').map((line) => line.split('\t').slice(0, 4).join(' ')),
    [
      '(machine) gc_thresh1 128 128',
      '(machine) gc_thresh2 512 512',
      '(machine) gc_thresh3 4,096 1,024',
      '(machine) gc_interval 30 s 30 s',
      'default gc_stale_time 1 min 1 min',
      'eth0 gc_stale_time 5 min 1 min',
      'eth0 locktime 1 s 1 s',
      '',
    ],
  );
  const changed = await table(['timers', '--changed'], { tty: true, columns: 90 });
  assert.deepEqual(changed.out.split('\n'), [
    'the whole machine',
    '  gc_thresh3     4,096          default 1,024          with more, no new neighbour is tak',
    'eth0',
    '  gc_stale_time  5 min          default 1 min          unused that long, an entry may be',
    '',
  ]);
});

test('timers for programs: milliseconds by the schema, CSV, and 1 when nothing fits', async () => {
  const schema = schemaNamed('timer.v1');
  const { out } = await table(['timers', '--json', '-I', 'eth0']);
  const records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const record of records) assert.deepEqual(faultsOf(record, schema), []);
  assert.deepEqual(
    records.map(({ setting, value, unit, changed }) => [setting, value, unit, changed]),
    [
      ['gc_stale_time', 300_000, 'ms', true],
      ['locktime', 1000, 'ms', false],
      ['unres_qlen_bytes', 212_992, 'bytes', false],
      ['reachable_time_ms', 17_230, 'ms', false],
    ],
  );
  const csv = await table(['timers', '--csv', 'thresh1']);
  assert.match(csv.out, /^interface,setting,.*\r\n,gc_thresh1,128,count,128,false,"?with/);
  assert.equal((await table(['timers', 'locktime', '-I', 'eth1'])).code, 1);
});

test('the text of a record is the record, whatever was written before it', () => {
  const flags = ['router'];
  const entries = [
    ...ENTRIES,
    entry('10.0.0.4', null, { link: 'br-"x' }),
    entry('10.0.0.5', '02:00:00:00:00:05', { flags }),
    entry('10.0.0.5', '01:00:5e:00:00:05', { flags }),
    entry('10.0.0.6', 'b8:27:eb:00:00:05', { flags, protocol: 4 }),
    entry('10.0.0.6', 'b8:27:eb:00:00:06', { flags, ages: null, probes: 1 }),
  ];
  const rows = entries.flatMap((one) =>
    [null, 'Intel Corporate', 'Škoda "A\\S" \u2028'].map((vendor) => ({ entry: one, vendor })),
  );
  const records = new NeighbourJson();
  fc.assert(
    fc.property(fc.constantFrom(...rows), (row) => {
      const parts: string[] = [];
      records.add(row, parts);
      assert.equal(parts.join(''), jsonText(neighbourRecord(row)));
    }),
    { numRuns: 2000 },
  );
});
