import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogIns } from './sessions.ts';

const VERA = { name: 'token vera', role: 'operator', token: 3 } as const;
const HOUR = 3_600_000;

test('a code logs in once, and within two minutes', () => {
  const sessions = new LogIns();
  const { code } = sessions.offer(VERA, 0);
  assert.deepEqual(sessions.redeem(code, 119_999), VERA);
  assert.equal(sessions.redeem(code, 119_999), undefined);
  const late = sessions.offer(VERA, 0);
  assert.equal(sessions.redeem(late.code, 120_000), undefined);
  assert.equal(sessions.redeem('x', 0), undefined);
});

test('a session ends twelve hours after it was used last, and thirty days after it began', () => {
  const sessions = new LogIns();
  const id = sessions.begin(VERA, 0);
  assert.equal(sessions.whose(id, 12 * HOUR)?.role, 'operator');
  assert.equal(sessions.whose(id, 24 * HOUR + 1), undefined);
  const used = sessions.begin(VERA, 0);
  for (let at = 0; at < 30 * 24; at += 12) assert.ok(sessions.whose(used, at * HOUR), `${at}`);
  assert.equal(sessions.whose(used, 30 * 24 * HOUR), undefined);
});

test('logging out ends it, and revoking a token those that began with it', () => {
  const sessions = new LogIns();
  const [a, b, c] = [
    sessions.begin(VERA, 0),
    sessions.begin(VERA, 0),
    sessions.begin({ ...VERA, token: 4 }, 0),
  ];
  assert.equal(new Set([a, b, c]).size, 3);
  sessions.end(a);
  assert.equal(sessions.whose(a, 1), undefined);
  sessions.endOf(3);
  assert.deepEqual([sessions.whose(b, 1), sessions.whose(c, 1)?.token], [undefined, 4]);
});

test('there are a thousand at most: who was not seen for longest goes', () => {
  const sessions = new LogIns();
  const first = sessions.begin(VERA, 0);
  const second = sessions.begin(VERA, 0);
  for (let count = 2; count < 1000; count += 1) sessions.begin(VERA, 1);
  assert.ok(sessions.whose(first, 2));
  sessions.begin(VERA, 3);
  assert.deepEqual([sessions.whose(second, 4), sessions.whose(first, 4)?.name], [undefined, 'token vera']);
});
