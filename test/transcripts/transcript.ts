import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** One command line with what it must print: `$ command`, lines of stdout as `> …`, of stderr as `! …`, `= exit code`. */
export interface Exchange {
  readonly command: string;
  readonly answer: string;
}

export interface Transcript {
  readonly head: string;
  readonly exchanges: readonly Exchange[];
}

function place(name: string): URL {
  return new URL(`./${name}.txt`, import.meta.url);
}

export function readTranscript(name: string): Transcript {
  const [head = '', ...parts] = readFileSync(place(name), 'utf8').split(/^\$ /m);
  return {
    head,
    exchanges: parts.map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), answer: part.slice(end + 1).trim() };
    }),
  };
}

export function writeTranscript(name: string, { head, exchanges }: Transcript): void {
  const text = exchanges.map(({ command, answer }) => `$ ${command}\n${answer}\n`).join('\n');
  writeFileSync(place(name), `${head}${text}`);
}

export interface Place {
  /** The folder to run in. */
  readonly folder: string;
  /** Words before the shell: `ip netns exec NAME`. */
  readonly before?: readonly string[];
}

/** Puts a program `arpist` into the folder, so that `timeout`, pipes and signals treat it as one. */
export function installArpist(folder: string): void {
  const script = `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`;
  writeFileSync(join(folder, 'arpist'), script, { mode: 0o755 });
}

/** Runs a command line in bash, in a folder where arpist is installed. */
export function answerTo(command: string, { folder, before = [] }: Place): Promise<string> {
  const [program, ...args] = [...before, 'bash', '-o', 'pipefail', '-c', command] as const;
  const env = { ...process.env, NO_COLOR: '1', PATH: `${folder}:${process.env['PATH']}` };
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve([...marked('>', out), ...marked('!', err), `= ${code}`].join('\n'));
    });
  });
}

function marked(mark: string, chunks: readonly Buffer[]): readonly string[] {
  const text = Buffer.concat(chunks).toString('utf8');
  return text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${mark} ${steady(line)}`.trimEnd());
}

/** What differs from run to run. */
function steady(line: string): string {
  return line
    .replace(/\b[\d,]+ packets? sent( \([\d,]+ for evidence\))? in [\d.]+ s/, 'N packets sent$1 in T s')
    .replace(/^interrupted: \d+ asked, \d+ answered/, 'interrupted: N asked, N answered')
    .replace(/sudo setpriv .* …\.?/, 'sudo setpriv …')
    .replace(/RTT=[\d.]+ ms/, 'RTT=T ms')
    .replace(/( {2}#\d+ {2})[\d.]+ ms/, '$1T ms')
    .replace(/^(! )?(rtt min\/avg\/max\/mdev )[\d./]+ ms/, '$1$2T ms')
    .replace(/(\blost, (?:\d+ packets sent \(\d+ for evidence\), )?in )[\d.]+ m?s$/, '$1T')
    .replace(/(\] {2})[\d.]+ms$/, '$1Tms');
}
