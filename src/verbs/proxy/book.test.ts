import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnerBook, STATE } from './book.ts';

test('A6: owners made up without end are kept up to a number, and the forgotten ones are checked anew', () => {
  const book = new OwnerBook();
  const holder = { mac: 2, since: 0, seen: 0, misses: 0, isOwner: true };
  const many = 200_000;
  for (let ip = 0; ip < many; ip++) book.hold(0x0a000000 + ip, STATE.owned, { ...holder });
  assert.equal(book.holders.size, 65_536);
  assert.equal(book.count(STATE.owned), 65_536);
  assert.equal(book.stateOf(0x0a000000), STATE.unknown, 'never free: nobody has looked again');
  assert.equal(book.stateOf(0x0a000000 + many - 1), STATE.owned);
});

test('A6: the addresses looked at are forgotten page by page, the oldest first', () => {
  const book = new OwnerBook();
  for (let page = 0; page < 70_000; page++) book.set(page * 256, STATE.free);
  assert.equal(book.count(STATE.free), 65_536);
  assert.equal(book.stateOf(0), STATE.unknown);
  assert.equal(book.stateOf(69_999 * 256), STATE.free);
});
