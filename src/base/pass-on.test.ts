import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passOn, reportOf } from './pass-on.ts';

let putAway = 0;

async function* teller(): AsyncGenerator<number, string> {
  try {
    await Promise.resolve();
    yield 1;
    yield 2;
    return 'report';
  } finally {
    putAway++;
  }
}

test('events are passed on as what is made of them, and the report behind them', async () => {
  const passed = passOn(teller(), (event) => (event === 1 ? [] : [event * 10, event * 100]));
  const told: number[] = [];
  for (let next = await passed.next(); ; next = await passed.next()) {
    if (next.done === true) {
      assert.equal(next.value, 'report');
      break;
    }
    told.push(next.value);
  }
  assert.deepEqual(told, [20, 200]);
  assert.equal(await reportOf(teller()), 'report');
});

test('whoever reads on no more sends him away who tells', async () => {
  putAway = 0;
  for await (const _ of passOn(teller(), (event) => [event])) break;
  assert.equal(putAway, 1);
  const throwing = passOn(teller(), () => {
    throw new Error('no');
  });
  await assert.rejects(async () => await throwing.next(), /no/);
  assert.equal(putAway, 2);
});
