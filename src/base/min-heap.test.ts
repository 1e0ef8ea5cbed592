import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededDice } from './dice.ts';
import { MinHeap } from './min-heap.ts';

test('what comes out is sorted by key, and equals keep the order they came in', () => {
  const dice = seededDice(4);
  for (let run = 0; run < 200; run++) {
    const given = Array.from({ length: run }, (_, turn) => ({ key: Math.floor(dice() * 20), turn }));
    const heap = new MinHeap<(typeof given)[number]>(({ key }) => key);
    const out: typeof given = [];
    for (const one of given) {
      heap.add(one);
      if (dice() < 0.1) out.push(heap.take()!);
    }
    const rest: typeof given = [];
    while (heap.size > 0) {
      assert.equal(heap.first, heap.first);
      rest.push(heap.take()!);
    }
    assert.deepEqual(
      rest,
      rest.toSorted((a, b) => a.key - b.key || a.turn - b.turn),
    );
    assert.equal(out.length + rest.length, run);
  }
  assert.equal(new MinHeap<number>((value) => value).take(), undefined);
});
