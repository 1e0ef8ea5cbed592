import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steelDoor } from './compose-service.ts';
import { steelStage } from './compose.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Stage } from './hands.ts';
import type { CommandIo } from './io.ts';
import { scanOver } from './scan/scan.ts';

/** Between two rounds of questions, so that something is heard. */
const ROUND = 20_000;
const LISTEN = '127.0.0.1:8471';

/** A service on the network of the demo, with a token for its page, until it is ended; nothing of it stays. */
export async function demoPage(io: CommandIo): Promise<ExitCode> {
  const stage = await steelStage();
  if (!stage) {
    io.stderr.write('arpist: the page of the demo needs namespaces: sudo arpist demo --page\n');
    return EXIT.refused;
  }
  const folder = mkdtempSync(join(tmpdir(), 'arpist-demo-'));
  try {
    const state = join(folder, 'state');
    mkdirSync(state, { mode: 0o700 });
    const config = join(folder, 'arpist.toml');
    writeFileSync(
      config,
      `learn = "1s"\nask = true\n[[watch]]\ninterface = "eth0"\n[web]\nlisten = ["${LISTEN}"]\n`,
    );
    const token = (await steelDoor())
      .tokensIn(state)
      .make({ name: 'demo', role: 'operator', expires: null }, io.now());
    io.stderr.write(`${stage.words}\n\nThe page: http://${LISTEN}/\nIts token: ${token}\n\n`);
    const { host } = await stage.open();
    const { runDaemon } = await import('./daemon/run.ts');
    const talk = setInterval(() => void murmur(stage, io), ROUND);
    const first = setTimeout(() => void murmur(stage, io), 1000);
    try {
      return await runDaemon({ config, state, log: 'text', host }, io);
    } finally {
      clearInterval(talk);
      clearTimeout(first);
    }
  } finally {
    stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Somebody asks for everybody: true kernels answer. */
async function murmur(stage: Stage, io: CommandIo): Promise<void> {
  stage.failOver?.();
  const quiet = { write: () => true, drained: async () => undefined, isTTY: false, columns: 80 };
  await scanOver(() => stage.open(), ['10.77.0.0/24', '-q'], {
    ...io,
    stdout: { ...io.stdout, ...quiet },
    stderr: { ...io.stderr, ...quiet },
  });
}
