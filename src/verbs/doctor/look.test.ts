import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostSnapshot } from '../../kernel/host.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { BETWEEN, look } from './look.ts';

function host(fulls: number | null, takenAt: number): HostSnapshot {
  const made = hostWith();
  return { ...made, takenAt, table: { ...made.table, fulls } };
}

function hands(looks: HostSnapshot[], goesOn = true) {
  const paused: number[] = [];
  const pause = (millis: number): Promise<boolean> => {
    paused.push(millis);
    return Promise.resolve(goesOn);
  };
  return {
    paused,
    pause,
    snapshot: () => Promise.resolve(looks.shift() ?? assert.fail('one look too many')),
  };
}

test('one look is enough where the table was never full, or where that is not known', async () => {
  for (const fulls of [0, null]) {
    const given = hands([host(fulls, 1)]);
    assert.equal((await look(given)).takenAt, 1);
    assert.deepEqual(given.paused, []);
  }
});

test('a table that was full once is looked at again, and the second look knows the first count', async () => {
  const given = hands([host(7, 1000), host(9, 1250)]);
  const seen = await look(given);
  assert.deepEqual(given.paused, [BETWEEN]);
  assert.deepEqual([seen.table.fulls, seen.table.before], [9, { fulls: 7, ago: 250 }]);
});

test('whoever does not wait any more has the first look', async () => {
  const seen = await look(hands([host(7, 1000)], false));
  assert.deepEqual([seen.takenAt, seen.table.before], [1000, undefined]);
});
