import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../../src/linux/lab.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
/** Of the guest alone: gone with it. */
const FOLDER = '/tmp/arpist-lab';
const running: ChildProcess[] = [];

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program inside a host, to its end. */
export function run(host: LabHost, words: readonly string[], input = ''): Ran {
  const done = spawnSync('ip', ['netns', 'exec', host.namespace, ...words], {
    input,
    encoding: 'utf8',
    env: { ...process.env, ARPIST_STATE: `${FOLDER}/${host.namespace}` },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** Our own command line inside a host; each has a journal of its own. */
export function arpist(host: LabHost, ...words: readonly string[]): Ran {
  return arpistAt(MAIN, host, ...words);
}

/** The same, from a file of your choice. */
export function arpistAt(program: string, host: LabHost, ...words: readonly string[]): Ran {
  return run(host, [process.execPath, program, ...words]);
}

/** The records of a command with `--json`. */
export function records(ran: Ran): readonly Record<string, unknown>[] {
  return ran.out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A file of the lab, for commands that read one. */
export function file(name: string, text: string): string {
  mkdirSync(FOLDER, { recursive: true });
  const path = `${FOLDER}/${name}`;
  writeFileSync(path, text);
  return path;
}

/** Starts a program inside a host; it is ended with `stopAll`. Resolves when it printed its first line. */
export function start(host: LabHost, words: readonly string[]): Promise<ChildProcess> {
  const child = spawn('ip', ['netns', 'exec', host.namespace, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${words.join(' ')} ended with ${code}`)));
  });
}

export function stopAll(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL');
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}
