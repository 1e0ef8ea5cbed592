import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgePassive } from './passive.ts';

const none = (): readonly number[] => [];
const [a, b, vrrp] = [0x020000000001, 0x020000000002, 0x00005e000107];

const table: readonly (readonly [string, readonly number[], number, string, readonly string[]])[] = [
  ['one MAC', [a], 0, 'ok', []],
  ['a virtual MAC', [vrrp], 0, 'virtual', ['virtual-vrrp']],
  ['one change of MAC', [a, b], 1, 'moved', ['moved']],
  ['a move to a virtual MAC', [a, vrrp], 1, 'moved', ['moved', 'virtual-vrrp']],
  ['two MACs in turns', [a, b], 7, 'conflict', ['interleaved-claims']],
  ['back and forth once is two turns', [a, b], 2, 'conflict', ['interleaved-claims']],
];

for (const [what, macs, switches, verdict, codes] of table) {
  test(`${what}: ${verdict}`, () => {
    const judged = judgePassive({ ip: 1, macs, switches }, none);
    assert.equal(judged.verdict, verdict);
    assert.deepEqual(
      judged.why.map((evidence) => evidence.code),
      codes,
    );
  });
}

test('two MACs in turns that share another address are one host', () => {
  const shared = (): readonly number[] => [1, 2];
  assert.equal(judgePassive({ ip: 1, macs: [a, b], switches: 5 }, shared).verdict, 'flux');
  const onlyThis = (): readonly number[] => [1];
  assert.equal(judgePassive({ ip: 1, macs: [a, b], switches: 5 }, onlyThis).verdict, 'conflict');
});

test('announced changes are moves, however many; changes too quick for a move are none', () => {
  const moved = judgePassive({ ip: 1, macs: [a, b], switches: 4, announced: 3, quick: 0 }, none);
  assert.equal(moved.verdict, 'moved');
  assert.match(moved.why[0]!.text, /0\.0\.0\.1 went from MAC to MAC 4 times, 3 of them announced/);
  assert.equal(judgePassive({ ip: 1, macs: [a, b], switches: 4, announced: 2 }, none).verdict, 'conflict');
  const quick = judgePassive({ ip: 1, macs: [a, b], switches: 1, quick: 1 }, none);
  assert.deepEqual([quick.verdict, quick.why[0]!.code], ['conflict', 'interleaved-claims']);
});
