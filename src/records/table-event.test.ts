import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, publishedEntry } from '../../test/cli/paper-table.ts';
import { tableEventRecord } from './table-event.ts';

test('what was before has a state, unless it was published', () => {
  const now = entry('10.0.0.7', '02:00:00:00:00:01', {});
  const before = (of: typeof now): unknown =>
    tableEventRecord({
      event: { type: 'change', kind: 'changed', entry: now, before: of, recovered: false },
      row: { entry: now, vendor: null },
      at: 0,
    })['before'];
  assert.deepEqual(before({ ...now, state: 'stale' }), {
    mac: '02:00:00:00:00:01',
    state: 'stale',
    flags: [],
  });
  assert.deepEqual(before(publishedEntry('10.0.0.7', 'eth0')), {
    mac: null,
    state: null,
    flags: ['published'],
  });
});
