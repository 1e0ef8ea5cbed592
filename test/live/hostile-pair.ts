import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type LabHost, openLab } from './lab.ts';
import { listens } from './listens.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Done {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface Run {
  readonly done: Promise<Done>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when it listens for signals, or has ended. */
  readonly listening: () => Promise<void>;
}

/** A command in a namespace, beside which this process goes on. */
export function arpist(host: LabHost, line: string): Run {
  const words = ['netns', 'exec', host.namespace, process.execPath, MAIN, ...line.split(' ')];
  const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const guard = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const done = new Promise<Done>((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(guard);
      resolve({ code, signal, out: out.join(''), err: err.join('') });
    });
  });
  const listening = async (): Promise<void> => {
    while (child.exitCode === null && child.signalCode === null && !listens(child.pid!)) await pause(20);
  };
  return { done, kill: (signal) => child.kill(signal), listening };
}

export const records = (done: Done): readonly Record<string, unknown>[] =>
  done.out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Two hosts on one cable; the second one has no address. */
export async function withPair(
  prefix: number,
  body: (scanner: LabHost, peer: LabHost) => Promise<void>,
): Promise<void> {
  const lab = openLab();
  try {
    const scanner = lab.host('scan', { nics: [] });
    const peer = lab.host('peer', { nics: [] });
    lab.cable(
      { host: scanner, nic: { name: 'eth0', mac: '02:00:00:00:00:01', addresses: [`10.66.0.1/${prefix}`] } },
      { host: peer, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } },
    );
    await body(scanner, peer);
  } finally {
    lab.close();
  }
}
