import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededDice } from '../base/dice.ts';
import { KeyTable } from './key-table.ts';

const word = fc.oneof(fc.nat(3), fc.nat(0xffffffff));

test('numbers keys as a map would, and gives them back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 200 }), (keys) => {
      const table = new KeyTable(1000);
      const map = new Map<string, number>();
      for (const [a, b, c] of keys) {
        const name = `${a} ${b} ${c}`;
        if (!map.has(name)) assert.equal(table.find({ a, b, c }), -1);
        if (!map.has(name)) map.set(name, map.size);
        assert.equal(table.place({ a, b, c }), map.get(name));
        assert.equal(table.find({ a, b, c }), map.get(name));
        assert.deepEqual(table.keyAt(map.get(name)!), { a, b, c });
      }
      assert.equal(table.size, map.size);
    }),
  );
});

test('grows over its first size without losing a key, and refuses what is over its bound', () => {
  const table = new KeyTable(20_000);
  const dice = seededDice(7);
  const keys = Array.from({ length: 20_000 }, (_, at) => ({
    a: at,
    b: Math.floor(dice() * 2 ** 32),
    c: at % 7,
  }));
  for (const [at, key] of keys.entries()) assert.equal(table.place(key), at);
  assert.equal(table.place({ a: 99_999, b: 0, c: 0 }), -1);
  for (const [at, key] of keys.entries()) assert.equal(table.place(key), at);
  assert.equal(table.size, 20_000);
});

test('keys chosen to collide are refused after a bounded search, and the others still found', () => {
  const table = new KeyTable(100_000);
  // The three products cancel out: a, b and c all change, their hash does not.
  const inverse = (odd: number): number => {
    let found = odd;
    for (let step = 0; step < 5; step++) found = Math.imul(found, 2 - Math.imul(odd, found));
    return found;
  };
  const toB = Math.imul(0x9e3779b1, inverse(0x85ebca6b));
  const colliding = Array.from({ length: 400 }, (_, at) => ({ a: at, b: Math.imul(at, toB) >>> 0, c: 5 }));
  const placed = colliding.map((key) => table.place(key));
  assert.equal(placed.filter((index) => index >= 0).length, 256);
  assert.ok(placed.slice(256).every((index) => index === -1));
  assert.equal(table.place({ a: 1, b: 2, c: 3 }), 256);
});

test('keys that differ in one of three numbers only are apart', () => {
  const table = new KeyTable(1e6);
  const keys = Array.from({ length: 20_000 }, (_, at) => ({ a: 1, b: 2, c: at }));
  assert.deepEqual(
    keys.map((key) => table.place({ ...key })),
    keys.map(({ c }) => c),
  );
});
