import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { failed, ok, type Result } from '../../base/result.ts';
import type { NeighbourEntry, Outcome, TableChange } from '../../ports/neighbours.ts';
import { paperIo } from '../../../test/cli/paper-io.ts';
import {
  entry,
  nic,
  noWire,
  paperJournal,
  paperTable,
  publishedEntry,
} from '../../../test/cli/paper-table.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { neighbourLine } from '../render/neighbour-lines.ts';
import { tableOver } from './table.ts';

const NICS = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')];

const THERE: readonly NeighbourEntry[] = [
  entry('10.0.0.2', '02:00:00:00:01:02'),
  entry('10.0.0.3', '02:00:00:00:01:03', { state: 'permanent', flags: ['router'] }),
  entry('10.0.0.4', null, { state: 'failed' }),
  entry('10.1.0.5', '02:00:00:00:01:05', { link: 'eth1', state: 'stale' }),
  publishedEntry('10.0.0.60', 'eth0'),
];

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly changes: readonly TableChange[];
  readonly journal: readonly unknown[];
  /** Addresses, MACs, states and interfaces afterwards. */
  readonly left: readonly string[];
  readonly saved: readonly string[];
}

async function run(
  line: string,
  refuse?: (change: TableChange) => Outcome | undefined,
  files: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const io = paperIo({ files });
  const table = paperTable(THERE, NICS, refuse);
  const journal = paperJournal();
  const lookUp = (name: string): Promise<Result<readonly number[], string>> =>
    Promise.resolve(name === 'pi' ? ok([0xc0000207, 0x0a000007]) : failed('is not known'));
  const hands = { table, journal, lookUp, vendors: { vendorOf: () => null }, wire: noWire, watch: noWire };
  const code = await tableOver(() => Promise.resolve(hands), line.split(' '), io);
  const left = table
    .entries()
    .map((one) => neighbourLine({ entry: one, vendor: null }).split('\t'))
    .map((cells) => [cells[0], cells[1], cells[3], cells[4]].join(' '))
    .toSorted();
  const saved = [...io.saved].map(([name, bytes]) => `${name}: ${new TextDecoder().decode(bytes)}`);
  return { code, saved, out: io.out(), err: io.err(), changes: table.changes, journal: journal.lines, left };
}

const BEFORE = [
  '10.0.0.2 02:00:00:00:01:02 reachable eth0',
  '10.0.0.3 02:00:00:00:01:03 permanent eth0',
  '10.0.0.4 - failed eth0',
  '10.0.0.60 - published eth0',
  '10.1.0.5 02:00:00:00:01:05 stale eth1',
];

function without(...gone: readonly string[]): readonly string[] {
  return BEFORE.filter((line) => !gone.includes(line.split(' ')[0]!));
}

