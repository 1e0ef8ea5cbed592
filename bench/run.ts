import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Use, useOf } from './load.ts';

export const CLI = fileURLToPath(new URL('../dist/bin/arpist.js', import.meta.url));

export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  /** Without the time it stood in the queue for a processor that others had. */
  readonly unhindered: number;
  /** Processor time of all its threads, in milliseconds. */
  readonly processor: number;
}

/** So often it is looked at what a program has used: what it used after the last look is not seen. */
const LOOK_EVERY = 10;

/** Runs a program in a namespace without holding up this process, which may be the other end of the wire. */
export function runIn(namespace: string, program: string, args: readonly string[]): Promise<Done> {
  return runHere('ip', ['netns', 'exec', namespace, program, ...args]);
}

/** Runs a program here; `into`: a file for what it prints, which is not kept then. */
export function runHere(program: string, args: readonly string[], into?: number): Promise<Done> {
  const before = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', into ?? 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let use: Use = useOf(child.pid ?? 0);
  const look = setInterval(() => (use = useOf(child.pid ?? 0, use)), LOOK_EVERY);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on('exit', () => clearInterval(look));
    child.on('close', (code) => {
      const milliseconds = performance.now() - before;
      const { processor, waited } = use;
      resolve({ code, stdout, stderr, milliseconds, unhindered: milliseconds - waited, processor });
    });
  });
}

/** The built CLI on the machine's own Node. */
export function arpistIn(namespace: string, args: readonly string[]): Promise<Done> {
  return runIn(namespace, 'node', [CLI, ...args]);
}

export interface StationRecord {
  readonly type: 'station';
  readonly ip: string;
  readonly mac: string;
  readonly rttMs: number;
  readonly verdict: string;
}

export interface SummaryRecord {
  readonly type: 'summary';
  readonly lossEstimate: number | null;
  readonly missedEstimate: number | null;
}

export interface Records {
  /** by `ip mac`, the last record of each */
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly summary: SummaryRecord | undefined;
}

export function recordsOf(done: Done): Records {
  const stations = new Map<string, StationRecord>();
  let summary: SummaryRecord | undefined;
  for (const line of done.stdout.split('\n')) {
    if (line === '') continue;
    const record = JSON.parse(line) as StationRecord | SummaryRecord;
    if (record.type === 'summary') summary = record;
    else stations.set(`${record.ip} ${record.mac}`, record);
  }
  return { stations, summary };
}

/** Distinct (address, MAC) in what arp-scan prints. */
export function arpScanPairs(done: Done): { readonly pairs: Set<string>; readonly duplicates: number } {
  const pairs = new Set<string>();
  for (const line of done.stdout.split('\n')) {
    const found = /^(\d+\.\d+\.\d+\.\d+)\t([0-9a-f:]{17})/.exec(line);
    if (found) pairs.add(`${found[1]} ${found[2]}`);
  }
  return { pairs, duplicates: (done.stdout.match(/DUP/g) ?? []).length };
}
