import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange, TableChange } from '../../change/change.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
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

/** What is told of these, undone on a host as it is then, when the kernel answers so. */
function undoneOn(
  host: HostSnapshot,
  undo: readonly (SystemChange | null)[],
  codes: readonly (string | null)[] = [],
) {
  const asked: SystemChange[] = [];
  const system = {
    makeEach: (changes: readonly SystemChange[]) => {
      asked.push(...changes);
      return changes.map((_, at) => ({ code: codes[at] ?? null, words: at === 1 ? 'why' : null }));
    },
    snapshot: () => host,
  };
  return {
    ...undoSteps(
      system,
      entryOf(
        undo.map(() => GONE),
        undo,
      ),
    ),
    asked,
  };
}

const SHAPE = { link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:0a' };
const withEntry = (more: object): HostSnapshot => {
  const system = scene();
  system.make([set('0a')]);
  const { host } = system;
  return { ...host, neighbours: host.neighbours.map((entry) => ({ ...entry, ...more })) };
};

test('an entry is back with its MAC, as fixed as it was, and with all its flags', () => {
  const managed = { ...SHAPE, do: 'set-neighbour', mac: null, state: 'none', flags: ['managed'] } as const;
  const wished = (more: object = {}): SystemChange => ({ ...SHAPE, do: 'set-neighbour', ...more });
  const other = 'the entry of 10.0.0.9 on eth0 is not as it was';
  for (const [host, wish, left] of [
    [withEntry({}), wished(), []],
    [withEntry({ mac: '02:00:00:00:00:0b' }), wished(), [other]],
    [withEntry({ state: 'stale' }), wished(), [other]],
    [withEntry({ state: 'stale' }), wished({ state: 'reachable' }), []],
    [withEntry({ state: 'noarp' }), wished(), []],
    [withEntry({ state: 'noarp' }), wished({ state: 'stale' }), [other]],
    [withEntry({}), wished({ flags: ['router'] }), [other]],
    [withEntry({ flags: ['router', 'extern_learn'] }), wished({ flags: ['router'] }), []],
    [withEntry({ flags: ['router'] }), wished({ flags: ['router', 'extern_learn'] }), [other]],
    [withEntry({ state: 'reachable', flags: ['managed'] }), managed, []],
    [
      withEntry({ state: 'reachable' }),
      managed,
      ['the entry of 10.0.0.9 on eth0 (managed) is not as it was'],
    ],
    [scene().host, managed, ['10.0.0.9 on eth0 (managed) is not back']],
    [scene().host, wished(), ['10.0.0.9 on eth0 is not back']],
    [withEntry({}), GONE, ['the entry of 10.0.0.9 on eth0 is still there']],
    [withEntry({ state: 'noarp' }), GONE, ['the entry of 10.0.0.9 on eth0 is still there']],
    [withEntry({ state: 'stale' }), GONE, []],
    [scene().host, GONE, []],
  ] as const) {
    const { complete, left: told } = undoneOn(host, [wish]);
    assert.deepEqual([complete, told], [left.length === 0, left], JSON.stringify([host.neighbours, wish]));
  }
});

test('what is published is looked for on its link, or on none', () => {
  const host = scene().host;
  const shown = (link: string | null): HostSnapshot => {
    const system = scene();
    system.make([{ do: 'publish', ip: '10.0.0.60', link }]);
    return system.host;
  };
  const publish = (link: string | null, kind: 'publish' | 'unpublish' = 'publish'): SystemChange => ({
    do: kind,
    ip: '10.0.0.60',
    link,
  });
  for (const [there, wish, left] of [
    [shown('eth0'), publish('eth0'), []],
    [shown(null), publish('eth0'), ['10.0.0.60 on eth0 is not published again']],
    [shown('eth0'), publish(null), ['10.0.0.60 is not published again']],
    [shown(null), publish(null), []],
    [shown(null), publish(null, 'unpublish'), ['10.0.0.60 is still published']],
    [shown('eth0'), publish('eth0', 'unpublish'), ['10.0.0.60 on eth0 is still published']],
    [host, publish('eth0', 'unpublish'), []],
  ] as const)
    assert.deepEqual(undoneOn(there, [wish]).left, left);
});

test('of several changes of one place the last counts, which is the first that was made; entry and publication are two', () => {
  const { left } = undoneOn(withEntry({}), [
    set('0a'),
    set('0b'),
    { do: 'publish', ip: '10.0.0.9', link: 'eth0' },
  ]);
  assert.deepEqual(left, ['10.0.0.9 on eth0 is not published again']);
  const locktime = (value: number): SystemChange => ({
    do: 'set-neigh',
    link: 'eth0',
    setting: 'locktime',
    value,
  });
  assert.deepEqual(undoneOn(scene().host, [locktime(100), locktime(5)]).left, []);
  assert.deepEqual(undoneOn(scene().host, [locktime(5), locktime(100)]).left, [
    'locktime of eth0 is 100, and was 5',
  ]);
});

test('refusals are told once each, but for what is so already or can never be', () => {
  const back = [
    set('0a'),
    { ...set('0a'), ip: '10.0.0.8' },
    { ...set('0a'), ip: '10.0.0.7' },
  ] as readonly SystemChange[];
  const { complete, over, left } = undoneOn(scene().host, back, ['EPERM', 'EPERM', 'EPERM']);
  assert.deepEqual(left.slice(3), ['the kernel refused with EPERM', 'the kernel refused with EPERM (why)']);
  assert.deepEqual([complete, over], [false, false]);
  for (const [codes, is] of [
    [['EEXIST'], [false, false]],
    [['ENOENT'], [false, false]],
    [['ENODEV'], [false, true]],
  ] as const) {
    const undone = undoneOn(scene().host, [set('0a')], codes);
    assert.deepEqual([undone.complete, undone.over], is, codes.join());
    assert.deepEqual(undone.left, ['10.0.0.9 on eth0 is not back']);
  }
  assert.deepEqual(undoneOn(withEntry({}), [set('0a')], ['EPERM']).left, ['the kernel refused with EPERM']);
  assert.equal(undoneOn(withEntry({}), [set('0a')], ['EPERM']).complete, false);
  const two = undoneOn(scene().host, [set('0a'), { ...set('0a'), ip: '10.0.0.8' }] as never, ['ENODEV']);
  assert.deepEqual([two.complete, two.over], [false, false], 'one of them is on a link that is there');
});

test('with nothing to undo the kernel is neither asked nor read', () => {
  const system = { makeEach: () => assert.fail('asked'), snapshot: () => assert.fail('read') };
  const made = [GONE, GONE, { ...GONE, do: 'set-neighbour' } as SystemChange];
  assert.deepEqual(undoSteps(system, entryOf(made, [null, null, null])), {
    complete: true,
    over: true,
    left: ['2 learned entries are asked for again when they are needed'],
  });
  assert.deepEqual(undoSteps(system, entryOf([GONE], [null], [0])).left, [], 'it was refused');
});

test('the last that was made is taken back first, entries before timers', () => {
  const timer: SystemChange = { do: 'set-neigh', link: 'eth0', setting: 'locktime', value: 100 };
  const { asked } = undoneOn(withEntry({}), [timer, set('0a'), null, set('0b')]);
  assert.deepEqual(asked, [set('0b'), set('0a'), timer]);
});
