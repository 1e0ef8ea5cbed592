import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { failed } from '../../base/result.ts';
import { hostWith, type HostWish } from '../../kernel/build-host.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { paperIo } from '../../../test/cli/paper-io.ts';
import {
  entry,
  nic,
  noFiles,
  noWire,
  paperJournal,
  paperTable,
  publishedEntry,
} from '../../../test/cli/paper-table.ts';
import { tableOver } from './table.ts';

const HOST: HostWish = {
  links: {
    eth0: { addresses: ['10.0.0.1/24'] },
    eth1: { addresses: ['10.1.0.1/24'] },
    veth0: {},
    vx0: { kind: 'vxlan' },
  },
  routes: ['10.0.0.60/31 dev veth0', '172.20.0.9/32 dev veth0'],
  published: ['10.0.0.60 dev eth0', '10.0.0.61'],
  neighbours: [
    { link: 'vx0', ip: '10.2.0.5', mac: '02:00:00:00:02:05', state: 'permanent' },
    { link: 'vx0', ip: '10.2.0.6', mac: '02:00:00:00:02:06', state: 'stale' },
    { link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', state: 'permanent' },
  ],
  forwarding: true,
};

const ENTRIES: readonly NeighbourEntry[] = [
  publishedEntry('10.0.0.60', 'eth0'),
  publishedEntry('10.0.0.61', null),
  entry('10.2.0.5', '02:00:00:00:02:05', { link: 'vx0', state: 'permanent' }),
  entry('10.2.0.6', '02:00:00:00:02:06', { link: 'vx0', state: 'stale' }),
  entry('10.0.0.9', '02:00:00:00:00:09', { state: 'permanent' }),
];

async function run(
  line: string,
  stdin = '',
): Promise<{ code: number; err: string; made: readonly string[] }> {
  const io = paperIo({ files: { '-': stdin } });
  const table = paperTable(ENTRIES, [
    nic('eth0', 2, '10.0.0.1/24'),
    nic('eth1', 3, '10.1.0.1/24'),
    { ...nic('veth0', 4, '0.0.0.0/0'), addresses: [] },
    { ...nic('vx0', 5, '0.0.0.0/0'), addresses: [] },
  ]);
  const bare = hostWith(HOST);
  const links = bare.links.map((link) => (link.name === 'vx0' ? { ...link, vxlanProxy: true } : link));
  const hands = {
    table,
    journal: paperJournal(),
    lookUp: () => Promise.resolve(failed('is no name here')),
    vendors: { vendorOf: () => null },
    wire: noWire,
    watch: noWire,
    lasting: noFiles,
    snapshot: () => Promise.resolve({ ...bare, links }),
  };
  const code = await tableOver(() => Promise.resolve(hands), line.split(' '), io);
  return {
    code,
    err: io.err(),
    made: table.changes.map(({ do: deed, ip }) => `${deed} ${ip.split('.').at(-1)}`),
  };
}

const refused =
  (words: RegExp, remedy: RegExp) =>
  (cause: unknown): boolean =>
    cause instanceof UsageFault && words.test(cause.message) && remedy.test(cause.remedy);

test('point 2: unpublish tells who is answered by nobody afterwards, and does it: that is what was said', async () => {
  const { code, err, made } = await run('unpublish 10.0.0.60');
  assert.deepEqual([code, made], [0, ['unpublish 60']]);
  assert.match(err, /^10\.0\.0\.60 asked on eth0: now eth0 → after: nobody\n1 change: 1 done\n/);
  const shown = await run('unpublish 10.0.0.60-61 --dry-run');
  assert.deepEqual(shown.made, []);
  assert.match(shown.err, /^10\.0\.0\.60-10\.0\.0\.61 \(2\) asked on eth0: .*\n/);
  assert.doesNotMatch((await run('unpublish 10.0.0.60 -x')).err, /nobody/);
});

test('point 2: with -I what is published everywhere does not fall silent elsewhere unless it is named', async () => {
  await assert.rejects(
    run('unpublish 10.0.0.61 -I eth1 --yes'),
    refused(
      /^nothing was changed: 10\.0\.0\.61 asked on eth0: now eth0 → after: nobody; .* asked on vx0: .*/,
      /--silence 10\.0\.0\.61@eth0,10\.0\.0\.61@vx0 .*--yes is not enough/,
    ),
  );
  const shown = await run('unpublish 10.0.0.61 -I eth1 --dry-run');
  assert.match(shown.err, /after: nobody\nit would take --silence 10\.0\.0\.61@eth0,.*\n/);
  for (const line of [
    '10.0.0.61 -I eth1 --silence 10.0.0.61',
    '10.0.0.61 -I eth0,eth1,vx0',
    '10.0.0.61',
    '--all',
  ])
    assert.equal((await run(`unpublish ${line}`)).code, 0, line);
});

test('point 2: what a vxlan with proxy answers from is not deleted or flushed unless it is named', async () => {
  for (const line of ['delete 10.2.0.5', 'flush 10.2.0.0/24 --permanent', 'delete --all'])
    await assert.rejects(
      run(line),
      refused(
        /^nothing was changed: 10\.2\.0\.5 asked on vx0: now vx0 → after: nobody$/,
        /--silence 10\.2\.0\.5@vx0/,
      ),
      line,
    );
  const named = await run('delete 10.2.0.5 --silence 10.2.0.5@vx0');
  assert.deepEqual([named.code, named.made], [0, ['remove-neighbour 5']]);
  // A STALE entry is no answer there, and elsewhere no entry is.
  for (const line of ['delete 10.2.0.6', 'flush -I vx0', 'delete 10.0.0.9'])
    assert.equal((await run(line)).code, 0, line);
});

test('point 2: what a vxlan with proxy answers from is not given a state that answers nobody unless it is named', async () => {
  const told = refused(
    /^nothing was changed: 10\.2\.0\.5 asked on vx0: now vx0 → after: nobody$/,
    /--silence 10\.2\.0\.5@vx0/,
  );
  await assert.rejects(run('replace 10.2.0.5 02:00:00:00:02:05 --state stale -I vx0 --yes'), told);
  await assert.rejects(run('replace 10.2.0.5 --managed -I vx0'), told);
  await assert.rejects(run('load - -I vx0', '10.2.0.5 02:00:00:00:02:05 temp\n'), told);
  const named = await run('replace 10.2.0.5 02:00:00:00:02:05 --state stale -I vx0 --silence 10.2.0.5');
  assert.deepEqual([named.code, named.made], [0, ['set-neighbour 5']]);
  for (const line of [
    'replace 10.2.0.5 02:00:00:00:02:05 --state reachable -I vx0',
    'replace 10.2.0.5 02:00:00:00:02:99 -I vx0',
    'replace 10.2.0.6 02:00:00:00:02:06 --state stale -I vx0',
    'replace 10.0.0.9 02:00:00:00:00:09 --state stale -I eth0',
  ])
    assert.equal((await run(line)).code, 0, line);
});
