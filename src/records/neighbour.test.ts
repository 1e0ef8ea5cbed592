import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, publishedEntry } from '../../test/cli/paper-table.ts';
import {
  NEIGHBOUR_FIELDS,
  byNeighbour,
  NeighbourJson,
  neighbourRecord,
  type NeighbourRow,
} from './neighbour.ts';

const M = '00:16:3e:00:00:01';
const FLAGS = ['router'] as const;
const one = entry('10.0.0.7', M, { flags: FLAGS });
const row = (of: NeighbourRow['entry'], vendor: string | null = 'Xen'): NeighbourRow => ({
  entry: of,
  vendor,
});

/** Each differs in one thing from the first. */
const LIKE: readonly NeighbourRow[] = [
  row({ ...one, link: 'eth1' }),
  row({ ...one, state: 'stale' }),
  row({ ...one, flags: [] }),
  row({ ...one, mac: 0x020000000001 }),
  row({ ...one, mac: 0x01005e000001 }),
  row({ ...one, mac: null }),
  row(one, null),
  row(one, 'a "quoted" one'),
  row({ ...one, ages: { used: 3000, confirmed: 2000, updated: 1 } }),
  row({ ...one, ages: { used: 1, confirmed: 2000, updated: 60_000 } }),
  row({ ...one, ages: { used: 3000, confirmed: 1, updated: 60_000 } }),
  row({ ...one, ages: null }),
  row({ ...one, probes: 4 }),
  row({ ...one, protocol: 186 }),
  row({ ...publishedEntry('10.0.0.7', 'eth0'), flags: FLAGS }),
];

test('a row behind one that is like it but for one thing is written whole', () => {
  for (const like of LIKE) {
    const json = new NeighbourJson();
    json.add(row(one), []);
    const parts: string[] = [];
    json.add(like, parts);
    assert.deepEqual(JSON.parse(parts.join('')), neighbourRecord(like));
  }
});

test('an entry comes before what is published, and an age is in seconds', () => {
  const rows = [row(publishedEntry('10.0.0.7', 'eth0')), row(one)].toSorted(byNeighbour);
  assert.deepEqual(
    rows.map(({ entry: { published } }) => published),
    [false, true],
  );
  assert.equal(NEIGHBOUR_FIELDS['used']?.value(row(one)), 3);
});
