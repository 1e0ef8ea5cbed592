import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAPER_TIMERS } from '../../../test/cli/paper-table.ts';
import { UsageFault } from '../../base/fault.ts';
import { isOfMachine, parseTimerWish, planTimers, stepOf } from './set-timers.ts';
import { timersOf } from './timers.ts';

const THERE = timersOf(PAPER_TIMERS);

for (const [text, setting, value] of [
  ['gc_stale_time=5min', 'gc_stale_time', 300],
  ['gc_stale_time=300', 'gc_stale_time', 300],
  ['locktime=0', 'locktime', 0],
  ['locktime=2s', 'locktime', 200],
  ['retrans_time_ms=200ms', 'retrans_time_ms', 200],
  ['retrans_time=200ms', 'retrans_time_ms', 200],
  ['ucast_solicit=5', 'ucast_solicit', 5],
  ['gc_thresh3=8192', 'gc_thresh3', 8192],
  ['gc_interval=1min', 'gc_interval', 60],
] as const) {
  test(`${text}: ${value} in the unit of ${setting}`, () => {
    assert.deepEqual(parseTimerWish(text), { setting, value });
  });
}

for (const text of [
  '',
  'gc_stale_time',
  'gc_stale_time=',
  'gc_stale_tim=5s',
  'toString=1',
  'ucast_solicit=5s',
  'ucast_solicit=-1',
  'locktime=1h1',
  'locktime=1ms',
  'gc_stale_time=0.5s',
  'gc_thresh1=99999999999',
  'retrans_time_ms=200',
  'reachable_time_ms=1000',
  'reachable_time=1s',
]) {
  test(`refused in one sentence: ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => parseTimerWish(text),
      (fault) => fault instanceof UsageFault && !fault.message.includes('\n') && fault.remedy !== '',
    );
  });
}

test('a setting of links is written to each, with what brings back what each had', () => {
  const planned = planTimers([{ setting: 'gc_stale_time', value: 60 }], ['default', 'eth0'], THERE);
  assert.deepEqual(planned, [
    {
      change: { do: 'set-neigh', link: 'default', setting: 'gc_stale_time', value: 60 },
      undo: { do: 'set-neigh', link: 'default', setting: 'gc_stale_time', value: 60 },
      same: true,
    },
    {
      change: { do: 'set-neigh', link: 'eth0', setting: 'gc_stale_time', value: 60 },
      undo: { do: 'set-neigh', link: 'eth0', setting: 'gc_stale_time', value: 300 },
      same: false,
    },
  ]);
});

test('a setting of the machine is written once, whatever the links', () => {
  const planned = planTimers(
    [
      { setting: 'gc_thresh3', value: 8192 },
      { setting: 'gc_interval', value: 30 },
    ],
    ['eth0', 'eth1'],
    THERE,
  );
  assert.deepEqual(
    planned.map(({ change, undo, same }) => [change.do, undo.value, same]),
    [
      ['set-threshold', 4096, false],
      ['set-gc-interval', 30, true],
    ],
  );
});

test('the undo is in the unit of the file as well', () => {
  const [locktime] = planTimers([{ setting: 'locktime', value: 0 }], ['eth0'], THERE);
  assert.deepEqual([locktime?.undo.value, stepOf('locktime'), stepOf('ucast_solicit')], [100, 10, null]);
});

test('what is of the machine', () => {
  assert.deepEqual(
    [isOfMachine('gc_thresh1'), isOfMachine('gc_interval'), isOfMachine('gc_stale_time')],
    [true, true, false],
  );
});
