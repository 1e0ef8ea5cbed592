import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { entry, nic, paperJournal, paperTable, publishedEntry } from '../../../test/cli/paper-table.ts';
import type { TableChange } from '../../change/change.ts';
import type { NeighbourEntry, Outcome } from '../../ports/neighbours.ts';
import { applyAllOrNothing, applyPlan, refusalText } from './apply.ts';
import { Before, type Planned, planPublish, planRemoval, planSet } from './plan.ts';

const M1 = '02:00:00:00:00:01';
const M2 = '02:00:00:00:00:02';
const DEED = { command: 'table load ethers', files: [] };

type Refuse = (change: TableChange) => Outcome | undefined;
const refused = (code: string): Outcome => ({ code, words: null });

function scene(entries: readonly NeighbourEntry[], refuse?: Refuse) {
  const table = paperTable(entries, [nic('eth0', 2, '10.0.0.1/24')], refuse);
  const journal = paperJournal();
  const before = new Before(entries);
  const set = (host: string, hardware = M1): Planned =>
    planSet(
      {
        how: 'replace',
        link: 'eth0',
        ip: ip(host),
        mac: mac(hardware),
        state: 'permanent',
        flags: [],
        protocol: null,
      },
      before,
    );
  return { table, journal, set, hands: { table, journal }, before };
}

test('the journal has the changes and their undo before anything is asked of the kernel', () => {
  const order: string[] = [];
  const { hands, set } = scene([entry('10.0.0.7', M2, { state: 'permanent' })]);
  const watched = {
    table: {
      makeEach: (all: readonly TableChange[]) => (order.push('table'), hands.table.makeEach(all)),
    },
    journal: {
      begin: (intent: Parameters<typeof hands.journal.begin>[0]) => (
        order.push('begin'), hands.journal.begin(intent)
      ),
      end: (name: string, places: readonly number[]) => (order.push('end'), hands.journal.end(name, places)),
      lock: (patient?: boolean) => {
        order.push(patient ? 'wait' : 'lock');
        return { release: () => void order.push('release') };
      },
    },
  };
  const [one] = applyPlan(watched, [set('10.0.0.7')], DEED);
  assert.deepEqual([order, one?.outcome], [['wait', 'begin', 'table', 'end', 'release'], 'done']);
  const [intent, ended] = hands.journal.lines;
  assert.ok(intent && 'by' in intent && intent.by === 'steps');
  assert.deepEqual(
    [intent.command, intent.changes.length, intent.undo],
    [DEED.command, 1, [{ do: 'set-neighbour', link: 'eth0', ip: '10.0.0.7', mac: M2 }]],
  );
  assert.deepEqual(ended, { refused: [] });
});

test('what is so already is neither written down nor asked for', () => {
  const { hands, set, table, journal } = scene([entry('10.0.0.7', M1, { state: 'permanent' })]);
  assert.equal(applyPlan(hands, [set('10.0.0.7')], DEED)[0]?.outcome, 'same');
  assert.deepEqual([table.changes, journal.lines], [[], []]);
});

test('outcomes stand beside their changes, whatever was so already in between, and places in the journal are those of what was asked', () => {
  const there = entry('10.0.0.8', M1, { state: 'permanent' });
  const { hands, set, journal } = scene([there], (change) =>
    change.ip === '10.0.0.9' ? refused('EPERM') : undefined,
  );
  const applied = applyPlan(
    hands,
    ['10.0.0.7', '10.0.0.8', '10.0.0.9', '10.0.0.10'].map((one) => set(one)),
    DEED,
  );
  assert.deepEqual(
    applied.map(({ outcome }) => outcome),
    ['done', 'same', 'refused', 'done'],
  );
  assert.deepEqual(applied[2]?.refusal, refused('EPERM'));
  assert.deepEqual(journal.lines[1], { refused: [1] });
});

test('what went before it could be removed is gone, not refused; set anew it would be', () => {
  const { hands, set } = scene([], () => refused('ENOENT'));
  const gone = applyPlan(
    hands,
    [planRemoval(entry('10.0.0.7', M1)), planRemoval(publishedEntry('10.0.0.8', null)), set('10.0.0.9')],
    DEED,
  );
  assert.deepEqual(
    gone.map(({ outcome }) => outcome),
    ['gone', 'gone', 'refused'],
  );
});

test('files alone are written down, too', () => {
  const { hands, journal, table } = scene([]);
  applyPlan(hands, [], { ...DEED, files: [{ path: '/etc/x', text: 'y', executable: false }] });
  assert.deepEqual([journal.lines.length, table.changes], [2, []]);
});

test('all or nothing: what was made is taken back in reverse, and the journal has that as well', () => {
  const { hands, set, table, journal, before } = scene(
    [entry('10.0.0.7', M2, { state: 'permanent' })],
    (change) => (change.ip === '10.0.0.9' ? refused('ENOBUFS') : undefined),
  );
  const planned = [
    set('10.0.0.7'),
    planPublish({ ip: ip('10.0.0.8'), link: 'eth0' }, before),
    set('10.0.0.9'),
  ];
  const applied = applyAllOrNothing(hands, planned, DEED);
  assert.deepEqual(
    applied.map(({ outcome }) => outcome),
    ['undone', 'undone', 'refused'],
  );
  assert.deepEqual(
    table.changes.slice(3).map((change) => change.do),
    ['unpublish', 'set-neighbour'],
  );
  assert.deepEqual(
    table.entries().map((one) => one.mac),
    [mac(M2)],
    'the table is as it was',
  );
  assert.equal(journal.lines.length, 4);
});

test('what cannot be taken back stays done, and is not called undone', () => {
  const { hands, set } = scene([], (change) => {
    if (change.do === 'remove-neighbour') return refused('EPERM');
    return change.ip === '10.0.0.9' ? refused('ENOBUFS') : undefined;
  });
  const applied = applyAllOrNothing(hands, [set('10.0.0.7'), set('10.0.0.9')], DEED);
  assert.deepEqual(
    applied.map(({ outcome }) => outcome),
    ['done', 'refused'],
  );
});

test('nothing is taken back where nothing was refused', () => {
  const { hands, set, table } = scene([]);
  applyAllOrNothing(hands, [set('10.0.0.7'), set('10.0.0.8')], DEED);
  assert.equal(table.changes.length, 2);
});

test('a refusal is a sentence, with the words of the kernel in brackets', () => {
  const { hands, set } = scene([], () => ({ code: 'EEXIST', words: 'Entry exists' }));
  const [one] = applyPlan(hands, [set('10.0.0.7')], DEED);
  assert.equal(
    refusalText(one!),
    'there is an entry already (the kernel says: Entry exists); arpist table replace takes its place',
  );
  assert.equal(refusalText({ ...one!, refusal: refused('EIO') }), 'the kernel refused with EIO');
});
