import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PassLedger } from './ledger.ts';
import { PagedBits } from '../verbs/scan/paged-bits.ts';

test('a position in a batch gets its share of the time the batch took', () => {
  const ledger = new PassLedger(1, 'zero');
  ledger.note(0, 0, 100, 100);
  ledger.note(1, 5, 110, 114);
  assert.equal(ledger.askedAt(0), 100);
  assert.equal(ledger.askedAt(1), 110);
  assert.equal(ledger.askedAt(3), 112);
  assert.equal(ledger.askedAt(6), undefined);
  assert.equal(ledger.lastAt, 114);
});

test('an answer heard while its batch was still leaving puts its question earlier, not out of the world', () => {
  const ledger = new PassLedger(1, 'zero');
  ledger.note(0, 100, 50, 60);
  assert.equal(ledger.askedAt(100, 54), 52);
  assert.equal(ledger.askedAt(10, 54), 51);
});

test('positions passed over between batches were not asked', () => {
  const ledger = new PassLedger(2, 'own');
  ledger.note(0, 0, 1, 1);
  ledger.note(7, 7, 2, 2);
  assert.equal(ledger.askedAt(3), undefined);
  assert.equal(ledger.askedAt(7), 2);
});

test('old batches are forgotten, so a /8 stays small', () => {
  const ledger = new PassLedger(1, 'zero', 1000);
  for (let position = 0; position < 10_000; position++) ledger.note(position, position, position, position);
  assert.equal(ledger.askedAt(0), undefined);
  assert.equal(ledger.askedAt(9_999), 9_999);
});

test('paged bits keep what was added, once', () => {
  const bits = new PagedBits();
  assert.equal(bits.add(16_000_000), true);
  assert.equal(bits.add(16_000_000), false);
  assert.equal(bits.has(16_000_000), true);
  assert.equal(bits.has(15_999_999), false);
  assert.equal(bits.count, 1);
});
