import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

function said(line: string): { code: number | null; out: string; err: string } {
  const words = line.split(' ').filter(Boolean);
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

for (const [meant, ...words] of [
  ['--help', 'help', 'help help'],
  ['scan --help', 'scan help', 'help scan', 'help scan --json'],
  ['table verify --help', 'help table verify', 'table verify help', 'table help verify'],
  ['table timers set --help', 'help table timers set', 'table timers set help'],
  ['persist --help', 'persist add help', 'help persist'],
] as const)
  test(`D28: ${words.join(', ')}: the help that arpist ${meant} shows`, () => {
    const help = said(meant);
    assert.equal(help.code, 0);
    for (const line of words) assert.deepEqual(said(line), help, line);
  });

test('D28: help of what there is not is told, and help behind a target is a host of that name', () => {
  const { code, out, err } = said('help scna');
  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /there is no command 'scna'; did you mean scan\?/);
  assert.doesNotMatch(said('ping -c 1 help --dry-run').out, /^usage:/m);
});
