import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applySummaryRecord, undoRecord } from './mend.ts';

test('what is not all as it was is undone in part', () => {
  const entry = { name: 'a', command: 'apply x', changes: [] } as unknown as Parameters<
    typeof undoRecord
  >[0]['entry'];
  const ending = (complete: boolean, of = entry): unknown =>
    undoRecord({ entry: of, complete, left: [], remains: [] })['ending'];
  assert.equal(ending(true), 'undone');
  assert.equal(ending(false), 'partial');
  assert.equal(ending(true, null), 'nothing');
});

test('files that were not written are lost, and so is what they cannot hold', () => {
  const files = { written: ['/etc/a'], unwritten: ['/etc/b is foreign'] };
  const report = { ending: 'done', name: 'a', steps: [], made: 0, because: null, left: [], files } as const;
  assert.deepEqual(applySummaryRecord(report, 'x.toml', ['a rule'])['lost'], ['/etc/b is foreign', 'a rule']);
});
