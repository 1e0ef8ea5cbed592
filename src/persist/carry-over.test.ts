import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../change/change.ts';
import { carriedOverSteps } from './carry-over.ts';

const notes = (change: SystemChange): readonly string[] => carriedOverSteps([change]).notes;

test('a permanent entry is carried over; one that is managed, learned or has flags no file holds', () => {
  const entry = { do: 'set-neighbour', link: 'e0', ip: '10.0.0.7', mac: '02:00:00:00:00:07' } as const;
  assert.deepEqual(carriedOverSteps([entry]), { changes: [entry], notes: [] });
  assert.match(notes({ ...entry, mac: null, state: 'none', flags: ['managed'] })[0] ?? '', /managed entry/);
  assert.match(notes({ ...entry, state: 'stale' })[0] ?? '', /an entry that is stale/);
  assert.match(notes({ ...entry, flags: ['router'] })[0] ?? '', /an entry with router/);
});
