import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange, TableChange } from '../../change/change.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { EntryBy } from '../../ports/journal.ts';
import { PaperHistory } from '../../sim/paper-history.ts';
import { PaperSystem } from '../../sim/paper-system.ts';
import { undoSteps } from './undo-steps.ts';

const set = (mac: string, more: object = {}): TableChange => ({
  do: 'set-neighbour',
  link: 'eth0',
  ip: '10.0.0.9',
  mac: `02:00:00:00:00:${mac}`,
  ...more,
});
const GONE: TableChange = { do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.9' };
const SHOWN = { link: 'eth0', ip: '10.0.0.60' };

function scene() {
  const host = hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } });
  return new PaperSystem({ ...host, initial: true });
}

function entryOf(
  changes: readonly SystemChange[],
  undo: readonly (SystemChange | null)[],
  refused: readonly number[] = [],
): EntryBy<'steps'> {
  const history = new PaperHistory();
  history.end(history.begin({ by: 'steps', command: 'table x', changes, undo }), refused);
  const [entry] = history.entries();
  assert.ok(entry?.by === 'steps');
  return entry;
}

test('the last step is undone first', () => {
  const system = scene();
  system.make([set('0a'), set('0b')]);
  const undone = undoSteps(system, entryOf([set('0a'), set('0b')], [GONE, set('0a')]));
  assert.deepEqual([undone, system.host.neighbours], [{ complete: true, over: true, left: [] }, []]);
});

test('what the kernel refused was not made, and is not undone', () => {
  const system = scene();
  system.make([set('0a')]);
  const entry = entryOf(
    [set('0b', { how: 'add' }), { do: 'publish', ...SHOWN }],
    [GONE, { do: 'unpublish', ...SHOWN }],
    [0],
  );
  assert.equal(undoSteps(system, entry).complete, true);
  assert.equal(system.host.neighbours.length, 1);
});

test('nothing is as it was because the kernel did not refuse: each kind is looked at', () => {
  const back: readonly SystemChange[] = [
    set('0a'),
    { do: 'publish', ...SHOWN },
    { do: 'set-neigh', link: 'eth0', setting: 'locktime', value: 7 },
    { do: 'set-gc-interval', setting: 'gc_interval', value: 30 },
  ];
  const deaf = {
    makeEach: () => back.map(() => ({ code: null, words: null })),
    snapshot: () => scene().host,
  };
  const { complete, over, left } = undoSteps(deaf, entryOf(back, back));
  assert.deepEqual([complete, over], [false, false]);
  assert.deepEqual(left, [
    '10.0.0.60 on eth0 is not published again',
    '10.0.0.9 on eth0 is not back',
    'gc_interval is not there any more',
    'locktime of eth0 is 100, and was 7',
  ]);
});

test('where a link is gone nothing more can be done; learned entries are counted', () => {
  const system = scene();
  system.make([{ do: 'remove-link', link: 'eth0' }]);
  const gone = undoSteps(system, entryOf([GONE, GONE], [set('0a'), null]));
  assert.deepEqual(gone, {
    complete: false,
    over: true,
    left: ['10.0.0.9 on eth0 is not back', 'one learned entry is asked for again when it is needed'],
  });
});
