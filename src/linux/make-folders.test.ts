import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolders } from './make-folders.ts';
import { makeStateFolder } from './state-folder.ts';

test('made with all above it, and there already', () => {
  const place = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    makeFolders(join(place, 'a', 'b'), 0o700);
    makeFolders(join(place, 'a', 'b'), 0o700);
    assert.equal(statSync(join(place, 'a', 'b')).mode & 0o777, 0o700);
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('where no folder can be made it ends', { skip: process.platform !== 'linux' }, () => {
  assert.throws(() => makeFolders('/proc/x/y', 0o700), /ENOENT/);
  assert.throws(() => makeStateFolder('/proc/x'));
});
