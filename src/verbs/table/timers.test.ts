import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAPER_TIMERS } from '../../../test/cli/paper-table.ts';
import { NEIGH_NAMES } from '../../kernel/conf.ts';
import { isChanged, timersOf, unitOf } from './timers.ts';

const timers = timersOf(PAPER_TIMERS);

test('those of the machine come first, then what new links begin with, then each link', () => {
  assert.deepEqual(
    timers.map(({ link, setting }) => `${link ?? '-'} ${setting}`),
    [
      '- gc_thresh1',
      '- gc_thresh2',
      '- gc_thresh3',
      '- gc_interval',
      'default gc_stale_time',
      'eth0 gc_stale_time',
      'eth0 locktime',
      'eth0 unres_qlen_bytes',
      'eth0 reachable_time_ms',
    ],
  );
});

test('times are milliseconds, whatever unit their file has', () => {
  const value = (name: string, link: string | null = 'eth0') =>
    timers.find((one) => one.setting === name && one.link === link);
  assert.equal(value('gc_stale_time')?.value, 300_000, 'seconds');
  assert.equal(value('locktime')?.value, 1000, 'hundredths of a second');
  assert.equal(value('reachable_time_ms')?.value, 17_230);
  assert.equal(value('gc_interval', null)?.value, 30_000);
  assert.equal(value('unres_qlen_bytes')?.unit, 'bytes');
  assert.equal(value('gc_thresh3', null)?.unit, 'count');
});

test('what a kernel does not tell is left out', () => {
  const blind = { thresh1: null, thresh2: null, thresh3: null, entries: null, fulls: null };
  const none = timersOf({
    table: { ...PAPER_TIMERS.table, ...blind },
    default: null,
    gcInterval: null,
    links: {},
  });
  assert.deepEqual(none, []);
});

test('changed is what differs from the kernel as it was compiled, not what it draws by itself', () => {
  const changed = timers.filter(isChanged).map(({ link, setting }) => `${link ?? '-'} ${setting}`);
  assert.deepEqual(changed, ['- gc_thresh3', 'eth0 gc_stale_time']);
  assert.equal(timers.find(({ setting }) => setting === 'reachable_time_ms')?.drawn, true);
});

test('every setting has a unit', () => {
  for (const name of NEIGH_NAMES) {
    const expected = /_ms$|time$|delay$/.test(name) ? 'ms' : name === 'unres_qlen_bytes' ? 'bytes' : 'count';
    assert.equal(unitOf(name), expected, name);
  }
});
