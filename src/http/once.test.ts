import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoneOnce } from './once.ts';
import { Refused } from './problem.ts';

test('the same key does it once, also at the same time, and for a day', async () => {
  const once = new DoneOnce();
  let done = 0;
  const deed = async (): Promise<number> => ++done;
  const ask = { key: 'vera 1', body: { order: 'revoke' }, now: 0 };
  assert.deepEqual(await Promise.all([once.do(ask, deed), once.do(ask, deed)]), [1, 1]);
  assert.equal(await once.do({ ...ask, now: 86_399_999 }, deed), 1);
  assert.equal(await once.do({ ...ask, key: 'paul 1' }, deed), 2);
  assert.equal(await once.do({ ...ask, now: 86_400_000 }, deed), 3);
});

test('the same key with another body is refused, and what failed may be tried again', async () => {
  const once = new DoneOnce();
  const ask = { key: 'k', body: 1, now: 0 };
  const fails = once.do(ask, async () => {
    throw new Error('no');
  });
  await assert.rejects(fails, /no/);
  assert.equal(await once.do(ask, async () => 'yes'), 'yes');
  await assert.rejects(
    once.do({ ...ask, body: 2 }, async () => 'never'),
    (fault) => fault instanceof Refused && fault.problem.status === 422,
  );
});