test('add makes static entries where the address is at home, and writes down what takes them away', async () => {
  const ran = await run('add 10.0.0.7 2:0:0:0:1:7 10.1.0.8 0200.0000.0108');
  assert.equal(ran.code, 0);
  assert.equal(ran.err, '2 changes: 2 done\n');
  assert.deepEqual(
    ran.left,
    [
      ...BEFORE,
      '10.0.0.7 02:00:00:00:01:07 permanent eth0',
      '10.1.0.8 02:00:00:00:01:08 permanent eth1',
    ].toSorted(),
  );
  const set = { do: 'set-neighbour', how: 'add', state: 'permanent', flags: [], protocol: null };
  assert.deepEqual(ran.journal, [
    {
      command: 'table add 10.0.0.7 2:0:0:0:1:7 10.1.0.8 0200.0000.0108',
      changes: [
        { ...set, link: 'eth0', ip: '10.0.0.7', mac: '02:00:00:00:01:07' },
        { ...set, link: 'eth1', ip: '10.1.0.8', mac: '02:00:00:00:01:08' },
      ],
      undo: [
        { do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.7' },
        { do: 'remove-neighbour', link: 'eth1', ip: '10.1.0.8' },
      ],
    },
    { refused: [] },
  ]);
});

test('add refuses what is there, and the journal says that it was not made', async () => {
  const ran = await run('add 10.0.0.3 02:00:00:00:01:99');
  assert.equal(ran.code, 1);
  assert.match(
    ran.err,
    /^arpist: 10\.0\.0\.3 on eth0: there is an entry already; arpist table replace .*\.\n/,
  );
  assert.deepEqual(ran.left, BEFORE);
  assert.deepEqual(ran.journal.at(-1), { refused: [0] });
  const partly = await run('add 10.0.0.3 02:00:00:00:01:99 10.0.0.7 02:00:00:00:01:07');
  assert.equal(partly.code, 5);
  assert.match(partly.err, /2 changes: 1 refused, 1 done/);
});

test('replace takes the place, brings the old entry back on undo, and leaves alone what is so already', async () => {
  const ran = await run('replace 10.0.0.3 02:00:00:00:01:99 --state reachable --router');
  assert.equal(ran.code, 0);
  assert.ok(ran.left.includes('10.0.0.3 02:00:00:00:01:99 reachable eth0'));
  assert.deepEqual((ran.journal[0] as { undo: unknown }).undo, [
    {
      do: 'set-neighbour',
      how: 'replace',
      link: 'eth0',
      ip: '10.0.0.3',
      mac: '02:00:00:00:01:03',
      state: 'permanent',
      flags: ['router'],
      protocol: null,
    },
  ]);
  const same = await run('replace 10.0.0.3 02:00:00:00:01:03 --router');
  assert.deepEqual(
    [same.code, same.err, same.changes.length],
    [0, '1 change: 1 as they should be already\n', 0],
  );
  assert.deepEqual(same.journal, []);
});

test('managed entries need no MAC', async () => {
  const ran = await run('add --managed 10.0.0.7 10.0.0.8 -I eth1');
  assert.equal(ran.code, 0);
  assert.ok(ran.left.includes('10.0.0.8 - none eth1'));
});

test('delete and flush take what fits; flush leaves what was made by hand', async () => {
  assert.deepEqual((await run('delete 10.0.0.3')).left, without('10.0.0.3'));
  assert.deepEqual((await run('delete 02:00:00:00:01')).left, without('10.0.0.2', '10.0.0.3', '10.1.0.5'));
  assert.deepEqual((await run('delete --where state=failed')).left, without('10.0.0.4'));
  const flushed = await run('flush --all');
  assert.deepEqual(flushed.left, ['10.0.0.3 02:00:00:00:01:03 permanent eth0', '10.0.0.60 - published eth0']);
  assert.deepEqual((flushed.journal[0] as { undo: unknown }).undo, [null, null, null]);
  assert.deepEqual((await run('flush -I eth0 --permanent')).left, [BEFORE[3], BEFORE[4]]);
});

test('deleting what is not there is exit code 1, and what vanishes meanwhile is no error', async () => {
  const none = await run('delete 10.0.0.99');
  assert.deepEqual(
    [none.code, none.err, none.changes.length],
    [1, 'no entry fits; nothing was changed\n', 0],
  );
  const gone = await run('delete 10.0.0.2', () => ({ code: 'ENOENT', words: null }));
  assert.deepEqual([gone.code, gone.err], [0, '1 change: 1 gone already\n']);
});

test('publish and unpublish, per interface', async () => {
  const ran = await run('publish 10.0.0.60-61 -I eth0');
  assert.equal(ran.err, '2 changes: 1 as they should be already, 1 done\n');
  assert.deepEqual(ran.left, [...BEFORE, '10.0.0.61 - published eth0'].toSorted());
  assert.ok((await run('publish 10.0.0.70 --everywhere')).left.includes('10.0.0.70 - published *'));
  assert.deepEqual((await run('unpublish --all')).left, without('10.0.0.60'));
  assert.equal((await run('unpublish 10.0.0.2')).code, 1);
});

test('--dry-run shows commands, and neither changes nor writes down anything', async () => {
  const lines = {
    'add 10.0.0.7 02:00:00:00:01:07 --router --dry-run':
      'ip neigh add 10.0.0.7 lladdr 02:00:00:00:01:07 dev eth0 nud permanent router\n',
    'flush 10.0.0.0/30 --permanent --dry-run':
      'ip neigh del 10.0.0.2 dev eth0\nip neigh del 10.0.0.3 dev eth0\n',
    'publish 10.0.0.61 -I eth0,eth1 --dry-run':
      'ip neigh add proxy 10.0.0.61 dev eth0\nip neigh add proxy 10.0.0.61 dev eth1\n',
    'unpublish 10.0.0.60 --dry-run': 'ip neigh del proxy 10.0.0.60 dev eth0\n',
  };
  for (const [line, expected] of Object.entries(lines)) {
    const ran = await run(line);
    assert.deepEqual([ran.code, ran.out, ran.changes, ran.journal], [0, expected, [], []], line);
    assert.match(ran.err, /^\d to be done; nothing was changed\n$/);
  }
});

test('--json has a record for each change, by its schema', async () => {
  const schema = schemaNamed('table-change.v1');
  for (const line of [
    'add 10.0.0.3 02:00:00:00:01:99 10.0.0.7 02:00:00:00:01:07 --json',
    'replace 10.0.0.3 02:00:00:00:01:03 --router --json',
    'publish 10.0.0.61 --everywhere --json',
    'flush --all --json --dry-run',
  ]) {
    const { out } = await run(line);
    const records = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    for (const record of records) assert.deepEqual(faultsOf(record, schema), [], line);
  }
  const { out } = await run('add 10.0.0.3 02:00:00:00:01:99 --json');
  const { outcome, code } = JSON.parse(out) as Record<string, unknown>;
  assert.deepEqual([outcome, code], ['refused', 'EEXIST']);
});

test('a refusal of the kernel is told in words, with its own beside', async () => {
  const rights = await run('add 10.0.0.7 02:00:00:00:01:07', () => ({ code: 'EPERM', words: null }));
  assert.equal(rights.code, 3);
  assert.match(rights.err, /CAP_NET_ADMIN: run it with sudo\.\n/);
  const words = await run('flush --all', () => ({ code: 'EINVAL', words: 'Invalid link address' }));
  assert.equal(words.code, 3);
  assert.match(words.err, /finds no sense in it \(the kernel says: Invalid link address\)/);
});

for (const [line, what] of Object.entries({
  'add 10.0.0.7': /the MAC of 10\.0\.0\.7 is missing/,
  'add 10.0.0.7 10.0.0.8': /no MAC address/,
  'add ten 02:00:00:00:01:07': /no IPv4 address/,
  'add 10.0.0.7 01:00:5e:00:00:07': /multicast bit/,
  'add 10.0.0.7 ff:ff:ff:ff:ff:ff': /broadcast MAC/,
  'add 10.0.0.7 00:00:00:00:00:00': /no MAC at all/,
  'add 224.0.0.7 02:00:00:00:01:07': /multicast address/,
  'add 0.0.0.0 02:00:00:00:01:07': /no host/,
  'add 10.0.0.255 02:00:00:00:01:07': /broadcast address of eth0/,
  'add 10.0.0.1 02:00:00:00:01:07': /this host itself/,
  'add 10.9.0.1 02:00:00:00:01:07': /network of no interface/,
  'add 10.0.0.7 02:00:00:00:01:07 --state failed': /cannot be made 'failed'/,
  delete: /which entries/,
  flush: /which entries/,
  'publish 10.0.0.61': /needs to know where/,
  'publish 10.0.0.61 -I eth0 --everywhere': /contradict/,
  'publish 10.0.0.0/8 --everywhere': /too many/,
  'publish 10.0.0.1 -I eth1': /this host itself/,
}))
  test(`table ${line} is refused before anything is touched`, async () => {
    await assert.rejects(run(line), (fault) => fault instanceof UsageFault && what.test(fault.message));
  });

test('a cluster may have its multicast MAC by --force', async () => {
  assert.equal((await run('add 10.0.0.7 03:bf:0a:00:00:07 --force')).code, 0);
});

const ETHERS = [
  '# what arp -f read',
  '2:0:0:0:1:7 10.0.0.7 # the printer',
  '10.1.0.8\t0200.0000.0108 temp',
  '',
  '02:00:00:00:01:03 10.0.0.3',
  '10.0.0.62 02:00:00:00:00:01 pub',
].join('\r\n');

test('load makes what the file says, and takes back everything on undo', async () => {
  const ran = await run('load ethers', undefined, { ethers: ETHERS });
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
  const ran = await run('load ethers', undefined, { ethers: lines.join('\n') });
  assert.equal(ran.code, 2);
  assert.deepEqual([ran.changes, ran.journal], [[], []]);
  const small = {
    ethers: '02:00:00:00:01:07 10.0.0.7\n02:00:00:00:01:0z 10.0.0.8\n02:00:00:00:01:09 10.0.0.9\n',
  };
  const told = await run('load ethers', undefined, small);
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
  const { code, err } = await run('load ethers', undefined, { ethers });
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
  const ran = await run('load ethers --resolve', undefined, { ethers: '02:00:00:00:01:07 pi' });
  assert.ok(ran.left.includes('10.0.0.7 02:00:00:00:01:07 permanent eth0'));
  const unknown = await run('load ethers --resolve', undefined, { ethers: '02:00:00:00:01:07 nobody' });
  assert.deepEqual([unknown.code, /'nobody' is not known/.test(unknown.err)], [2, true]);
});

test('what the kernel refuses in the middle takes everything back, old entries too', async () => {
  const full = (change: TableChange): Outcome | undefined =>
    change.ip === 0x0a000009 ? { code: 'ENOBUFS', words: null } : undefined;
  const ethers = '02:00:00:00:01:99 10.0.0.3\n02:00:00:00:01:09 10.0.0.9\n02:00:00:00:01:07 10.0.0.7\n';
  const ran = await run('load ethers', full, { ethers });
  assert.equal(ran.code, 3);
  assert.deepEqual(ran.left, BEFORE);
  assert.match(ran.err, /ethers:2: 10\.0\.0\.9 on eth0: the neighbour table of the machine is full/);
  assert.match(ran.err, /3 changes: 2 taken back, 1 refused/);
  assert.equal(ran.journal.length, 4);
});

test('save writes what load reads', async () => {
  const text = '02:00:00:00:01:02 10.0.0.2\n02:00:00:00:01:03 10.0.0.3\n02:00:00:00:01:05 10.1.0.5\n';
  const ran = await run('save -');
  assert.deepEqual([ran.code, ran.out, ran.err], [0, text, '3 entries saved\n']);
  assert.deepEqual((await run('save ethers 10.0.0.0/24 --where permanent')).saved, [
    'ethers: 02:00:00:00:01:03 10.0.0.3\n',
  ]);
  assert.deepEqual(
    [(await run('save ethers 10.9.9.9')).code, (await run('load e', undefined, { e: '#' })).code],
    [1, 1],
  );
});

test('timers are set with their old values written down first', async () => {
  const ran = await run('timers set gc_stale_time=2min locktime=1s -I eth0');
  assert.deepEqual([ran.code, ran.err], [0, '2 settings: 1 changed, 1 so already, 0 refused\n']);
  const set = { do: 'set-neigh', link: 'eth0', setting: 'gc_stale_time' };
  assert.deepEqual(ran.journal, [
    {
      command: 'table timers set gc_stale_time=2min locktime=1s -I eth0',
      changes: [{ ...set, value: 120 }],
      undo: [{ ...set, value: 300 }],
    },
    { refused: [] },
  ]);
  const dry = await run('timers set base_reachable_time=1.5s -I eth0,default --dry-run');
  assert.equal(
    dry.out,
    'sysctl -w net.ipv4.neigh.eth0.base_reachable_time_ms=1500\nsysctl -w net.ipv4.neigh.default.base_reachable_time_ms=1500\n',
  );
  assert.deepEqual(dry.journal, []);
  const limits = await run('timers set gc_thresh3=9000');
  assert.deepEqual([limits.code, /first network namespace/.test(limits.err)], [3, true]);
});

for (const [line, what] of Object.entries({
  'timers set gc_stale_time=5': /with its unit/,
  'timers set gc_stale_time=500ms -I eth0': /steps of 1000 ms/,
  'timers set ucast_solicit=3s -I eth0': /whole number/,
  'timers set gc_stale_time=5min': /belongs to an interface/,
  'timers set reachable_time=5min -I eth0': /by itself/,
  'timers set gc_stale=5min -I eth0': /no setting/,
  'timers set locktime -I eth0': /no value/,
}))
  test(`table ${line} is refused`, async () => {
    await assert.rejects(run(line), (fault) => fault instanceof UsageFault && what.test(fault.message));
  });

test('gc_interval is of the whole machine: no interface, seconds in its file, the old value written down', async () => {
  const shown = await run('timers set gc_interval=1min --dry-run');
  assert.deepEqual([shown.code, shown.out], [0, 'sysctl -w net.ipv4.neigh.default.gc_interval=60\n']);
  const done = await run('timers set gc_interval=1min');
  assert.equal(done.code, 0);
  const [intent] = done.journal as readonly { changes: readonly unknown[]; undo: readonly unknown[] }[];
  const change = { do: 'set-gc-interval', setting: 'gc_interval' };
  assert.deepEqual([intent?.changes, intent?.undo], [[{ ...change, value: 60 }], [{ ...change, value: 30 }]]);
  assert.match((await run('timers set gc_interval=30s')).err, /1 so already/);
});

test('timers set --json has a record for each setting, by its schema, planned or done', async () => {
  const line = 'timers set gc_interval=1min locktime=0 gc_thresh3=8192 gc_stale_time=5min -I eth0 --json';
  const schema = schemaNamed('timer-change.v1');
  const outcomes = async (more: string): Promise<readonly unknown[]> => {
    const { out } = await run(`${line}${more}`);
    return out
      .trim()
      .split('\n')
      .map((one) => {
        const record = JSON.parse(one) as Record<string, unknown>;
        assert.deepEqual(faultsOf(record, schema), []);
        return [record['setting'], record['before'], record['value'], record['outcome']];
      });
  };
  assert.deepEqual(await outcomes(''), [
    ['gc_interval', 30_000, 60_000, 'done'],
    ['locktime', 1000, 0, 'done'],
    ['gc_thresh3', 4096, 8192, 'refused'],
    ['gc_stale_time', 300_000, 300_000, 'same'],
  ]);
  assert.deepEqual(
    (await outcomes(' --dry-run')).map((one) => (one as unknown[])[3]),
    ['planned', 'planned', 'planned', 'same'],
  );
});
