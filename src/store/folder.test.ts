import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { makeStateFolder } from './folder.ts';

test('a folder is made with all above it, for its owner and its group, and may be there', () => {
  const place = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const folder = join(place, 'a', 'b');
    makeStateFolder(folder);
    makeStateFolder(`${folder}/`);
    assert.equal(statSync(folder).mode & 0o027, 0);
    writeFileSync(join(place, 'letter'), '');
    for (const blocked of [join(place, 'letter'), join(place, 'letter', 'c')])
      assert.throws(() => makeStateFolder(blocked), SystemFault);
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('where no folder can be made it ends and says so', { skip: process.platform !== 'linux' }, () => {
  for (const place of ['/proc/x', '/proc/self/x/y', '/dev/null/x'])
    assert.throws(() => makeStateFolder(place), /the folder for the store cannot be made/);
});
