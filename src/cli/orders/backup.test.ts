import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { A, batch, T, told, touch } from '../../../test/contracts/store.ts';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { VENDORS } from '../../../test/cli/stations.ts';
import { whyNoSqlite } from '../../../test/sqlite.ts';
import { SystemFault } from '../../base/fault.ts';
import { openStore } from '../../store/sqlite/store.ts';
import { backupOver } from './backup.ts';
import { checkStoreOver } from './check-store.ts';
import type { MemoryDoor } from './door.ts';

const ALL = 1_000_000;

test('a backup is whole, its owner’s alone, made while somebody writes, and known when it is brought back', {
  skip: whyNoSqlite,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  const door: MemoryDoor = {
    service: async () => undefined,
    read: (path) => openStore(path, 'reader'),
    write: (path) => openStore(path, 'writer'),
    vendors: VENDORS,
    user: () => 'vera',
    typed: null,
  };
  const run = async (
    over: typeof backupOver,
    ...words: readonly string[]
  ): Promise<{ readonly code: number; readonly err: string }> => {
    const io = paperIo();
    const code = await over(async () => door, words, io);
    return { code, err: io.err() };
  };
  try {
    const path = join(folder, 'arpist.db');
    const store = await openStore(path, 'writer');
    await store.begin(T);
    const touches = Array.from({ length: 3000 }, (_, at) => touch(0, A, { ip: at + 1 }));
    await store.commit(batch(0, { touches, events: [told('a-1')] }));
    const { id } = await store.facts();
    const file = join(folder, "it's a backup.db");
    assert.deepEqual(await run(backupOver, file, '--state', folder), {
      code: 0,
      err: `${file} holds all of it\n`,
    });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await assert.rejects(run(backupOver, file, '--state', folder), /is there already/);
    await assert.rejects(run(backupOver, join(folder, 'no', 'x'), '--state', folder), SystemFault);
    await store.commit(batch(1, { touches: [touch(1, A)] }));
    await store.close();

    const checked = await run(checkStoreOver, '--file', file);
    assert.equal(checked.code, 0);
    assert.match(checked.err, /is whole: 3,000 stations, 1 event, schema \d+\n$/);
    assert.equal((await run(checkStoreOver, '--state', folder)).code, 0);

    mkdirSync(join(folder, 'again'));
    copyFileSync(file, join(folder, 'again', 'arpist.db'));
    const back = await openStore(join(folder, 'again', 'arpist.db'), 'writer');
    const facts = await back.facts();
    assert.notEqual(facts.id, id);
    assert.equal(facts.restored, T);
    assert.equal((await back.stations(null, ALL)).length, 3000);
    await back.close();
    const later = await openStore(join(folder, 'again', 'arpist.db'), 'writer');
    assert.deepEqual([(await later.facts()).id, (await later.facts()).restored], [facts.id, T]);
    await later.close();

    truncateSync(file, 40_000);
    const cut = await run(checkStoreOver, '--file', file).catch((fault: unknown) => fault);
    assert.ok(cut instanceof SystemFault ? cut.kind === 'damaged' : (cut as { code: number }).code === 5);
    writeFileSync(join(folder, 'letter'), 'a letter'.repeat(1000));
    await assert.rejects(run(checkStoreOver, '--file', join(folder, 'letter')), /no store/);
    await assert.rejects(run(checkStoreOver, '--file', join(folder, 'nowhere')), /there is no store/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
