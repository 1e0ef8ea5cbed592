import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTableNames } from './table-names.ts';

test('K18: numbers of rt_tables and rt_tables.d, comments and other files left out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    mkdirSync(join(folder, 'rt_tables.d'));
    writeFileSync(join(folder, 'rt_tables'), '#\n255\tlocal\n# 9 nothing\n103 isp\n0x68 other\n\nnonsense\n');
    writeFileSync(join(folder, 'rt_tables.d', 'a.conf'), ' 104  vpn\n200 wan');
    writeFileSync(join(folder, 'rt_tables.d', 'a.bak'), '201 old');
    assert.deepEqual(readTableNames([folder, join(folder, 'missing')]), [103, 104, 200, 255]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
