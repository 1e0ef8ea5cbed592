import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { openStoreThread } from '../../src/store/sqlite/thread.ts';
import { Keeper } from '../../src/verbs/watch/keeper.ts';
import { T, told } from '../contracts/store.ts';
import { whyNoSqlite } from '../sqlite.ts';

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
const skip = whyNoSqlite || (mayMount ? false : 'only root may mount a small disk');
const ALL = 1_000_000;

test('a full disk: nothing is half written, what waits is written when there is room, once and in its order', {
  skip,
}, async (t) => {
  const disk = mkdtempSync(join(tmpdir(), 'arpist-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'arpist', disk]);
  if (mounted.status !== 0) {
    rmdirSync(disk);
    t.skip(`no disk can be mounted here: ${mounted.stderr.toString()}`);
    return;
  }
  let close: (() => Promise<void>) | undefined;
  try {
    const store = await openStoreThread(join(disk, 'arpist.db'), () => assert.fail('nothing is moved aside'));
    close = () => store.close();
    await store.begin(T);
    const keeper = new Keeper(store);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(20_000_000));
    let at = 0;
    let faults = 0;
    const why = [{ code: 'x', text: 'x'.repeat(2000) }];
    while (faults < 3) {
      for (let many = 0; many < 50; many++) keeper.take([told(`n-${at++}`, { state: 'close', why })]);
      try {
        await keeper.commit(T + at);
      } catch (fault) {
        assert.ok(fault instanceof SystemFault && fault.kind === 'disk-full', String(fault));
        faults++;
      }
    }
    assert.equal(keeper.left, 0);
    rmSync(ballast);
    await keeper.commit(T + at);
    const ids = (await store.eventsAfter(0, ALL)).map(({ event }) => event.id);
    assert.deepEqual(
      ids,
      Array.from({ length: at }, (_, number) => `n-${number}`),
    );
    assert.deepEqual(await store.check(), []);
  } finally {
    await close?.();
    spawnSync('umount', ['-l', disk]);
    rmdirSync(disk);
  }
});
