import assert from 'node:assert/strict';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { A, B, batch, T, told, touch } from '../../../test/contracts/store.ts';
import { whyNoSqlite } from '../../../test/sqlite.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { openDatabase } from './database.ts';
import { openStore } from './store.ts';
import { openStoreThread } from './thread.ts';

const skip = whyNoSqlite;
const ALL = 1_000_000;

async function inFolder(deed: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    await deed(join(folder, 'arpist.db'), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a file that is damaged is moved aside and said, and another begun', { skip }, () =>
  inFolder(async (path, folder) => {
    writeFileSync(path, 'this is a letter, and no store at all, however long it goes on'.repeat(99));
    const notes: string[] = [];
    const store = await openStoreThread(path, (text) => void notes.push(text));
    await store.begin(T);
    await store.commit(batch(0, { touches: [touch(0, A)] }));
    assert.equal((await store.stations(null, ALL)).length, 1);
    await store.close();
    assert.match(
      notes.join('\n'),
      /^.*this file is no store: it was moved aside to .*arpist\.db\.damaged-\S+, and another is begun$/,
    );
    assert.equal(readdirSync(folder).filter((name) => name.includes('damaged')).length, 1);
  }),
);

test(
  'a store that turns out to be damaged while it is written to is moved aside, and the commit is kept',
  { skip },
  () =>
    inFolder(async (path) => {
      const first = await openStore(path, 'writer');
      await first.begin(T);
      const touches = Array.from({ length: 3000 }, (_, at) => touch(0, A, { ip: at + 1 }));
      await first.commit(batch(0, { touches, events: [told('a-1')] }));
      await first.close();
      // The first page, with the schema, is as it was: the others are what a bad disk makes of them.
      const file = openSync(path, 'r+');
      writeSync(file, Buffer.alloc(statSync(path).size - 4096, 0xa5), 0, null, 4096);
      closeSync(file);
      const notes: string[] = [];
      const store = await openStoreThread(path, (text) => void notes.push(text));
      await store.begin(T);
      await store.commit(batch(1, { touches: [touch(1, B)], events: [told('b-1')] }));
      assert.deepEqual(
        (await store.episodes({}, ALL)).map(({ event }) => event.id),
        ['b-1'],
      );
      assert.deepEqual(await store.check(), []);
      await store.close();
      assert.match(notes.join('\n'), /damaged.* it was moved aside to/);
    }),
);

test('a newer store is no damaged one: it is refused, and stays where it is', { skip }, () =>
  inFolder(async (path, folder) => {
    const newer = await openDatabase(path, 'writer');
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await assert.rejects(
      openStoreThread(path, () => assert.fail('nothing is moved')),
      (fault) => fault instanceof SystemFault && /a newer arpist/.test(fault.message),
    );
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('damaged')),
      [],
    );
  }),
);

test('faults keep what they are on their way, and what was asked after the end is a fault', { skip }, () =>
  inFolder(async (path) => {
    const store = await openStoreThread(path, () => undefined);
    await assert.rejects(store.order({ order: 'revoke', id: 9 }, 'vera', T), UsageFault);
    await assert.rejects(
      openStoreThread(path, () => undefined),
      (fault) => {
        assert.ok(fault instanceof SystemFault);
        assert.deepEqual([fault.kind, fault.remedy], ['busy', 'end it first: a store has one writer']);
        return true;
      },
    );
    await store.close();
    await assert.rejects(store.facts(), SystemFault);
    await (await openStoreThread(path, () => undefined)).close();
  }),
);
