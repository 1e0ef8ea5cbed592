import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { BEFORE, runTable, without } from '../../../test/cli/paper-table-run.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';

const LASTING = 'it ends with the next start of the machine; arpist persist add HOW makes it last\n';

test('add makes static entries where the address is at home, and writes down what takes them away', async () => {
  const ran = await runTable('add 10.0.0.7 2:0:0:0:1:7 10.1.0.8 0200.0000.0108');
  assert.equal(ran.code, 0);
  assert.equal(ran.err, `2 changes: 2 done\n${LASTING}`);
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
      by: 'steps',
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
  const ran = await runTable('add 10.0.0.3 02:00:00:00:01:99');
  assert.equal(ran.code, 1);
  assert.match(
    ran.err,
    /^arpist: 10\.0\.0\.3 on eth0: there is an entry already; arpist table replace .*\.\n/,
  );
  assert.deepEqual(ran.left, BEFORE);
  assert.deepEqual(ran.journal.at(-1), { refused: [0] });
  const partly = await runTable('add 10.0.0.3 02:00:00:00:01:99 10.0.0.7 02:00:00:00:01:07');
  assert.equal(partly.code, 5);
  assert.match(partly.err, /2 changes: 1 refused, 1 done/);
});

test('replace takes the place, brings the old entry back on undo, and leaves alone what is so already', async () => {
  const ran = await runTable('replace 10.0.0.3 02:00:00:00:01:99 --state reachable --router');
  assert.equal(ran.code, 0);
  assert.ok(ran.left.includes('10.0.0.3 02:00:00:00:01:99 reachable eth0'));
  assert.deepEqual((ran.journal[0] as { undo: unknown }).undo, [
    { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.3', mac: '02:00:00:00:01:03', flags: ['router'] },
  ]);
  const same = await runTable('replace 10.0.0.3 02:00:00:00:01:03 --router');
  assert.deepEqual(
    [same.code, same.err, same.changes.length],
    [0, '1 change: 1 as they should be already\n', 0],
  );
  assert.deepEqual(same.journal, []);
});

test('managed entries need no MAC', async () => {
  const ran = await runTable('add --managed 10.0.0.7 10.0.0.8 -I eth1');
  assert.equal(ran.code, 0);
  assert.ok(ran.left.includes('10.0.0.8 - none eth1'));
});

test('delete and flush take what fits; flush leaves what was made by hand', async () => {
  assert.deepEqual((await runTable('delete 10.0.0.3')).left, without('10.0.0.3'));
  assert.deepEqual(
    (await runTable('delete 02:00:00:00:01')).left,
    without('10.0.0.2', '10.0.0.3', '10.1.0.5'),
  );
  assert.deepEqual((await runTable('delete --where state=failed')).left, without('10.0.0.4'));
  const flushed = await runTable('flush --all');
  assert.deepEqual(flushed.left, ['10.0.0.3 02:00:00:00:01:03 permanent eth0', '10.0.0.60 - published eth0']);
  assert.deepEqual((flushed.journal[0] as { undo: unknown }).undo, [null, null, null]);
  assert.deepEqual((await runTable('flush -I eth0 --permanent')).left, [BEFORE[3], BEFORE[4]]);
});

test('deleting what is not there is exit code 1, and what vanishes meanwhile is no error', async () => {
  const none = await runTable('delete 10.0.0.99');
  assert.deepEqual(
    [none.code, none.err, none.changes.length],
    [1, 'no entry fits; nothing was changed\n', 0],
  );
  const gone = await runTable('delete 10.0.0.2', () => ({ code: 'ENOENT', words: null }));
  assert.deepEqual([gone.code, gone.err], [0, '1 change: 1 gone already\n']);
});

test('publish and unpublish, per interface', async () => {
  const ran = await runTable('publish 10.0.0.60-61 -I eth0');
  assert.equal(ran.err, `2 changes: 1 as they should be already, 1 done\n${LASTING}`);
  assert.deepEqual(ran.left, [...BEFORE, '10.0.0.61 - published eth0'].toSorted());
  assert.ok((await runTable('publish 10.0.0.70 --everywhere')).left.includes('10.0.0.70 - published *'));
  assert.deepEqual((await runTable('unpublish --all')).left, without('10.0.0.60'));
  assert.equal((await runTable('unpublish 10.0.0.2')).code, 1);
});

test('--dry-run shows commands, and neither changes nor writes down anything', async () => {
  const lines = {
    'add 10.0.0.7 02:00:00:00:01:07 --router --dry-run':
      'ip neigh add 10.0.0.7 lladdr 02:00:00:00:01:07 nud permanent router dev eth0\n',
    'flush 10.0.0.0/30 --permanent --dry-run':
      'ip neigh del 10.0.0.2 dev eth0\nip neigh del 10.0.0.3 dev eth0\n',
    'publish 10.0.0.61 -I eth0,eth1 --dry-run':
      'ip neigh add proxy 10.0.0.61 dev eth0\nip neigh add proxy 10.0.0.61 dev eth1\n',
    'unpublish 10.0.0.60 --dry-run': 'ip neigh del proxy 10.0.0.60 dev eth0\n',
  };
  for (const [line, expected] of Object.entries(lines)) {
    const ran = await runTable(line);
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
    const { out } = await runTable(line);
    const records = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    for (const record of records) assert.deepEqual(faultsOf(record, schema), [], line);
  }
  const { out } = await runTable('add 10.0.0.3 02:00:00:00:01:99 --json');
  const { outcome, code } = JSON.parse(out) as Record<string, unknown>;
  assert.deepEqual([outcome, code], ['refused', 'EEXIST']);
});

test('a refusal of the kernel is told in words, with its own beside', async () => {
  const rights = await runTable('add 10.0.0.7 02:00:00:00:01:07', () => ({ code: 'EPERM', words: null }));
  assert.equal(rights.code, 3);
  assert.match(rights.err, /CAP_NET_ADMIN: run it with sudo\.\n/);
  const words = await runTable('flush --all', () => ({ code: 'EINVAL', words: 'Invalid link address' }));
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
    await assert.rejects(runTable(line), (fault) => fault instanceof UsageFault && what.test(fault.message));
  });

test('a cluster may have its multicast MAC by --force', async () => {
  assert.equal((await runTable('add 10.0.0.7 03:bf:0a:00:00:07 --force')).code, 0);
});

test('D9: table del deletes as table delete does, table show and list are the table, clear is flush', async () => {
  const [del, whole] = [await runTable('del 10.0.0.7'), await runTable('delete 10.0.0.7')];
  assert.deepEqual([del.code, del.out, del.left], [whole.code, whole.out, whole.left]);
  assert.equal((await runTable('show 10.0.0.7')).out, (await runTable('10.0.0.7')).out);
  assert.deepEqual((await runTable('clear --all')).left, (await runTable('flush --all')).left);
});

test('D9: what sets a timer is not looked for among them', async () => {
  for (const line of ['timers locktime=2s', 'timers st locktime=2s', 'timers -I eth0 locktime=2s'])
    await assert.rejects(
      runTable(line),
      (fault) => fault instanceof UsageFault && /table timers set locktime=2s/.test(fault.remedy),
    );
});

test('D9: a word near to a command is not taken for a vendor when more stands behind it, or nothing fits', async () => {
  for (const line of ['dlete 10.0.0.7', 'flsh', 'lsit'])
    await assert.rejects(
      runTable(line),
      (fault) =>
        fault instanceof UsageFault && /there is no command 'table (dlete|flsh|lsit)'/.test(fault.message),
    );
});

test('what came of changes is a list as all others: CSV with all of them, a line of your own', async () => {
  const add = 'add 10.0.0.3 02:00:00:00:01:99 10.0.0.7 02:00:00:00:01:07';
  const [head, first, second, end] = (await runTable(`${add} --csv`)).out.split('\r\n');
  assert.equal(head, 'do,ip,mac,interface,state,flags,outcome,code,why,line');
  assert.match(
    first!,
    /^add,10\.0\.0\.3,02:00:00:00:01:99,eth0,permanent,,refused,EEXIST,"there is an entry/,
  );
  assert.equal(second, 'add,10.0.0.7,02:00:00:00:01:07,eth0,permanent,,done,,,');
  assert.equal(end, '');
  const format = await runTable([add, '--dry-run', '-F', '${outcome}|${ip}'].join(' '));
  assert.deepEqual([format.out, format.left], ['planned|10.0.0.3\nplanned|10.0.0.7\n', BEFORE]);
  await assert.rejects(runTable(`${add} --csv --json`), UsageFault);
  assert.equal(
    (await runTable('delete --where state=failed -F ${do}${ip}')).out,
    'remove-neighbour10.0.0.4\n',
    '--where chooses what is taken away',
  );
});
