import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, Peer, ratioTo } from './peer.ts';
import { runHere } from './run.ts';

const turn = (milliseconds: number, wrong?: string) => () => Promise.resolve({ milliseconds, wrong });

test('a peer is held against only when every turn of it did the work', async () => {
  const whole = new Peer('other');
  await whole.turn(turn(10));
  await whole.turn(turn(30));
  assert.equal(ratioTo(whole, [20, 30]), 1.5);
  assert.equal(whole.told(), 'other: 0.02 s');
  const once = new Peer('other');
  await once.turn(turn(10));
  await once.turn(turn(1, 'it found 0 of 16'));
  await once.turn(turn(10));
  assert.equal(ratioTo(once, [20, 30]), undefined);
  assert.equal(once.median, undefined);
  assert.equal(once.told(), 'other: it found 0 of 16, so it is not compared with');
});

test('a peer that is not installed has no turn', async () => {
  const missing = new Peer('other', 'no-such-program');
  await missing.turn(() => assert.fail('it ran'));
  assert.deepEqual([missing.did, missing.told()], [false, 'other: not installed']);
});

test('a program that fails is said to, with its own first line', async () => {
  const done = await runHere('sh', ['-c', 'echo no such network >&2; exit 3']);
  assert.equal(failure(done), 'it ended with 3 (no such network)');
  assert.equal(failure(await runHere('sh', ['-c', 'exit 0'])), undefined);
});
