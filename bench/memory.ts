import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { openPair } from './labs.ts';
import type { Bench, BenchRow } from './row.ts';
import { CLI } from './run.ts';

const RUN = 10_000;

export const benchMemory: readonly Bench[] = [eight];

/** A /8 must never be a list: the plan of it, and the first ten seconds of a real one. */
async function eight(): Promise<BenchRow[]> {
  const { lab, scanner } = openPair(['10.88.0.2'], 8);
  try {
    const rows: BenchRow[] = [];
    for (const [work, args] of [
      ['10.0.0.0/8, dry run', ['--dry-run']],
      ['10.0.0.0/8, first 10 s, default rate', []],
      ['10.0.0.0/8, first 10 s, `--fast`', ['--fast']],
    ] as const) {
      const peak = await peakOf(scanner.namespace, ['scan', '10.0.0.0/8', '--json', ...args]);
      rows.push({
        work,
        ours: `${peak.toFixed(0)} MB`,
        peers: 'arp-scan 661 MB, measured once',
        bar: '≤ 150 MB resident',
        holds: peak <= 150,
      });
    }
    return rows;
  } finally {
    lab.close();
  }
}

/** The largest resident set in MB until the process ends or ten seconds are over. */
async function peakOf(namespace: string, args: readonly string[]): Promise<number> {
  const child = spawn('ip', ['netns', 'exec', namespace, 'node', CLI, ...args], { stdio: 'ignore' });
  let peak = 0;
  let ended = false;
  const end = new Promise<void>((resolve) => {
    child.on('close', () => {
      ended = true;
      resolve();
    });
  });
  const startedAt = performance.now();
  while (!ended && performance.now() - startedAt < RUN) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      break;
    }
  }
  if (!ended) child.kill('SIGINT');
  await end;
  return peak;
}
