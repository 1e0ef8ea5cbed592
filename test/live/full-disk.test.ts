// D19: what is written to a disk without room is told in one sentence, whatever form it has.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withPair } from './hostile-pair.ts';
import { type LabHost, whyNoLab } from './lab.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const FULL =
  'stdout cannot be written: the disk is full; make room on the disk, or name a file on another one.';
const AT_ONCE = 6;

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function run(host: LabHost, line: string, given: { state: string; full: boolean }): Promise<Told> {
  const disk = given.full ? openSync('/dev/full', 'w') : ('pipe' as const);
  const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, ...line.split(' ')];
  const child = spawn('ip', words, {
    stdio: ['ignore', disk, 'pipe'],
    env: { ...process.env, ARPIST_STATE: given.state },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  if (typeof disk === 'number') closeSync(disk);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  return await new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

async function onScene(
  body: (run: (line: string, full?: boolean) => Promise<Told>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    await withPair(24, async (host, peer) => {
      peer.ip('addr add 10.66.0.2/24 dev eth0');
      host.ip('neigh add 10.66.0.2 lladdr 02:00:00:00:00:02 dev eth0');
      await body((line, full = true) => run(host, line, { state: folder, full }), folder);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In each form it has: text, JSON, CSV, a form of one's own, help, plans and commands. */
const LINES = `
  --help; help table verify; scan --help; version
  scan; scan --json; scan --csv; scan --format \${ip}; scan --dry-run --json
  find 02:00:00:00:00:02 --csv; find 02:00:00:00:00:02 --json
  who 10.66.0.2; who 10.66.0.2 --json; ping -c 1 10.66.0.2 --json
  ping --compat iputils -c 1 10.66.0.2; ping --compat habets -c 1 10.66.0.2
  check --fast 10.66.0.2; check --fast 10.66.0.2 --json; free --fast 10.66.0.0/28
  claim --fast --for 0 10.66.0.77 --json; announce 10.66.0.1 --json
  move 10.66.0.77 -I eth0 --dry-run; table; table --json; table --csv; table --format ip
  table save -; table timers; table verify --all; table verify --json
  table add 10.66.0.9 2:0:0:0:0:9 --dry-run; table delete --all --dry-run --json
  explain who-has 10.66.0.1 --on eth0; explain who-has 10.66.0.1 --on eth0 --json; snapshot
  doctor --json; doctor --probe --json; proxy 10.66.0.200 -I eth0 --dry-run
  plan FILE; plan FILE --json; apply FILE --dry-run; verify FILE; verify FILE --json
`
  .split(/[;\n]/)
  .map((line) => line.trim())
  .filter(Boolean);

test('D19: every kind of output to a full disk ends with one sentence and 5', { skip: whyNoLab }, () =>
  onScene(async (told, folder) => {
    const file = join(folder, 'x.toml');
    writeFileSync(file, '[[neighbour]]\nip = "10.66.0.8"\nmac = "2:0:0:0:0:8"\ninterface = "eth0"\n');
    const lines = LINES.map((line) => line.replace('FILE', file));
    for (let at = 0; at < lines.length; at += AT_ONCE)
      await Promise.all(
        lines.slice(at, at + AT_ONCE).map(async (line) => {
          const { code, err } = await told(line);
          assert.equal(code, 5, `${line}: ${err}`);
          assert.ok(err.endsWith(`arpist: ${FULL}\n`), `${line}: ${err}`);
          assert.equal(err.match(/cannot be written/g)?.length, 1, `${line}: ${err}`);
          assert.doesNotMatch(err, /^ +at |Error:|saved$/m, line);
        }),
      );
  }),
);

test('D19: --save and -W on a full disk: what was found is shown, one sentence, 5', { skip: whyNoLab }, () =>
  onScene(async (told) => {
    for (const line of [
      'scan --json --save /dev/full',
      'scan --csv -W /dev/full',
      'check --fast 10.66.0.2 --save /dev/full',
      'find 02:00:00:00:00:02 --save /dev/full',
      'who 10.66.0.2 --save /dev/full',
      'ping -c 1 10.66.0.2 --save /dev/full',
    ]) {
      const { code, out, err } = await told(line, false);
      assert.equal(code, 5, `${line}: ${err}`);
      assert.match(out, /10\.66\.0\.2/, line);
      assert.equal(
        err.match(/\/dev\/full cannot be written: the disk is full/g)?.length,
        1,
        `${line}: ${err}`,
      );
      assert.doesNotMatch(err, /^ +at |Error:/m, line);
    }
  }),
);
