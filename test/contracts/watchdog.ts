import assert from 'node:assert/strict';
import { test } from 'node:test';
import { touchedBy } from '../../src/change/touched.ts';
import type { Watchdog, Watching } from '../../src/ports/watchdog.ts';
import { apply, type MendHands } from '../../src/verbs/mend/apply.ts';
import { confirm } from '../../src/verbs/mend/confirm.ts';
import { undo } from '../../src/verbs/mend/undo.ts';

export interface WatchdogStage {
  readonly hands: MendHands;
  readonly watchdog: Watchdog;
  /** Lets time go by until it is so; false: it never was. */
  passes(isSo: () => boolean): Promise<boolean>;
  close(): void;
}

export interface WatchdogBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  /** On a host whose arp_ignore of `all` is 0. */
  readonly open: () => WatchdogStage;
}

const CHANGE = { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 } as const;

/** The suite. Every body of Watchdog runs it. */
export function watchdogContract({ name, skip, open }: WatchdogBody): void {
  const on = (what: string, body: (stage: WatchdogStage) => Promise<void>): void => {
    test(`${name}: ${what}`, { skip }, async () => {
      const stage = open();
      try {
        await body(stage);
      } finally {
        stage.close();
      }
    });
  };
  const stands = ({ hands }: WatchdogStage): boolean => hands.system.snapshot().conf['all']?.arp_ignore === 1;
  /** Applied, to be confirmed within so many seconds. */
  const applied = async ({ hands, watchdog }: WatchdogStage, within: number): Promise<Watching> => {
    let watching: Watching | undefined;
    const watched: Watchdog = { start: (entry) => (watching = watchdog.start(entry)) };
    const run = apply(hands, {
      command: 'apply x.toml',
      plan: () => [{ change: CHANGE, undo: [] }],
      hinders: () => null,
      confirm: { within, watchdog: watched },
    });
    let step = await run.next();
    while (!step.done) step = await run.next();
    assert.equal(step.value.ending, 'done');
    return watching ?? assert.fail('nobody watches');
  };

  on('what nobody confirms is taken back when its time is over, and then it is gone', async (stage) => {
    const watching = await applied(stage, 1);
    assert.ok(await stage.passes(() => watching.ended()));
    assert.equal(stands(stage), false);
    assert.deepEqual(
      stage.hands.history.entries().map(({ undone, confirmed }) => [undone, confirmed]),
      [[true, false]],
    );
  });

  on('what is confirmed stays, and nobody watches it any more', async (stage) => {
    const watching = await applied(stage, 600);
    assert.equal(watching.ended(), false);
    assert.notEqual(confirm(stage.hands), null);
    assert.ok(await stage.passes(() => watching.ended()));
    assert.equal(stands(stage), true);
  });

  on('what was undone by hand is not undone once more', async (stage) => {
    const watching = await applied(stage, 600);
    assert.equal(undo(stage.hands, null).complete, true);
    const [refused] = stage.hands.system.make([CHANGE]).filter(({ code }) => code !== null);
    assert.equal(refused, undefined);
    assert.ok(await stage.passes(() => watching.ended()));
    assert.equal(stands(stage), true, 'what somebody else set is theirs');
  });

  on('what was cut short is taken back as soon as nobody holds the lock', async (stage) => {
    const { system, history } = stage.hands;
    const touched = touchedBy([CHANGE], system.snapshot());
    const lock = history.lock();
    const entry = history.begin({
      by: 'state',
      command: 'apply x.toml',
      changes: [CHANGE],
      undo: [null],
      before: system.keep(touched),
      touched,
      confirm: 600,
    });
    const watching = stage.watchdog.start(entry);
    system.make([CHANGE]);
    assert.deepEqual([watching.ended(), stands(stage)], [false, true]);
    lock.release();
    assert.ok(await stage.passes(() => watching.ended()));
    assert.equal(stands(stage), false);
  });

  on('of an entry that is not there nothing is taken back', async (stage) => {
    stage.hands.system.make([CHANGE]);
    const watching = stage.watchdog.start('nothing');
    assert.ok(await stage.passes(() => watching.ended()));
    assert.equal(stands(stage), true);
  });
}
