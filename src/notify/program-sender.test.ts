import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from './program-sender.ts';

const SHELL = '/bin/sh';

test('the record comes by stdin, the environment is what was given, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const out = join(folder, 'out');
    process.env['ARPIST_TEST_SECRET'] = 'x';
    const outcome = await runProgram({
      argv: [SHELL, '-c', `{ cat; echo; env | sort; } > "$1"`, 'sh', out],
      input: '{"name":"$(reboot)"}',
      env: { ARPIST_KIND: 'spoof' },
    });
    assert.deepEqual(outcome, { sent: true });
    const [record, ...env] = readFileSync(out, 'utf8').trim().split('\n');
    assert.equal(record, '{"name":"$(reboot)"}');
    const names = env
      .map((line) => line.split('=')[0]!)
      .filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name));
    assert.deepEqual(names, ['ARPIST_KIND', 'LANG', 'PATH']);
  } finally {
    delete process.env['ARPIST_TEST_SECRET'];
    rmSync(folder, { recursive: true });
  }
});

test('one that fails says why; 75 is to be tried again', async () => {
  const failed = async (code: number) =>
    await runProgram({ argv: [SHELL, '-c', `echo "no  room" >&2; exit ${code}`], input: '', env: {} });
  assert.deepEqual(await failed(1), { sent: false, why: '/bin/sh ended with 1: no room', again: false });
  assert.deepEqual(await failed(75), { sent: false, why: '/bin/sh ended with 75: no room', again: true });
});

test('one that is not there, and one that reads nothing', async () => {
  const none = await runProgram({ argv: ['/no/such/program'], input: 'x', env: {} });
  assert.ok(!none.sent && !none.again && /ENOENT/.test(none.why));
  assert.deepEqual(await runProgram({ argv: ['/bin/true'], input: 'x'.repeat(1_000_000), env: {} }), {
    sent: true,
  });
});

/** One that nobody has waited for yet is dead all the same. */
function isAlive(pid: string): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('one that goes on is ended with all it started, also when it does not want to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const pids = join(folder, 'pids');
    const script = `trap '' TERM; sleep 60 & echo $$ $! > "$1"; while :; do wait; done`;
    const outcome = await runProgram({
      argv: [SHELL, '-c', script, 'sh', pids],
      input: '',
      env: {},
      limit: 300,
    });
    assert.deepEqual(outcome, { sent: false, why: '/bin/sh ran longer than 0.3 s', again: true });
    for (const pid of readFileSync(pids, 'utf8').trim().split(' ')) assert.ok(!isAlive(pid), pid);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a flood of words is cut', async () => {
  const outcome = await runProgram({
    argv: [SHELL, '-c', 'yes >&2 & sleep 0.1; kill $!; exit 3'],
    input: '',
    env: {},
  });
  assert.ok(!outcome.sent && outcome.why.length < 600, JSON.stringify(outcome).length.toString());
});
