import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLab, whyNoLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface WatchLine {
  readonly type: string;
  readonly kind: string;
  readonly ip: string;
  readonly sure: string;
  readonly severity: string;
  readonly why: readonly { readonly code: string }[];
}

test('a move that was expected beforehand is told as one, and as no attack', { skip: whyNoLab }, async () => {
  const lab = openLab();
  const state = mkdtempSync(join(tmpdir(), 'arpist-expected-'));
  try {
    const nic = (mac: string, ...addresses: string[]) => [{ name: 'eth0', mac, addresses }];
    const watcher = lab.host('watch', { nics: nic('02:00:00:00:00:01', '10.77.0.1/24') });
    const owner = lab.host('owner', { nics: nic('02:00:00:00:00:02', '10.77.0.2/24', '10.77.0.50/24') });
    const taker = lab.host('taker', { nics: nic('02:00:00:00:00:03', '10.77.0.3/24') });
    const env = { ...process.env, ARPIST_STATE: state };
    const words = ['netns', 'exec', watcher.namespace, process.execPath, '--no-warnings', MAIN];
    const noted = spawnSync('ip', [...words, 'expect', '10.77.0.50', '--until', '1h'], { env });
    assert.equal(noted.status, 0, String(noted.stderr));

    const child = spawn('ip', [...words, 'watch', '-I', 'eth0', '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => void (out += String(chunk)));
    child.stderr.on('data', (chunk) => void (err += String(chunk)));
    const said = async (pattern: RegExp): Promise<void> => {
      for (let tries = 0; tries < 750 && !pattern.test(out + err); tries++) {
        assert.equal(child.exitCode, null, `ended without ${pattern}: ${out}${err}`);
        await pause(20);
      }
      assert.match(out + err, pattern);
    };
    try {
      await said(/watching eth0/);
      owner.run('ping', '-c', '1', '-W', '1', '-I', '10.77.0.50', '10.77.0.1');
      await said(/"new-station"[^\n]*"10\.77\.0\.50"/);
      owner.ip('addr del 10.77.0.50/24 dev eth0');
      taker.ip('addr add 10.77.0.50/24 dev eth0');
      taker.run('ping', '-c', '1', '-W', '1', '-I', '10.77.0.50', '10.77.0.1');
      await said(/expected-move/);
    } finally {
      child.kill('SIGINT');
      await once(child, 'close');
    }
    const told = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as WatchLine)
      .filter(({ type, ip, kind }) => type === 'watch' && ip === '10.77.0.50' && kind !== 'new-station');
    assert.deepEqual(
      told.map(({ kind, sure, severity }) => [kind, sure, severity]),
      [['changed', 'proven', 'info']],
    );
    assert.ok(told[0]?.why.some(({ code }) => code === 'expected-move'));
  } finally {
    lab.close();
    rmSync(state, { recursive: true, force: true });
  }
});
