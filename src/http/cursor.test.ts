import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cursors } from './cursor.ts';

const CURSORS = new Cursors(new Uint8Array(32).fill(7));

test('a cursor leads back to its place, in its own list alone', () => {
  const cursor = CURSORS.write('stations', { ip: 1, mac: 2 });
  assert.deepEqual(CURSORS.read('stations', cursor), { ip: 1, mac: 2 });
  assert.throws(() => CURSORS.read('episodes', cursor), /was not made here/);
});

test('one that somebody made up is refused, before it is read', () => {
  const cursor = CURSORS.write('stations', 7);
  const other = Buffer.from('8').toString('base64url');
  for (const made of [
    '',
    '.',
    'x',
    `${other}.${cursor.split('.')[1]}`,
    `${cursor}A`,
    `${cursor.slice(0, -1)}`,
    other,
  ])
    assert.throws(() => CURSORS.read('stations', made), /was not made here/, made);
  assert.throws(() => new Cursors(new Uint8Array(32)).read('stations', cursor));
});
