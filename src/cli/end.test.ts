import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const skip = process.platform === 'linux' && existsSync('/proc') ? false : 'needs Linux';

/** What Node does on its own way out shows by the profile it writes there. */
async function ended(
  words: readonly string[],
  stdin: (end: () => void) => Promise<void>,
): Promise<unknown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const node = ['--no-warnings', '--cpu-prof', `--cpu-prof-dir=${folder}`, MAIN];
    const child = spawn(process.execPath, [...node, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = 0;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.length));
    const closed = once(child, 'close');
    await stdin(() => child.stdin.end());
    const [code] = (await closed) as [number];
    return [code, said > 0, readdirSync(folder).length];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('A7: a long run ends without the way out of Node that may wait for ever, and nothing said is lost', {
  skip,
}, async () => {
  const long = await ended(['read', '-'], async (finish) => {
    await pause(1500);
    finish();
  });
  assert.deepEqual(long, [2, true, 0]);
});
