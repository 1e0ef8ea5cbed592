import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Agenda } from './agenda.ts';

test('what is added in any order comes out by time, and by order of adding within a moment', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (moments) => {
      const agenda = new Agenda();
      const expected = moments.map((at, number) => ({ at, number }));
      const happened: { at: number; number: number }[] = [];
      for (const { at, number } of expected)
        agenda.add({ at, order: -1, happen: () => happened.push({ at, number }) });
      expected.sort((one, other) => one.at - other.at || one.number - other.number);
      while (agenda.next < Number.POSITIVE_INFINITY) {
        assert.equal(agenda.next, expected[happened.length]?.at);
        agenda.take()?.happen();
      }
      assert.deepEqual(happened, expected);
      assert.equal(agenda.take(), undefined);
    }),
  );
});

test('adding while taking keeps the order', () => {
  const agenda = new Agenda();
  const said: string[] = [];
  agenda.add({
    at: 1,
    order: 0,
    happen() {
      said.push('one');
      agenda.add({ at: 1, order: 0, happen: () => said.push('one again') });
      agenda.add({ at: 0.5, order: 0, happen: () => said.push('late') });
    },
  });
  agenda.add({ at: 2, order: 0, happen: () => said.push('two') });
  for (let next = agenda.take(); next; next = agenda.take()) next.happen();
  assert.deepEqual(said, ['one', 'late', 'one again', 'two']);
});
