import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { takeLock } from './lock.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';
const LOCK = new URL('lock.ts', import.meta.url).href;

/** Another process that has the lock of the folder, for so many milliseconds after it said so. */
async function holder(folder: string, milliseconds: number): Promise<ChildProcess> {
  const body = `import { takeLock } from ${JSON.stringify(LOCK)};
    const lock = takeLock(${JSON.stringify(folder)});
    console.log('held');
    setTimeout(() => lock.release(), ${milliseconds});`;
  const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '--eval', body], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('who holds it for a moment only, as a watchdog does, is waited for', { skip }, async () => {
  await withFolder(async (folder) => {
    const child = await holder(folder, 100);
    takeLock(folder).release();
    if (child.exitCode === null) await once(child, 'exit');
    assert.equal(child.exitCode, 0);
  });
});

test('who is at it for longer is named, and nothing is changed', { skip }, async () => {
  await withFolder(async (folder) => {
    const child = await holder(folder, 600_000);
    try {
      assert.throws(
        () => takeLock(folder),
        (fault) =>
          fault instanceof SystemFault &&
          fault.kind === 'busy' &&
          fault.message.includes(`(process ${child.pid})`),
      );
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    takeLock(folder).release();
  });
});
