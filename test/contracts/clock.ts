import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../src/ports/clock.ts';

/** What every body of Clock promises without links; with links it is tried by the contract of links. */
export function clockContract(name: string, open: () => Clock): void {
  test(`${name}: a wait lasts at least as long as it was asked to, also by parts of a millisecond`, async () => {
    const clock = open();
    for (const span of [0.2, 1, 1.7, 3.9, 12]) {
      const until = clock.now() + span;
      await clock.wait(until);
      assert.ok(clock.now() >= until, `${span} ms`);
    }
  });

  test(`${name}: never goes back`, async () => {
    const clock = open();
    let last = clock.now();
    for (let i = 0; i < 200; i++) {
      if (i % 50 === 0) await clock.wait(last + 0.5);
      const now = clock.now();
      assert.ok(now >= last);
      last = now;
    }
  });

  test(`${name}: what is past needs no waiting, and others get their turn`, async () => {
    const clock = open();
    let turns = 0;
    const other = (async () => {
      await clock.wait(clock.now() + 2);
      turns = -1;
    })();
    while (turns >= 0 && turns < 1_000_000) {
      turns++;
      await clock.wait(turns % 2 === 0 ? clock.now() - 1 : clock.now() + 0.01);
    }
    await other;
    assert.equal(turns, -1);
  });

  test(`${name}: waits of several askers end in the order of their times`, async () => {
    const clock = open();
    const start = clock.now();
    const ended: number[] = [];
    const ask = async (span: number): Promise<void> => {
      await clock.wait(start + span);
      ended.push(span);
    };
    await Promise.all([30, 5, 17, 60].map(ask));
    assert.deepEqual(ended, [5, 17, 30, 60]);
  });
}
