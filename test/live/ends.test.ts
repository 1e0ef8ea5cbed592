// A1, A7: whatever comes in, SIGINT and SIGTERM end every verb that takes long, and it ends by itself.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { answerAsCrowd, floodReplies } from './crowd.ts';
import { withPair } from './hostile-pair.ts';
import { type LabHost, whyNoLab } from './lab.ts';
import { listens } from './listens.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const NET = parseIpv4('10.66.0.0')!;
const OURS = { mac: 0x02_00_00_00_00_01, ip: NET + 1, net: NET };
/** One second is promised; a machine that tests share is given more. */
const PATIENCE_MS = 15_000;
/** So long it works undisturbed, when it can be asked to end. */
const AT_WORK_MS = 700;

/** Each would go on for minutes. FILE, FIFO: in the folder of the journal. */
const LINES = `
  scan --rate 2; scan --rate 2 --json; find 02:ff:ff:ff:ff:ff --rate 2
  ping 10.66.0.9; ping --json 10.66.0.9; ping --compat iputils 10.66.0.9; ping --compat habets 10.66.0.9
  check 10.66.0.0/24 --rate 2; free --count 20 10.66.0.0/24 --rate 2
  claim 10.66.0.1 --defend always; claim 10.66.0.1 --defend always --json
  announce 10.66.0.1 --via 10.66.0.9 --patience 5min --takeover --interval 10s
  announce 10.66.0.1 --refresh 10s --takeover --no-verify; move 10.66.0.50 --wait 5min
  proxy 10.66.0.128/25 --any -I eth0; table events; table events --json; table verify --rate 1
  doctor --probe --rate 1; apply FILE --confirm 600; read FIFO; read --summary FIFO
`
  .split(/[;\n]/)
  .map((line) => line.trim())
  .filter(Boolean);

type Ended = { readonly code: number | null; readonly signal: string | null; readonly err: string };

/** The signal comes when the command listens for it, and is at work. */
async function ended(host: LabHost, words: readonly string[], given: Given): Promise<Ended> {
  const env = { ...process.env, ARPIST_STATE: given.folder };
  const child = spawn('ip', ['netns', 'exec', host.namespace, process.execPath, MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let err = '';
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  let over = false;
  const done = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      resolve({ code, signal, err });
    });
  });
  const giveUpAt = performance.now() + PATIENCE_MS * 2;
  while (!over && !listens(child.pid!) && performance.now() < giveUpAt) await pause(20);
  await pause(AT_WORK_MS);
  assert.equal(over, false, `${words.join(' ')} ended before it was asked to: ${err}`);
  child.kill(given.signal);
  const guard = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const end = await done;
  clearTimeout(guard);
  return end;
}

/** It may have been ended before it changed anything: then there is nothing to undo. */
function undone(host: LabHost, folder: string): void {
  const env = { ...process.env, ARPIST_STATE: folder };
  const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, 'undo'];
  const { status, stderr } = spawnSync('ip', words, { env, timeout: PATIENCE_MS * 2, encoding: 'utf8' });
  assert.ok(status === 0 || (status === 1 && /nothing to undo/.test(stderr)), `undo: ${status} ${stderr}`);
}

interface Given {
  readonly folder: string;
  readonly signal: 'SIGINT' | 'SIGTERM';
}

for (const [what, disturb] of [
  ['a flood of replies', (peer: LabHost) => floodReplies(peer.open('eth0'), OURS)],
  [
    '40 MACs that answer for every address',
    (peer: LabHost) =>
      answerAsCrowd(peer.open('eth0', { ringBytes: 1 << 22 }), {
        macs: 40,
        answersFor: (ip) => ip !== OURS.ip,
        probes: true,
      }),
  ],
] as const)
  test(`A1: beside ${what} every verb that takes long ends by itself when it is asked to`, {
    skip: whyNoLab,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
    try {
      await withPair(24, async (host, peer) => {
        const file = join(folder, 'x.toml');
        const fifo = join(folder, 'fifo');
        writeFileSync(file, '[[neighbour]]\nip = "10.66.0.8"\nmac = "2:0:0:0:0:8"\ninterface = "eth0"\n');
        assert.equal(spawnSync('mkfifo', [fifo]).status, 0);
        for (let at = 20; at < 120; at++)
          host.ip(`neigh add 10.66.0.${at} lladdr 02:00:00:00:01:${at.toString(16)} dev eth0`);
        const stop = disturb(peer);
        try {
          for (const [nth, line] of LINES.entries()) {
            const signal = nth % 2 === 0 ? 'SIGINT' : 'SIGTERM';
            const words = line.split(' ').map((word) => ({ FILE: file, FIFO: fifo })[word] ?? word);
            const { code, signal: by, err } = await ended(host, words, { folder, signal });
            assert.equal(by, null, `${line}, ${signal}: ended by itself; ${err.slice(-400)}`);
            assert.ok(
              [0, 1, 4, 5, 130].includes(code ?? -1),
              `${line}, ${signal}: ${code} ${err.slice(-400)}`,
            );
            assert.doesNotMatch(err, /^ +at |mistake in arpist/m, line);
            // What waits for the confirmation ends with it.
            if (line.startsWith('apply')) undone(host, folder);
          }
        } finally {
          stop();
        }
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
