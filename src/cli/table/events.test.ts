import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failed } from '../../base/result.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import type { TableNotice, TableWatch } from '../../ports/table-watch.ts';
import { type PaperIo, paperIo } from '../../../test/cli/paper-io.ts';
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
import { tableOver } from './table.ts';

/** What happens between two looks. */
interface Step {
  readonly notices?: readonly TableNotice[];
  /** Some were lost; this is the cache as it is by then. */
  readonly overrun?: readonly NeighbourEntry[];
  readonly published?: readonly NeighbourEntry[];
}

interface Followed {
  readonly code: number;
  readonly err: string;
  readonly lines: readonly string[];
  readonly closed: boolean;
}

const NICS = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')];

async function followed(
  words: string,
  start: readonly NeighbourEntry[],
  steps: readonly Step[],
): Promise<Followed> {
  const io: PaperIo = paperIo();
  let at = 0;
  let cache = start;
  let published: readonly NeighbourEntry[] = [];
  let closed = false;
  const watch: TableWatch = {
    drain(visit) {
      const step = steps[at++];
      if (at > steps.length) io.stop('interrupted');
      for (const notice of step?.notices ?? []) visit(notice);
      published = step?.published ?? published;
      if (!step?.overrun) return 'whole';
      cache = step.overrun;
      return 'overrun';
    },
    entries: () => cache,
    published: () => published,
    wait(millis) {
      io.pass(1000 + millis);
      return Promise.resolve();
    },
    close: () => void (closed = true),
  };
  const hands = {
    table: paperTable(start, NICS),
    journal: paperJournal(),
    lookUp: () => Promise.resolve(failed('is no name here')),
    vendors: { vendorOf: () => null },
    wire: noWire,
    watch: () => Promise.resolve(watch),
    lasting: noFiles,
  };
  const args = ['events', ...words.split(' ').filter(Boolean)];
  const code = await tableOver(() => Promise.resolve(hands), args, io);
  return { code, err: io.err(), lines: io.out().split('\n').filter(Boolean), closed };
}

const A = '02:00:00:00:00:0a';
const B = '02:00:00:00:00:0b';
const now = (one: NeighbourEntry): TableNotice => ({ gone: false, entry: one });
const gone = (one: NeighbourEntry): TableNotice => ({ gone: true, entry: one });

function short(line: string): string {
  const cells = line.split('\t');
  return [cells[1], cells[2], cells[3], cells[5], cells[6], cells[8]].join(' ');
}

const LIFE: readonly Step[] = [
  { notices: [now(entry('10.0.0.2', A))] },
  {
    notices: [
      now(entry('10.0.0.7', null, { state: 'incomplete' })),
      now(entry('10.0.0.7', A)),
      now(entry('10.0.0.7', A, { probes: 3 })),
      now(entry('10.0.0.7', B, { state: 'stale', flags: ['router'] })),
      gone(entry('10.0.0.7', B, { state: 'failed' })),
      gone(entry('10.0.0.99', B)),
    ],
  },
];

test('what comes, changes and goes, with what it was; what stays the same is not told', async () => {
  const { code, lines, err, closed } = await followed('', [entry('10.0.0.2', A)], LIFE);
  assert.equal(code, 130);
  assert.deepEqual(lines.map(short), [
    'new 10.0.0.7 - incomplete eth0 -',
    `changed 10.0.0.7 ${A} reachable eth0 was no MAC incomplete`,
    `changed 10.0.0.7 ${B} stale eth0 was ${A} reachable flags none`,
    `gone 10.0.0.7 ${B} failed eth0 -`,
  ]);
  assert.equal(err, 'following 1 entry\n4 changes\n');
  assert.ok(closed);
});

test('an overrun is said, and what was lost is found by reading again', async () => {
  const before = [entry('10.0.0.2', A), entry('10.0.0.3', A)];
  const after = [entry('10.0.0.3', B), entry('10.0.0.4', A)];
  const steps = [{ overrun: after }, { notices: [now(entry('10.0.0.4', B))] }];
  const { lines, err } = await followed('', before, steps);
  assert.deepEqual(lines.map(short), [
    `gone 10.0.0.2 ${A} reachable eth0 found by reading again`,
    `changed 10.0.0.3 ${B} reachable eth0 was ${A}, found by reading again`,
    `new 10.0.0.4 ${A} reachable eth0 found by reading again`,
    `changed 10.0.0.4 ${B} reachable eth0 was ${A}`,
  ]);
  assert.match(err, /some are lost; the table was read again \(2 entries, 3 differences\)/);
  assert.match(err, /^4 changes, 1 overrun$/m);
});

test('published addresses come and go, though the kernel is silent about them', async () => {
  const steps = [{ published: [publishedEntry('10.0.0.60', 'eth0')] }, {}, { published: [] }, {}, {}];
  const { lines } = await followed('', [], steps);
  assert.deepEqual(lines.map(short), [
    'new 10.0.0.60 - published eth0 -',
    'gone 10.0.0.60 - published eth0 -',
  ]);
});

test('filters choose, and -c ends', async () => {
  const one = await followed('-c 1 -x', [], LIFE);
  assert.deepEqual(
    [one.code, one.lines.map(short), one.err],
    [0, [`new 10.0.0.2 ${A} reachable eth0 -`], ''],
  );
  const stale = await followed('--where state=stale', [], LIFE);
  assert.equal(stale.lines.length, 1);
  assert.equal((await followed('-I eth1', [], LIFE)).lines.length, 0);
  assert.equal((await followed('10.0.0.2', [], LIFE)).lines.length, 1);
});

test('records follow their schemas', async () => {
  const steps = [...LIFE, { overrun: [publishedEntry('10.0.0.60', null)] }];
  const { lines } = await followed('--json', [entry('10.0.0.2', A)], steps);
  const records = lines.map((line) => JSON.parse(line) as { type: string; event?: string });
  assert.deepEqual(
    records.map(({ type, event }) => event ?? type),
    ['new', 'changed', 'changed', 'gone', 'table-overrun', 'gone', 'new'],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});
