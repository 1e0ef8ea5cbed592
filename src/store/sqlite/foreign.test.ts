import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import { whyNoSqlite } from '../../../test/sqlite.ts';
import { openDatabase } from './database.ts';
import { readForeignTable } from './foreign.ts';

test("a table of somebody else's database is read, and nothing of it is changed", {
  skip: whyNoSqlite,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-foreign-'));
  try {
    const path = join(folder, 'app.db');
    const made = await openDatabase(path, 'writer');
    made.exec('CREATE TABLE now (ID INTEGER, Name TEXT, Known INTEGER, Hw BLOB, Dns TEXT)');
    made.exec(
      "INSERT INTO now VALUES (1, 'nas', 1, x'00', NULL), (2, 'tv', 0, NULL, 'tv.lan'), (3, 'x', 0, NULL, '')",
    );
    made.close();
    assert.deepEqual(await readForeignTable(path, ['Devices', 'now'], 2), {
      table: 'now',
      rows: [
        { id: '1', name: 'nas', known: '1', hw: '', dns: '' },
        { id: '2', name: 'tv', known: '0', hw: '', dns: 'tv.lan' },
      ],
    });
    assert.equal(await readForeignTable(path, ['Devices'], 2), null);
    writeFileSync(path, 'SQLite format 3\0 and nothing more');
    await assert.rejects(readForeignTable(path, ['now'], 2), SystemFault);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
