import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { runTable } from '../../../test/cli/paper-table-run.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';

test('timers are set with their old values written down first', async () => {
  const ran = await runTable('timers set gc_stale_time=2min locktime=1s -I eth0');
  assert.deepEqual(
    [ran.code, ran.err],
    [
      0,
      '2 settings: 1 changed, 1 so already, 0 refused\nit ends with the next start of the machine; arpist persist add sysctl.d makes it last\n',
    ],
  );
  const set = { do: 'set-neigh', link: 'eth0', setting: 'gc_stale_time' };
  assert.deepEqual(ran.journal, [
    {
      by: 'steps',
      command: 'table timers set gc_stale_time=2min locktime=1s -I eth0',
      changes: [{ ...set, value: 120 }],
      undo: [{ ...set, value: 300 }],
    },
    { refused: [] },
  ]);
  const dry = await runTable('timers set base_reachable_time=1.5s -I eth0,default --dry-run');
  assert.equal(
    dry.out,
    'sysctl -w net.ipv4.neigh.eth0.base_reachable_time_ms=1500\nsysctl -w net.ipv4.neigh.default.base_reachable_time_ms=1500\n',
  );
  assert.deepEqual(dry.journal, []);
  const limits = await runTable('timers set gc_thresh3=9000');
  assert.deepEqual([limits.code, /first network namespace/.test(limits.err)], [3, true]);
});

for (const [line, what] of Object.entries({
  'timers set gc_stale_time=soon -I eth0': /should be a time, not 'soon'/,
  'timers set locktime=100 -I eth0': /hundredths of a second by the kernel .* and in seconds here/,
  'timers set proxy_delay=1 -I eth0': /hundredths of a second/,
  'timers set base_reachable_time_ms=30000 -I eth0': /in milliseconds by the kernel/,
  'timers set retrans_time_ms=500 -I eth0': /in milliseconds by the kernel/,
  'timers set gc_stale_time=500ms -I eth0': /steps of 1s/,
  'timers set ucast_solicit=3s -I eth0': /whole number/,
  'timers set gc_stale_time=5min': /belongs to an interface/,
  'timers set reachable_time=5min -I eth0': /by itself/,
  'timers set gc_stale=5min -I eth0': /no setting/,
  'timers set locktime -I eth0': /no value/,
}))
  test(`table ${line} is refused`, async () => {
    await assert.rejects(runTable(line), (fault) => fault instanceof UsageFault && what.test(fault.message));
  });

test('gc_interval is of the whole machine: no interface, seconds in its file, the old value written down', async () => {
  const shown = await runTable('timers set gc_interval=1min --dry-run');
  assert.deepEqual([shown.code, shown.out], [0, 'sysctl -w net.ipv4.neigh.default.gc_interval=60\n']);
  const done = await runTable('timers set gc_interval=1min');
  assert.equal(done.code, 0);
  const [intent] = done.journal as readonly { changes: readonly unknown[]; undo: readonly unknown[] }[];
  const change = { do: 'set-gc-interval', setting: 'gc_interval' };
  assert.deepEqual([intent?.changes, intent?.undo], [[{ ...change, value: 60 }], [{ ...change, value: 30 }]]);
  assert.match((await runTable('timers set gc_interval=30s')).err, /1 so already/);
});

test('D4: a bare number is seconds, where sysctl does not mean another unit by it', async () => {
  const ran = await runTable(
    'timers set gc_stale_time=200 base_reachable_time=30 locktime=0 -I eth0 --dry-run',
  );
  assert.equal(ran.code, 0);
  assert.match(ran.out, /eth0\.gc_stale_time=200\n/);
  assert.match(ran.out, /eth0\.base_reachable_time_ms=30000\n/);
  assert.match(ran.out, /eth0\.locktime=0\n/);
});

test('timers set --json has a record for each setting, by its schema, planned or done', async () => {
  const line = 'timers set gc_interval=1min locktime=0 gc_thresh3=8192 gc_stale_time=5min -I eth0 --json';
  const schema = schemaNamed('timer-change.v1');
  const outcomes = async (more: string): Promise<readonly unknown[]> => {
    const { out } = await runTable(`${line}${more}`);
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

test('settings that were set are a list as all others', async () => {
  const set = 'timers set gc_stale_time=2min locktime=1s -I eth0';
  assert.deepEqual((await runTable(`${set} --csv`)).out.split('\r\n'), [
    'interface,setting,before,value,unit,outcome,code,why',
    'eth0,gc_stale_time,300000,120000,ms,done,,',
    'eth0,locktime,1000,1000,ms,same,,',
    '',
  ]);
  const dry = await runTable([set, '--dry-run', '-F', '${outcome}:${setting}'].join(' '));
  assert.deepEqual([dry.out, dry.journal], ['planned:gc_stale_time\nsame:locktime\n', []]);
});
