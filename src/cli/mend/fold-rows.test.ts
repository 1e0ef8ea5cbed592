import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldRows, type FoldedRow } from './fold-rows.ts';

const row = (words: string, why = '', place = 'line 3'): FoldedRow => ({ words, why, place });

function blocks(ids: readonly number[]): readonly FoldedRow[] {
  return ids.flatMap((id) => [
    row(`new interface eth1.${id}: VLAN ${id} on eth1`, `the network of VLAN ${id} on eth1.`),
    row(`eth1.${id} up`, `the VLAN ${id} takes part.`),
  ]);
}

const told = (rows: readonly FoldedRow[]): readonly string[] => foldRows(rows).map(({ words }) => words);

test('D24: forty VLANs that differ in their number alone are one block', () => {
  const ids = Array.from({ length: 40 }, (_, at) => 100 + at);
  const rows = foldRows([row('before'), ...blocks(ids), row('behind')]);
  assert.deepEqual(
    rows.map(({ words, why }) => [words, why]),
    [
      ['before', ''],
      ['new interface eth1.100-139: VLANs 100-139 on eth1 (40)', 'the network of VLANs 100-139 on eth1.'],
      ['eth1.100-139 up (40)', 'the VLANs 100-139 takes part.'],
      ['behind', ''],
    ],
  );
});

test('D24: numbers with gaps are not told as a range', () => {
  assert.deepEqual(told(blocks([10, 20, 31, 32])), [
    'new interface eth1.10 … eth1.32: VLAN 10 … 32 on eth1 (4)',
    'eth1.10 … eth1.32 up (4)',
  ]);
});

test('D24: three of a kind are read one by one, and what is not the same in words is not folded', () => {
  assert.equal(told(blocks([1, 2, 3])).length, 6);
  const words = ['eth0 up', 'eth1 down', 'eth2 up', 'eth3 down', 'eth4 up'];
  assert.deepEqual(told(words.map((one) => row(one))), words);
});

test('D24: a count in each block is told as one for each', () => {
  const rows = [0, 1, 2, 3].map((at) => row(`route 10.0.${at}.1-10.0.${at}.9/32 out of v${at} (9)`));
  assert.deepEqual(told(rows), [
    'route 10.0.0.1-10.0.0.9/32 … 10.0.3.1-10.0.3.9/32 out of v0-3 (9 each) (4)',
  ]);
});
